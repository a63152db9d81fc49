"""The few helpers that every view shares."""
