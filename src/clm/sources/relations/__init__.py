"""Engines: tables of orders that stay where they are, reduced by what holds them."""
