"""A fitted template as SQL, for those who segment where their orders lie."""
