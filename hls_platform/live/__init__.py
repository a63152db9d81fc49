"""Pages that are live: a channel says that something changed, and the page reads it anew through an ordinary view."""
