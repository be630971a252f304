"""The proof that a template fits together, and its account."""
