"""The same actions and queries, for programs: one file per family of nouns."""
