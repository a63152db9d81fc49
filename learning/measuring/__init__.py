"""Measures that help to learn: reading them from a table, and how much usually varies. No targets."""
