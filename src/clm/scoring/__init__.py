"""Cut points, scales and scores."""
