"""Cells: the finite grid of a template, who takes which of them, and how they are told."""
