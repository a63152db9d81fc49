"""What whoever runs the place can see of it: log lines and metrics, both without a private word and without a person.

See docs/decisions/0021-back-ups-and-signs.md, and docs/run.md for what the signs mean.
"""
