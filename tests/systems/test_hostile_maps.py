"""Files made to break what reads them: each ends within ten seconds and half a gigabyte, in a sentence, with nothing kept."""

import io
import json
import time
import zipfile

import pytest

from systems.formats import apart
from systems.formats.apart import MOST_MEMORY, SECONDS, read_apart
from systems.formats.drawing import MOST_BYTES
from systems.formats.lz_string import TooLong, compressed, decompressed

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + ']><graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph><node id="&j;"/></graph></graphml>'  # fmt: skip


def workbook(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(
                name.replace("__", "/") + ".xml" if "rels" not in name else "xl/_rels/workbook.xml.rels",
                content,
            )
    return out.getvalue()


def a_bomb() -> bytes:
    """A workbook of some kilobytes that unpacks to ninety megabytes."""
    return workbook(
        xl__workbook=b'<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>',
        rels=b'<Relationships><Relationship Id="r1" Target="s.xml"/></Relationships>',
        xl__s=b"<worksheet>" + b" " * (90 << 20),
    )


def nodes(number: int) -> str:
    return ",".join(f'{{"id":"{n}","label":"{n}"}}' for n in range(number))


HOSTILE = {
    "entities": (lambda: LAUGHS.encode(), "It declares a document type or entities"),
    "an outside entity": (lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><gexf><graph>&x;</graph></gexf>', "It declares a document type"),
    "deep XML": (lambda: b"<graphml><graph>" + b"<node>" * 100_000, "It is nested more than 60 deep."),
    "deep JSON": (lambda: b'{"elements":' + b"[" * 500_000, "It is nested more than 60 deep."),
    "deep GML": (lambda: b"graph [ " + b"node [ " * 200_000, "It is nested more than 60 deep."),
    "a million nodes": (lambda: b"<gexf><graph><nodes>" + b'<node id="1"/>' * 700_000, "A map holds at most 5000 factors and 20000 links."),
    "many nodes in JSON": (lambda: f'{{"nodes":[{nodes(250_000)}],"edges":[]}}'.encode(), "A map holds at most 5000 factors and 20000 links."),
    "a workbook that is a bomb": (a_bomb, "Unpacked it would be larger than 80 MB."),
    "a file that is too large": (lambda: b"from,to\n" + b"a,b\n" * 3_000_000, "The file is larger than 10 MB."),
    "no number": (lambda: b'{"elements":[{"label":"a","x":NaN}]}', "It holds NaN, which is no number."),
    "infinity": (lambda: b'{"elements":[{"label":"a","x":1e999}]}', "“"),
    "digits without end": (lambda: b'{"elements":[{"label":"a","x":' + b"9" * 5_000_000 + b"}]}", "It holds a number that is too large."),
    "wrong types": (lambda: b'{"elements":{"label":"a"}}', "It should be a list."),
    "half a sign": (lambda: b'{"elements":[{"label":"\\ud800"}]}', "It holds a control character"),
    "nothing in it": (lambda: b'{"elements":[]}', "There is no factor in the file."),
    "cut off": (lambda: b"<gexf><graph><nodes><node id='1' label='a'/>", "It is no XML"),
    "in no encoding": (lambda: b"\xff\xff\x81\x8d<gexf/>", "It is neither in UTF-8 nor in Windows-1252."),
    "an encoding nobody knows": (lambda: b'<?xml version="1.0" encoding="martian"?><gexf/>', "It is"),
    "a workbook cut off": (lambda: a_bomb()[:2000], "It is no workbook, or a broken one"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_break_its_reader_is_refused_with_a_sentence(name):
    content, said = HOSTILE[name]
    began = time.monotonic()
    _format, drawing = read_apart([("file", content())])
    assert time.monotonic() - began < SECONDS + 5
    assert any(said in str(remark) for remark in drawing.problems), drawing.problems[:3]
    assert drawing.factors == {}


def test_what_takes_too_long_or_too_much_is_ended_and_said(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.001)
    _format, drawing = read_apart([("file", b"from,to\na,b\n")])
    assert "It takes longer than" in str(drawing.problems[0])
    monkeypatch.undo()
    assert (SECONDS, MOST_MEMORY, MOST_BYTES) == (10, 512 << 20, 10 << 20)
    texts = ",".join(f'"{"é" * 20}{n}"' for n in range(190_000))
    _format, drawing = read_apart([("file", f'{{"elements":[{{"label":"a","b":[{texts}]}}]}}'.encode())])
    assert drawing.problems


def test_parents_that_go_in_circles_are_flattened():
    nodes = "".join(f'<node id="{n}" label="{n}" pid="{(n + 1) % 3}"/>' for n in range(3))
    _format, drawing = read_apart([("file", f"<gexf><graph><nodes>{nodes}</nodes></graph></gexf>".encode())])
    assert drawing.problems == []
    assert len(drawing.factors) == 3
    assert any("were flattened" in str(remark) for remark in drawing.warnings)


def test_script_and_formulas_stay_words():
    from systems.formats import WRITERS

    said = {
        "elements": [
            {"label": '<script>alert("x")</script>'},
            {"label": "=cmd|'/c calc'!A1", "description": "@SUM(1)"},
        ]
    }
    _format, drawing = read_apart([("file", json.dumps(said).encode())])
    assert [factor.label for factor in drawing.factors.values()] == [
        each["label"] for each in said["elements"]
    ]
    assert b"<script>" not in WRITERS["svg"](drawing)
    assert b"<script>" not in WRITERS["graphml"](drawing)
    assert b"\n=cmd" not in WRITERS["csv"](drawing)
    assert b",=cmd" not in WRITERS["csv"](drawing)
    assert b"'=cmd" in WRITERS["csv"](drawing)


def test_a_packed_text_that_would_become_too_long_is_not_unpacked_to_its_end():
    packed = compressed("a" * 300_000)
    assert len(packed) < 1000
    with pytest.raises(TooLong):
        decompressed(packed, 200_000)
