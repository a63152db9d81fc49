"""The screens of learning: one file each."""
