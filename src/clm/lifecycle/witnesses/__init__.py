"""Concrete customers for cells: a proof's examples."""
