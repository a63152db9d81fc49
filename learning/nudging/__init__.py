"""Nudges that people set for themselves: their words, their place in a calendar, and the replies that become drafts."""
