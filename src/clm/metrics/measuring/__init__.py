"""A shop seen period by period, and what is tallied there."""
