"""Asks the typesetter, a process of its own, for a PDF or for pictures; and a logo in the kind of file that it takes."""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image

TYPESETTER = Path(__file__).with_name("typesetter.py")
SECONDS = 120


class NotSet(Exception):
    """The typesetter could not do it; what it said."""


def pdf_of(report: dict[str, Any]) -> bytes:
    """The PDF of what `report.typ` takes. Raises `NotSet`."""
    return _asked({"report": report})


def pngs_of(svgs: Iterable[str]) -> dict[str, bytes]:
    """Each drawing in pixels, by the drawing. Raises `NotSet`."""
    wanted = list(dict.fromkeys(svgs))
    if not wanted:
        return {}
    drawn = json.loads(_asked({"pictures": wanted}))
    return {svg: base64.b64decode(png) for svg, png in zip(wanted, drawn, strict=True)}


def as_svg(jpeg: bytes) -> str:
    """A JPEG of this place's own making, within an SVG."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        width, height = opened.size
    data = base64.b64encode(jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    )


def _asked(what: dict[str, Any]) -> bytes:
    """What the typesetter answers. It knows no address and no secret of this place."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(TYPESETTER)],
            input=json.dumps(what, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise NotSet("It took too long.") from None
    except subprocess.CalledProcessError as error:
        raise NotSet(error.stderr.decode(errors="replace")[-500:]) from None
    return done.stdout
