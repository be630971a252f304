"""The door: raw columns are read, checked and counted."""
