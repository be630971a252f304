"""How the active customers of every period came to be, and who was lost."""
