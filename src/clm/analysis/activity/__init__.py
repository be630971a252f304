"""Who was active in which calendar period."""
