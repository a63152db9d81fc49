"""Views of a map: what of it they show."""
