"""Typed figures: what every stage is measured by, and what it is worth."""
