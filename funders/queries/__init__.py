"""What the pages of funders need to read, each in a counted number of queries."""
