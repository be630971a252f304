"""Two templates laid over each other."""
