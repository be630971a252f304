"""Aggregate inputs: what is known by day and channel of people who have no id."""
