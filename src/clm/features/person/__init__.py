"""One customer in plain Python: what happened to her, and what is known of her on any day."""
