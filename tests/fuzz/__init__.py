"""Importers of maps given files that nobody should have written: none may end in anything but a drawing or a sentence."""
