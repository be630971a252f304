"""Why one customer is where she is, since when, what comes next, and what would lift her."""
