"""What the pages of learning need to read, each in a counted number of queries."""
