"""A lifecycle as data: stages, segments, their conditions, and the proof that they fit together."""
