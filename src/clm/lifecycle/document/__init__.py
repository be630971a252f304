"""A template as a TOML document."""
