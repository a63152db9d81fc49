"""The demo place's map."""
