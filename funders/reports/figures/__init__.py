"""The pictures of a report, drawn on the server as SVG: the map with what changed, the period in time, and each measure."""
