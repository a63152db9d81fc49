"""Small pictures, laid out in plain numbers and drawn as SVG by templates. Each has a text twin on its page."""
