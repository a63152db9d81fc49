"""Grants as the 360Giving Data Standard 1.4 writes them: read from any file, checked against its schema, written.

Plain Python, which asks no database. See docs/decisions/0040-grants-in-the-open.md.
"""
