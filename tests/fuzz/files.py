"""Files to throw at the importers: whole ones in every format, and what chance makes of them."""

import io
import json
import zipfile
from dataclasses import asdict

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from systems.formats import READERS, WRITERS
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink

NAMES = (
    "elements", "connections", "nodes", "edges", "factors", "links", "maps", "loops", "perspectives", "attributes", "styles",
    "samples", "id", "_id", "key", "label", "from", "to", "source", "target", "type", "tags", "description", "direction",
    "polarity", "x", "y", "position", "grp", "group", "note", "ops", "insert", "text", "isCluster", "groupLabel", "format",
    "name", "mapTitle", "attributeTitles", "att1", "defaultMap", "element", "connection", "element type", "connection type",
    "delayed", "extra", "look", "globals", "pid", "parent",
)  # fmt: skip
WORDS = st.sampled_from(
    ["", "a", "b", "Rent", "+", "-", "hls-map/2", "group0", "undefined", "NaN", "=1+1", "<script>alert(1)</script>", "\0", "\ud800", "x" * 400]
) | st.text(max_size=12)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(NAMES) | WORDS, inner, max_size=8)
    ),
    max_leaves=40,
)


def a_drawing() -> Drawing:
    """Three factors and three links with something in every field."""
    factors = [
        DrawnFactor(key="1", label="Rent & <debt>", description="What it costs", cluster="Money", kind="Cause", tags=["a", "b"], attributes={"budget": 3, "ours": True, "Note 2": "x"}, x=1.5, y=-2.0, pinned=True),
        DrawnFactor(key="2", label="Trust\n“between” us", x=10.0, y=20.0, extra={"prsm": {"font": {"size": 12}}, "gexf": {"color": {"r": "1"}}}),
        DrawnFactor(key="3", label="=Sleep", kind="Outcome", x=0.0, y=0.0),
    ]  # fmt: skip
    links = [
        DrawnLink(source="1", target="2", key="a", polarity="-", label="costs", strength="2.0", delay=True, confidence="low", evidence="We saw it"),
        DrawnLink(source="2", target="3", key="b", polarity="+", kind="helps", description="often"),
        DrawnLink(source="3", target="3", key="c", direction="undirected", extra={"weight class": "5"}),
    ]  # fmt: skip
    return Drawing(factors={each.key: each for each in factors}, links=links, name="A map", description="Of much", look={"colour_by": "kind"})  # fmt: skip


def whole_files() -> dict[str, bytes]:
    """A file in each format that is read, as we write it."""
    drawing = a_drawing()
    return {name: WRITERS[name](drawing) for name in READERS}


def spoilt(content: bytes) -> SearchStrategy[bytes]:
    """`content` cut off, with bytes changed, pieces doubled, taken out or put in, or signs of its grammar swapped."""
    places = st.integers(0, max(len(content) - 1, 0))
    pieces = st.binary(max_size=8) | st.sampled_from([b"[", b"]", b"{", b"}", b'"', b"<", b">", b"&", b"\0", b"NaN", b"1e999", b"-", b",", b"null", b"\xff", b"\xed\xa0\x80", b"]]>", b"<![CDATA["])  # fmt: skip

    def cut(place: int) -> bytes:
        return content[:place]

    def swapped(said: tuple[int, int, bytes]) -> bytes:
        begin, length, piece = said
        return content[:begin] + piece + content[begin + length :]

    def doubled(said: tuple[int, int, int]) -> bytes:
        begin, length, times = said
        return content[:begin] + content[begin : begin + length] * times + content[begin + length :]

    return (
        places.map(cut)
        | st.tuples(places, st.integers(0, 40), pieces).map(swapped)
        | st.tuples(places, st.integers(1, 200), st.integers(2, 5)).map(doubled)
    )


def spoilt_twice(content: bytes) -> SearchStrategy[bytes]:
    return spoilt(content).flatmap(spoilt)


def packed_again(content: bytes) -> SearchStrategy[bytes]:
    """A workbook, one part of which is spoilt."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}

    def packed(said: tuple[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as book:
            for name, inside in (parts | {said[0]: said[1]}).items():
                book.writestr(name, inside)
        return out.getvalue()

    chosen = st.sampled_from(sorted(name for name in parts if name.startswith("xl/") and "theme" not in name))
    return chosen.flatmap(lambda name: spoilt(parts[name]).map(lambda inside: (name, inside))).map(packed)


Path = tuple[str | int, ...]


def places_in(value: object, way: Path = ()) -> list[Path]:
    """The way to each value in a parsed JSON."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for name, each in inside for place in places_in(each, (*way, name)))]


def put(value: object, way: Path, new: object) -> object:
    """A parsed JSON with another value at this place."""
    if not way:
        return new
    if isinstance(value, dict):
        return {name: put(each, way[1:], new) if name == way[0] else each for name, each in value.items()}
    if isinstance(value, list):
        return [put(each, way[1:], new) if nth == way[0] else each for nth, each in enumerate(value)]
    return value


def wrong_json(content: bytes) -> SearchStrategy[bytes]:
    """JSON of this format with a value of any type in one to three places."""
    said = json.loads(content)
    wrongs = st.lists(st.tuples(st.sampled_from(places_in(said)), VALUES), min_size=1, max_size=3)

    def spoil(wrongs: list[tuple[Path, object]]) -> bytes:
        value = said
        for way, new in wrongs:
            value = put(value, way, new)
        return json.dumps(value).encode()

    return wrongs.map(spoil)


def of(name: str, content: bytes) -> SearchStrategy[bytes]:
    """Files that are nearly of this format."""
    found = [spoilt(content), spoilt_twice(content)]
    if content.startswith(b"PK"):
        found.append(packed_again(content))
    if content[:1] in (b"{", b"["):
        found.append(wrong_json(content))
    if name == "csv":
        rows = st.lists(st.lists(WORDS.map(lambda word: word.replace("\ud800", "")), max_size=6), max_size=8)
        found.append(
            rows.map(lambda rows: ("from,to,sign\n" + "\n".join(",".join(row) for row in rows)).encode())
        )
    return st.one_of(found)


def of_anything() -> SearchStrategy[bytes]:
    """Bytes, and JSON of any shape."""
    shapes = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8) | VALUES
    return st.binary(max_size=400) | shapes.map(lambda said: json.dumps(said).encode()) | st.just(json.dumps(asdict(a_drawing())).encode())  # fmt: skip
