"""One file per form a report is given out in; each takes the document and its imprint."""
