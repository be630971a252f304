"""Lines and refunds, and the orders that they make."""
