"""Digests: what a circle learned in a period, and what waits for it. Kept as references, worded at reading."""
