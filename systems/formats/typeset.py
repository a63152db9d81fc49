"""Runs as a process of its own, with nothing of this place in it: sets one map in words as PDF/UA-1, or paints one as PNG, and ends.

What typst keeps in memory between two documents goes with the process. The map comes as JSON on stdin, the PDF goes to stdout. A sign
that no font here has is written as its name in brackets, as PDF/UA-1 wants all text readable.
"""

import json
import re
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import cast

import typst

TEMPLATE = Path(__file__).with_name("map.typ")
UNSET = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(data: str) -> bytes:
    """The PDF of a map given as JSON. Raises typst.TypstError when it cannot be set for another reason than a sign."""
    while True:
        compiler = typst.Compiler(str(TEMPLATE), sys_inputs={"map": data})
        try:
            return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"]))
        except typst.TypstError as error:
            texts = (
                ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
                for text in UNSET.findall(error.diagnostic)
            )
            named = data
            for sign in {
                sign for text in texts for sign in text if not sign.isascii() or not sign.isprintable()
            }:
                for written in {sign, json.dumps(sign)[1:-1]}:
                    named = named.replace(written, name_of(sign))
            if named == data:
                raise
            data = named


def name_of(sign: str) -> str:
    """The name of a sign in brackets; nothing for one that only joins or colours those beside it."""
    if unicodedata.category(sign) in {"Cf", "Mn"}:
        return ""
    return f"[{unicodedata.name(sign, '?').lower()}]"


def png(svg: bytes, ppi: float) -> bytes:
    """The drawing as a picture of points, so many to an inch of 96 of its units."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "map.svg").write_bytes(svg)
        page = Path(folder) / "map.typ"
        page.write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("map.svg")\n')
        return cast(bytes, typst.Compiler(str(page)).compile(format="png", ppi=ppi))


if __name__ == "__main__":
    sent = sys.stdin.buffer.read()
    sys.stdout.buffer.write(png(sent, float(sys.argv[1])) if sys.argv[1:] else pdf(sent.decode()))
