"""The frame: knows Django, the database and the browser; knows no domain word."""
