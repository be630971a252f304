"""What people did after the day, and whether the labels told it."""
