"""Customers by the period of their first order, followed through the periods after it."""
