"""The screens of systems: one file each."""
