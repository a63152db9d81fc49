"""The screens of relationships: one file each."""
