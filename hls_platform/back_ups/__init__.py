"""Back-ups: everything the place holds in one file, and back again. See docs/decisions/0021-back-ups-and-signs.md."""
