"""The screens of funders: one file each."""
