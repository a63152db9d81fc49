"""Many people at once, for minutes, in a place with a million reflections: `python -m tests.load`."""
