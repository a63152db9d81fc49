"""Runs as a process of its own, with nothing of this place in it: sets one report, or draws pictures, and ends.

What typst keeps in memory between two documents, and what a thread's memory never gives back, goes with the process.
Reads JSON from stdin: {"report": …} is answered by a PDF/UA-1, {"pictures": [SVG, …]} by a JSON list of PNGs in base64.
A sign that no font here has is written as its name in brackets, as PDF/UA-1 wants all text readable.
"""

import base64
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import cast

import typst

TEMPLATE = Path(__file__).with_name("report.typ")
A_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 480pt)"""
SHARP = 150
UNSET = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
BREAK_HERE = "\u200b"


def report(data: str) -> bytes:
    """The PDF of a report given as JSON. Raises typst.TypstError when it cannot be set for another reason than a sign."""
    while True:
        compiler = typst.Compiler(str(TEMPLATE), sys_inputs={"report": data})
        try:
            return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"]))
        except typst.TypstError as error:
            named = data
            for sign in missing(error.diagnostic):
                for written in {sign, json.dumps(sign)[1:-1]}:
                    named = named.replace(written, name_of(sign))
            if named == data:
                raise
            data = named


def missing(diagnostic: str) -> set[str]:
    """The signs that typst says it could not set."""
    texts = (ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) for text in UNSET.findall(diagnostic))
    signs = {sign for text in texts for sign in text if not sign.isascii() or not sign.isprintable()}
    return signs - {BREAK_HERE}


def name_of(sign: str) -> str:
    """The name of a sign in brackets; nothing for one that only joins or colours those beside it."""
    if unicodedata.category(sign) in {"Cf", "Mn"}:
        return ""
    return f"[{unicodedata.name(sign, '?').lower()}]"


def picture(svg: str) -> str:
    """The drawing in pixels, a thousand across, as base64."""
    compiler = typst.Compiler(A_PICTURE, sys_inputs={"svg": svg})
    return base64.b64encode(cast(bytes, compiler.compile(format="png", ppi=SHARP))).decode()


def main() -> None:
    asked = json.loads(sys.stdin.buffer.read())
    if "report" in asked:
        sys.stdout.buffer.write(report(json.dumps(asked["report"], ensure_ascii=False)))
    else:
        sys.stdout.buffer.write(json.dumps([picture(svg) for svg in asked["pictures"]]).encode())


if __name__ == "__main__":
    main()
