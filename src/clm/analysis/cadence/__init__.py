"""How soon customers order again."""
