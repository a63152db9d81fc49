"""The accountability-for-learning report: collected, composed into one document, and given out in several forms."""
