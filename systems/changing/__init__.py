"""What a change may set on a map, and how changes meet: plain Python, with no database in it."""
