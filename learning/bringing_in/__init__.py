"""Bringing in notes that people already have: files, their columns and days, and what of each row becomes a reflection.

Plain Python, which asks no database. See docs/decisions/0033-bringing-in.md.
"""
