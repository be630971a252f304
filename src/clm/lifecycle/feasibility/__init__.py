"""Which cells of a grid some customer can be in."""
