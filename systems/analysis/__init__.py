"""Questions asked of a map, answered in plain Python."""
