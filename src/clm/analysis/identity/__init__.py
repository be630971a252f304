"""What changes when customers turn out to be one."""
