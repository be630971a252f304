"""How people moved between two snapshots, and why."""
