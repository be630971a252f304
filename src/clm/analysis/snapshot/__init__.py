"""Who is in which segment as of a day."""
