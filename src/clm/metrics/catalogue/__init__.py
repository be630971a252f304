"""The metrics that there are: each a definition and how it is measured."""
