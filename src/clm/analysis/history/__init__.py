"""Snapshots of many days, and what they say together."""
