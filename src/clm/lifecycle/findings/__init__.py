"""What is odd about a template, though it is proved."""
