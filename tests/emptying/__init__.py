"""How the database is emptied after a test that commits: an application of the tests' own, for its command `flush`."""
