"""Asking a map: questions put to it, and answers in words that the drawing can lay over itself."""
