"""What comes next if nothing happens: who moves, on which day, and where to."""
