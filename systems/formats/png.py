"""A map as a picture of points, for slides and letters: the drawing that `svg` makes, painted by typst in a process of its own."""

import re

from django.utils.translation import gettext as _

from systems.formats import svg
from systems.formats.drawing import Drawing
from systems.formats.pdf import typeset

FINEST, MOST_POINTS = 192.0, 40_000_000
SIZE = re.compile(rb'width="([\d.]+)" height="([\d.]+)"')


def write(drawing: Drawing) -> bytes:
    """The PNG, twice as fine as a screen, or as fine as forty million points allow. Raises NotSet where it cannot be painted."""
    drawn = svg.write(drawing)
    size = SIZE.search(drawn)
    across, down = (float(each) for each in size.groups()) if size else (1.0, 1.0)
    ppi = min(FINEST, 96 * (MOST_POINTS / (across * down)) ** 0.5)
    said = _("The picture could not be painted, or took too long. Take the map as SVG instead.")
    return typeset(drawn, b"\x89PNG", said, f"{ppi:.1f}")
