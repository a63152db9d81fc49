"""Each format in and out: what others made comes in as they say it is, and what we write is read by others just so."""

import io
import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import networkx as nx
import openpyxl
import pytest

from systems.formats import FORMATS, READERS, WRITERS, read_files
from systems.formats.choices import Choices
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink, same
from systems.formats.lz_string import compressed, decompressed
from systems.formats.recognise import recognised
from systems.formats.sent import File
from tests.fuzz.files import a_drawing
from tests.shared_data import shared_file

SCHEMA = json.loads((Path(__file__).parents[2] / "systems/formats/hls-map-2.schema.json").read_text())
SAMPLES = {
    "foresight-obesity/factors.csv": ("csv", 108, 296),
    "kumu/snap-to-tutorial-project.json": ("kumu-project", 51, 113),
    "kumu/snap-to-tutorial-data.xlsx": ("kumu-xlsx", 51, 113),
    "prsm/PathsExample.prsm": ("prsm", 10, 13),
    "prsm/clusterexamplemap.prsm": ("prsm", 6, 7),
    "loopy/example-01.loopy.json": ("loopy", 2, 2),
    "gexf/simple-1.3.gexf": ("gexf", 2, 1),
    "hostile-labels/hostile-labels.gexf": ("gexf", 3, 3),
    "hostile-labels/hostile-labels.graphml": ("graphml", 3, 3),
}
LOSSLESS = {"json"}


def sample(name: str) -> tuple[str, Drawing]:
    names = [name] + ([name.replace("factors", "links")] if "factors" in name else [])
    return read_files(
        [("a.bin" if nth else "b.bin", shared_file(each).read_bytes()) for nth, each in enumerate(names)]
    )


def labels(drawing: Drawing) -> list[str]:
    return [factor.label for factor in drawing.factors.values()]


def ways(drawing: Drawing) -> list[tuple[str, str]]:
    return sorted(
        (drawing.factors[link.source].label, drawing.factors[link.target].label) for link in drawing.links
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_files_of_others_come_in_whole_and_go_out_and_in_again_in_every_format(name):
    format, factors, links = SAMPLES[name]
    found, drawing = sample(name)
    assert (found, drawing.problems) == (format, [])
    assert (len(drawing.factors), len(drawing.links)) == (factors, links)
    for end in READERS:
        again_as, again = read_files([("again", WRITERS[end](drawing))])
        assert again.problems == []
        assert READERS[again_as] is READERS[end] or again_as.endswith("xlsx")
        assert labels(again) == labels(drawing), end
        assert ways(again) == ways(drawing), end
        if (
            end == found and not end.endswith("xlsx")
        ) or end in LOSSLESS:  # Excel keeps 15 digits of a number
            assert same(again, drawing) or name.startswith("prsm/Paths"), (
                end
            )  # there links have no ids; they get some


def test_a_project_of_kumu_and_its_workbook_are_the_same_graph():
    (_f1, project), (_f2, workbook) = (
        sample("kumu/snap-to-tutorial-project.json"),
        sample("kumu/snap-to-tutorial-data.xlsx"),
    )
    assert sorted(labels(project)) == sorted(labels(workbook))
    assert sorted(map(sorted, ways(project))) == sorted(map(sorted, ways(workbook)))
    of_project, of_workbook = (
        {
            factor.label: {name.lower(): value for name, value in factor.attributes.items()}
            | {"kind": factor.kind}
            for factor in drawing.factors.values()
        }
        for drawing in (project, workbook)
    )
    for label, said in of_project.items():
        assert {name: str(value)[:14] for name, value in said.items()} == {
            name: str(value)[:14] for name, value in of_workbook[label].items()
        }


def test_signs_of_the_obesity_map_and_the_loopy_model_are_those_of_their_makers():
    _format, obesity = sample("foresight-obesity/factors.csv")
    assert sum(link.polarity == "+" for link in obesity.links) == 198
    assert sum(link.polarity == "-" for link in obesity.links) == 98
    _format, model = sample("loopy/example-01.loopy.json")
    assert [(model.factors[link.source].label, link.polarity) for link in model.links] == [
        ("foxes", "-"),
        ("rabbits", "+"),
    ]


def test_a_packed_file_unpacks_and_packs_again_to_the_same_bytes():
    packed = shared_file("prsm/clusterexamplemap.prsm").read_text("utf-8-sig")
    assert compressed(decompressed(packed, 10**7)) == packed
    for words in ("a", "aaaaaaaa", "ab" * 500, "Ünïcode – ✓ 😀"):
        halves = decompressed(compressed(words), 10**6)
        assert halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le") == words


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_hostile_labels_come_through_every_format_byte_for_byte(kind):
    file = shared_file(f"hostile-labels/hostile-labels.{kind}")
    graph = nx.read_graphml(file) if kind == "graphml" else nx.read_gexf(file)
    theirs = [said["label"] for _node, said in graph.nodes(data=True)]
    _format, drawing = read_files([("x", file.read_bytes())])
    assert labels(drawing) == theirs
    assert [link.polarity for link in drawing.links] == ["+", "-", "+"]
    for end in READERS:
        _again_as, again = read_files([("x", WRITERS[end](drawing))])
        assert labels(again) == theirs, end


def test_networkx_opens_our_graphml_and_gexf_and_finds_the_same():
    drawing = a_drawing()
    ways_there = [(link.source, link.target) for link in drawing.links]
    graphs = {
        "graphml": nx.parse_graphml(WRITERS["graphml"](drawing).decode()),
        "gexf": nx.read_gexf(io.BytesIO(WRITERS["gexf"](drawing))),
    }
    for graph in graphs.values():
        assert graph.is_directed()
        assert [said["label"] for _node, said in graph.nodes(data=True)] == labels(drawing)
        assert list(graph.edges()) == ways_there
        assert graph.nodes["1"]["budget"] == 3
        assert graph.nodes["1"]["ours"] is True
        assert [said.get("polarity") for *_ends, said in graph.edges(data=True)] == ["-", "+", None]
    gml = nx.parse_gml(WRITERS["gml"](drawing).decode(), label="id")
    assert [said["label"] for _node, said in gml.nodes(data=True)] == labels(drawing)
    undirected = Drawing(
        factors={key: DrawnFactor(key=key, label=key) for key in "ab"},
        links=[DrawnLink(source="a", target="b", direction="undirected")],
    )
    assert not nx.parse_graphml(WRITERS["graphml"](undirected).decode()).is_directed()
    assert not nx.read_gexf(io.BytesIO(WRITERS["gexf"](undirected))).is_directed()


@pytest.mark.parametrize(("end", "names"), [("xlsx", ["Factors", "Links"]), ("kumu-xlsx", ["Elements", "Connections"]), ("prsm-xlsx", ["Factors", "Links"])])  # fmt: skip
def test_openpyxl_opens_our_workbooks_and_finds_no_formula(end, names):
    drawing = a_drawing()
    book = openpyxl.load_workbook(io.BytesIO(WRITERS[end](drawing)))
    assert book.sheetnames == names
    factors, links = (list(book[name].iter_rows(values_only=True)) for name in names)
    column = [title.lower() for title in factors[0]].index("label")
    assert [row[column] for row in factors[1:]] == labels(drawing)
    assert len(links) == 1 + len(drawing.links)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_workbook_made_by_another_program_comes_in_with_its_days_numbers_and_sections():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "All of it"
    import datetime

    for row in (
        ["Label", "Since", "Budget", "Sure"], ["Trust", datetime.date(2026, 11, 25), 12.5, True], ["Rent", None, "=1+1", False],
        [], [], [], ["From", "To", "Type"], ["Trust", "Rent", "-"],
    ):  # fmt: skip
        sheet.append(row)
    book.create_sheet("Notes (ignore)").append(["Label"])
    out = io.BytesIO()
    book.save(out)
    _format, drawing = read_files([("book.xlsx", out.getvalue())])
    assert drawing.problems == []
    assert drawing.factors["Trust"].attributes == {"Since": "2026-11-25", "Budget": 12.5, "Sure": "yes"}
    assert drawing.factors["Rent"].attributes == {"Sure": "no"}
    assert [(link.source, link.target, link.polarity) for link in drawing.links] == [("Trust", "Rent", "-")]


def test_our_own_format_loses_nothing_and_keeps_what_others_added():
    drawing = a_drawing()
    written = json.loads(WRITERS["json"](drawing))
    jsonschema.Draft202012Validator(SCHEMA).validate(written)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    _format, again = read_files([("map.json", json.dumps(written).encode())])
    assert same(again, drawing)
    assert (again.name, again.description, again.look) == (drawing.name, drawing.description, drawing.look)
    written["factors"][0]["theirs"] = {"deep": [1, 2]}
    _format, more = read_files([("map.json", json.dumps(written).encode())])
    assert more.factors["1"].extra["theirs"] == {"deep": [1, 2]}
    first = {"format": "hls-map/1", "factors": [{"key": "1", "label": "Rent"}], "links": []}
    assert labels(read_files([("old.json", json.dumps(first).encode())])[1]) == ["Rent"]


@pytest.mark.parametrize("end", ["kumu", "kumu-project", "prsm", "prsm-compressed", "loopy"])
def test_what_a_format_keeps_for_itself_is_given_back_to_it(end):
    unknown = {
        "kumu": {"elements": [{"label": "Rent", "theirs": {"a": [1]}}], "connections": [], "weather": {"fine": True}},
        "kumu-project": {"elements": [{"_id": "e1", "attributes": {"label": "Rent"}, "theirs": 5}], "connections": [], "maps": [], "weather": "fine"},
        "prsm": {"nodes": [{"id": "1", "label": "Rent", "theirs": {"a": 1}}], "edges": [], "styles": {}, "weather": "fine", "room": "SECRET"},
        "loopy": [[[1, 0, 0, 0.83, "Rent", 4]], [], [[5, 6, "a%20word"]], 1],
    }  # fmt: skip
    unknown["prsm-compressed"] = unknown["prsm"]
    _format, drawing = read_files([("x", json.dumps(unknown[end]).encode())])
    assert drawing.problems == []
    written = WRITERS[end](drawing).decode()
    given_back = decompressed(written, 10**6) if end == "prsm-compressed" else written
    if end == "loopy":
        assert json.loads(given_back) == unknown["loopy"]
        return
    assert "weather" in given_back
    assert "SECRET" not in given_back
    assert "theirs" in given_back or end == "kumu-project"


def test_the_pairs_of_causal_maps_the_loops_and_several_maps_of_kumu_are_read():
    project = {
        "name": "Two maps", "defaultMap": "m2",
        "elements": [{"_id": f"e{n}", "attributes": {"label": f"Element {n}", "element type": ["Cause"]}} for n in range(3)],
        "connections": [
            {"_id": "c1", "from": "e0", "to": "e1", "direction": "directed", "delayed": True, "attributes": {"connection type": "+-"}},
            {"_id": "c2", "from": "e1", "to": "e2", "direction": "mutual", "attributes": {"connection type": "++"}},
        ],
        "maps": [
            {"_id": "m1", "name": "One", "elements": [{"element": "e2", "position": {"x": 1, "y": 2}}], "connections": []},
            {"_id": "m2", "name": "Two", "elements": [{"element": "e0"}, {"element": "e1"}], "connections": [{"connection": "c1"}]},
        ],
    }  # fmt: skip
    content = json.dumps(project).encode()
    _format, opens_with = read_files([("p.json", content)])
    assert labels(opens_with) == ["Element 0", "Element 1"]
    (link,) = opens_with.links
    assert (link.polarity, link.delay, link.kind) == ("-", True, "+-")
    _format, other = read_files([("p.json", content)], "kumu", Choices(part="m1"))
    assert labels(other) == ["Element 2"]
    assert "It holds 2 maps" in str(other.warnings[0])


def test_yed_gephi_and_prsm_graphml_are_read_with_defaults_nested_graphs_and_what_is_left_out():
    text = """<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
      <graph edgedefault="undirected"><node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Rent<y:LabelModel/></y:NodeLabel></y:ShapeNode></data>
        <graph id="inner" edgedefault="directed"><node id="n0::n1"><data key="l">Debt</data></node></graph></node>
        <hyperedge/><edge source="n0" target="n0::n1" directed="true"><data key="s">-</data></edge></graph>
      <key id="d6" for="node" yfiles.type="nodegraphics"/><key id="l" for="node" attr.name="label" attr.type="string"/>
      <key id="w" for="edge" attr.name="weight" attr.type="double"><default>2.5</default></key><key id="s" for="edge" attr.name="polarity"/>
    </graphml>"""
    found, drawing = read_files([("x.graphml", text.encode())])
    assert (found, drawing.problems) == ("graphml", [])
    assert labels(drawing) == ["Rent", "Debt"]
    (link,) = drawing.links
    assert (link.polarity, link.strength, link.direction) == ("-", "2.5", "directed")
    assert {str(remark) for remark in drawing.warnings} == {
        "x.graphml: Graphs within a node, which were flattened: 1.",
        "x.graphml: Hyperedges and ports, which were left out, as a link has two ends: 1.",
    }


@pytest.mark.parametrize(
    "space", ["http://www.gexf.net/1.1draft", "http://www.gexf.net/1.2draft", "http://gexf.net/1.3"]
)
def test_each_version_of_gexf_is_read_with_colours_kept_and_undirected_by_default(space):
    text = f"""<gexf xmlns="{space}" xmlns:viz="{space}/viz"><graph><attributes class="node"><attribute id="0" title="budget" type="integer"><default>7</default></attribute></attributes>
      <nodes><node id="a"><viz:position x="1.5" y="2"/><viz:color r="1" g="2" b="3"/><nodes><node id="b" label="Inner" pid="a"/></nodes></node></nodes>
      <edges><edge source="a" target="b" kind="helps" weight="3"/></edges></graph></gexf>"""
    _format, drawing = read_files([("x", text.encode())])
    assert drawing.problems == []
    a, b = drawing.factors.values()
    assert (a.label, a.x, a.attributes, a.extra) == (
        "a",
        1.5,
        {"budget": 7},
        {"gexf": {"color": {"r": "1", "g": "2", "b": "3"}}},
    )
    assert b.label == "Inner"
    (link,) = drawing.links
    assert (link.kind, link.strength, link.direction) == ("helps", "3", "undirected")
    assert b'r="1" g="2" b="3"' in WRITERS["gexf"](drawing)


def test_prsm_of_any_age_is_read_and_its_styles_can_be_told_to_mean_minus():
    old = {
        "samples": {"nodes": {"group1": {"groupLabel": "Barrier"}}, "edges": {"edge1": {"groupLabel": "slows"}, "edge2": {"groupLabel": "-"}}},
        "attributeTitles": {"att1": "Cost"},
        "nodes": [
            {"id": "1", "label": "Rent\nand debt", "group": "group1", "title": "old note", "att1": 5}, {},
            {"id": "2", "label": "Sleep", "grp": "group0", "note": {"ops": [{"insert": "We saw "}, {"insert": {"image": "x"}}, {"insert": "it\n"}]}, "x": None},
            {"id": "c", "label": "Cluster", "isCluster": True},
        ],
        "edges": [{"source": "1", "target": "2", "grp": "edge1", "label": "undefined"}, {"from": "2", "to": "1", "grp": "edge2"}, {"from": "c", "to": "1"}],
    }  # fmt: skip
    content = json.dumps(old).encode()
    _format, drawing = read_files([("x.prsm", content)])
    assert drawing.problems == []
    rent, sleep = drawing.factors.values()
    assert (rent.kind, rent.description, rent.attributes) == ("Barrier", "old note", {"Cost": 5})
    assert sleep.description == "We saw it"
    assert [(link.kind, link.polarity, link.label) for link in drawing.links] == [
        ("slows", "", ""),
        ("-", "-", ""),
    ]
    _format, told = read_files([("x.prsm", content)], choices=Choices(signs={"slows": "-"}))
    assert [link.polarity for link in told.links] == ["-", "-"]


def test_an_address_of_loopy_is_read_without_being_fetched():
    found, drawing = read_files([("x.txt", WRITERS["loopy-url"](a_drawing()))])
    assert found == "loopy"
    assert labels(drawing) == labels(a_drawing())
    assert [link.polarity for link in drawing.links] == ["-", "+", "+"]


def test_ends_that_only_links_name_are_added_when_a_person_says_so():
    blueprint = json.dumps(
        {"elements": [{"label": "Rent"}], "connections": [{"from": "Rent", "to": "Debt"}]}
    ).encode()
    _format, refused = read_files([("x.json", blueprint)])
    assert [str(remark) for remark in refused.problems] == [
        "x.json, connections 1: There is no factor “Debt”."
    ]
    _format, told = read_files([("x.json", blueprint)], choices=Choices(make_missing=True))
    assert labels(told) == ["Rent", "Debt"]


def test_a_column_is_what_a_person_says_it_is():
    table = b"Cause,Effect,Richtung\nRent,Debt,-\n"
    _format, found = read_files([("l.csv", table)])
    assert found.columns == {
        ("l.csv", "Cause"): "source",
        ("l.csv", "Effect"): "target",
        ("l.csv", "Richtung"): "",
    }
    _format, told = read_files([("l.csv", table)], choices=Choices(columns={"l.csv|Richtung": "polarity"}))
    assert [link.polarity for link in told.links] == ["-"]


@pytest.mark.parametrize(("content", "said"), [
    (b"", "The file is empty."),
    (b"{\"a\": 1}", "It is JSON, but no map in a format we know: ours, Kumu, PRSM or LOOPY."),
    (b"<html/>", "It is XML, but neither GraphML nor GEXF."),
    (b"digraph { a -> b }", "It is DOT, which we write and do not read: save it as GraphML, GML or CSV."),
    (b"\xd0\xcf\x11\xe0 old", "It is an old .xls workbook, or a locked one: save it as .xlsx."),
    (b'{"nodes": [],\n"edges": [}', "It is no JSON: something is missing or too much here."),
])  # fmt: skip
def test_what_is_no_map_is_refused_with_a_sentence(content, said):
    _format, drawing = read_files([("x", content)])
    assert [remark.said for remark in drawing.problems] == [said]


@pytest.mark.parametrize("name", [name for name in WRITERS if name in READERS])
def test_each_format_is_recognised_by_what_is_in_it(name):
    drawing = a_drawing()
    found = recognised([File("x", WRITERS[name](drawing))])
    assert READERS[found] is READERS[name]


def test_the_outline_the_drawing_and_the_pdf_hold_every_word():
    import pypdf

    drawing = a_drawing()
    outline = WRITERS["txt"](drawing).decode()
    drawn = WRITERS["svg"](drawing).decode()
    document = pypdf.PdfReader(io.BytesIO(WRITERS["pdf"](drawing)))
    pdf = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    for factor in drawing.factors.values():
        words = " ".join(factor.label.split())
        assert words in outline
        assert words in pdf
        assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in drawn
    assert "more leads to less" in outline
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in document.xmp_metadata.stream.get_data().decode()
    assert FORMATS["svg"].read is None
    picture = WRITERS["png"](drawing)
    across, down = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert across > down > 300


def test_a_drawing_moves_apart_what_stands_on_each_other_and_little_else():
    places = {"a": (0, 0), "b": (20, 4), "c": (900, 0)}
    drawing = Drawing(
        factors={key: DrawnFactor(key=key, label=f"Factor {key}", x=x, y=y) for key, (x, y) in places.items()}
    )
    drawn = ElementTree.fromstring(WRITERS["svg"](drawing))  # noqa: S314 - a drawing of ours
    boxes = {
        group[0].text: [float(group[1].get(name)) for name in ("x", "y", "width", "height")]
        for group in drawn.iter("{http://www.w3.org/2000/svg}g")
        if group.get("transform") is None
    }
    a, b, c = (boxes[f"Factor {key}"] for key in "abc")
    assert b[1] >= a[1] + a[3] or a[1] >= b[1] + b[3] or b[0] >= a[0] + a[2]
    assert c[0] + c[2] / 2 == 900
