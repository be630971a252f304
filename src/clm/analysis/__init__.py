"""Who is where, and how they move."""
