"""Doors in: orders from files and dataframes."""
