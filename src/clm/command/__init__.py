"""What the command does beyond calling the library."""
