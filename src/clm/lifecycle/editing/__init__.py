"""Changes to a template, each proved anew."""
