"""How a population has moved under a scale."""
