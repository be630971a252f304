"""The metrics of every stage of a lifecycle, period by period."""
