"""Events as columns, in time order."""
