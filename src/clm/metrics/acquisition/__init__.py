"""What it costs to win visitors, leads and customers, by channel."""
