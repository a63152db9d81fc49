"""What every resource under /api/ shares: who asks, pages, problems, conditions, and answers given once."""
