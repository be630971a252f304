"""How features change from day to day while nothing happens."""
