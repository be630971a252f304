"""What is known of a customer on a day."""
