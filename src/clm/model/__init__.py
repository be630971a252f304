"""The nouns: money, days, orders, events, channels, customers."""
