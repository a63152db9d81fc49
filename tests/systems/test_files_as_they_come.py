"""Files as tools and people really write them: in any encoding, with names and signs left out or spelt in their own way."""

import json

import pytest

from systems.formats import WRITERS, read_files
from systems.formats.choices import AS_FOUND, Choices

GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">%s</graphml>'
ONE = GRAPHML % '<graph edgedefault="directed"><node id="\u00c4"/></graph>'


def read(content, choices=AS_FOUND):
    sent = content if isinstance(content, str | bytes) else json.dumps(content)
    _format, drawing = read_files(
        [("x", sent if isinstance(sent, bytes) else sent.encode())], choices=choices
    )
    return drawing


def labels(drawing):
    assert drawing.problems == []
    return [factor.label for factor in drawing.factors.values()]


def ways(drawing):
    assert drawing.problems == []
    names = {key: factor.label for key, factor in drawing.factors.items()}
    return [(names[link.source], names[link.target], link.polarity, link.direction) for link in drawing.links]


@pytest.mark.parametrize("content", [
    ONE.encode(),
    ONE.encode("utf-8-sig"),
    ONE.encode("utf-16"),
    ONE.encode("cp1252"),
    ('<?xml version="1.0" encoding="ISO-8859-1"?>' + ONE).encode("latin-1"),
    ('<?xml version="1.0" encoding="UTF-8"?>' + ONE).encode("utf-16"),
    ('<!DOCTYPE graphml SYSTEM "http://graphml.graphdrawing.org/dtds/1.0rc/graphml.dtd">' + ONE).encode(),
    ONE.replace("<", "<g:").replace("<g:/", "</g:").replace("xmlns=", "xmlns:g=").encode(),
])  # fmt: skip
def test_a_graph_is_read_in_the_encoding_it_declares_or_is_in(content):
    drawing = read(content)
    assert labels(drawing) == ["\u00c4"]
    said_windows = any("Windows-1252" in str(remark) for remark in drawing.warnings)
    assert said_windows == (content == ONE.encode("cp1252"))


def test_a_document_type_is_passed_over_and_its_entities_are_not():
    there = ONE.replace("\u00c4", "&nbsp;")
    (problem,) = read('<!DOCTYPE graphml SYSTEM "x.dtd">' + there).problems
    assert "declares a document type or entities" in str(problem)


def test_signs_that_prsm_forgets_to_escape_are_taken_as_they_stand():
    drawing = read(
        """<gexf xmlns="http://gexf.net/1.3"><meta><title>Rent & "x"</title></meta>
      <graph defaultedgetype="directed"><nodes><node id="a" label="Rent & <b>debt</b> "now"">
        <attvalues><attvalue for="0" value="5 < 6 &amp; 7"/></attvalues></node>
        <node id="b" label="Sleep &lt;"/></nodes><edges><edge source="a" target="b"/></edges></graph></gexf>"""
    )
    assert labels(drawing) == ['Rent & <b>debt</b> "now"', "Sleep <"]
    assert drawing.name == 'Rent & "x"'
    assert drawing.factors["a"].attributes == {"0": "5 < 6 & 7"}
    assert "no proper XML" in str(drawing.warnings[0])


def test_what_yed_draws_keeps_its_names_and_its_places():
    drawing = read(
        GRAPHML
        % """<key id="d6" for="node" yfiles.type="nodegraphics"/><key id="d9" for="edge" yfiles.type="edgegraphics"/>
      <graph edgedefault="directed"><node id="n0"><data key="d6"><y:ShapeNode xmlns:y="y"><y:Geometry height="30.0" width="40.0" x="100.0" y="50.0"/>
        <y:NodeLabel>Rent<y:LabelModel/></y:NodeLabel></y:ShapeNode></data></node><node id="n1"/>
        <edge source="n0" target="n1"><data key="d9"><y:PolyLineEdge xmlns:y="y"><y:EdgeLabel>-</y:EdgeLabel></y:PolyLineEdge></data></edge></graph>"""
    )
    assert ways(drawing) == [("Rent", "n1", "-", "directed")]
    assert (drawing.factors["n0"].x, drawing.factors["n0"].y) == (120.0, 65.0)
    gml = 'graph [ node [ id 0 graphics [ x 10.0 y 2 ] LabelGraphics [ text "Rent" ] ] ]'
    assert labels(read(gml)) == ["Rent"]


def test_a_label_is_a_better_name_than_a_title_wherever_it_stands():
    keys = '<key id="t" for="node" attr.name="title"/><key id="l" for="node" attr.name="Label"/>'
    node = '<node id="1"><data key="t">A title</data><data key="l">A label</data></node>'
    drawing = read(GRAPHML % f'{keys}<graph edgedefault="directed">{node}</graph>')
    assert labels(drawing) == ["A label"]
    assert drawing.factors["1"].attributes == {"title": "A title"}


@pytest.mark.parametrize("content", [
    {"nodes": [{"id": "a", "label": "A"}], "edges": [{"from": "a", "to": "b"}]},
    {"elements": [{"label": "A"}], "connections": [{"from": "A", "to": "b"}]},
    GRAPHML % '<graph edgedefault="directed"><node id="A"/><edge source="A" target="b"/></graph>',
    '<gexf><graph defaultedgetype="Directed"><nodes><node id="A"/></nodes><edges><edge source="A" target="b"/></edges></graph></gexf>',
    'graph [ directed 1 node [ id 1 label "A" ] edge [ source 1 target b ] ]',
])  # fmt: skip
def test_in_each_format_ends_that_only_links_name_are_added_when_a_person_says_so(content):
    assert "There is no factor “b”." in str(read(content).problems[0])
    assert ways(read(content, Choices(make_missing=True))) == [("A", "b", "", "directed")]


def test_kumu_is_read_with_numbers_for_ids_lists_in_fields_and_names_in_capitals():
    said = {
        "elements": [
            {"id": 1, "Label": "A", "tags": ["x", 1], "places": ["Leeds", "Hull"], "who": {"a": 1}},
            {"id": 2.0, "label": "B", "type": ["Cause", "Root"]},
        ],
        "connections": [{"From": 1, "to": "b", "type": "-", "tags": ["p"]}],
    }
    drawing = read(said)
    assert ways(drawing) == [("A", "B", "-", "directed")]
    a = drawing.factors["1"]
    assert (a.tags, a.attributes) == (["x", "1"], {"places": "Leeds|Hull"})
    back = json.loads(WRITERS["kumu"](drawing))["elements"][0]
    assert (back["places"], back["who"]) == (["Leeds", "Hull"], {"a": 1})
    a.attributes["places"] = "York"
    assert json.loads(WRITERS["kumu"](drawing))["elements"][0]["places"] == "York"
    twice = {"elements": [{"label": "A", "type": "x"}, {"label": "A", "type": "y"}]}
    assert "give each an id" in str(read(twice).problems[0])


def test_a_project_of_kumu_gives_back_what_its_map_said_of_places_styles_and_loops():
    place = {"_id": "node-x", "element": "e1", "position": {"x": 1, "y": 2}, "pinned": True, "style": {"color": "red"}}  # fmt: skip
    said = {
        "elements": [{"_id": "e1", "theirs": 1, "attributes": {"label": "A", "list": ["p", "q"]}}, {"_id": "e2", "attributes": {}}],
        "connections": [{"_id": "c1", "from": "e1", "to": "e2", "direction": "directed", "delayed": False, "reversed": False, "attributes": {}}],
        "loops": [{"_id": "l1", "attributes": {"label": "B1"}, "connections": ["c1"]}],
        "maps": [{"_id": "m0", "elements": []}, {"_id": "m1", "elements": [place], "connections": [{"_id": "edge-x", "connection": "c1", "curvature": 3}], "loops": [{"_id": "loop-x", "loop": "l1"}]}],
        "defaultMap": "m1",
    }  # fmt: skip
    drawing = read(said)
    assert labels(drawing) == ["A"]
    said["maps"] = said["maps"][1:]
    drawing = read(said)
    assert labels(drawing) == ["A", "e2"]
    assert "Factors without a label, which are called by their ids: 1." in str(drawing.warnings[-1])
    back = json.loads(WRITERS["kumu-project"](drawing))
    assert back["maps"][0]["elements"][0] == place
    assert back["maps"][0]["connections"] == [{"_id": "edge-x", "connection": "c1", "curvature": 3}]
    assert back["maps"][0]["loops"] == [{"_id": "loop-x", "loop": "l1"}]
    assert back["elements"][0] == said["elements"][0]


def test_a_loop_that_kumu_names_comes_in_where_it_is_closed():
    ends = {"c1": ("b", "c"), "c2": ("a", "b"), "c3": ("c", "a")}
    said = {
        "elements": [{"_id": each, "attributes": {"label": each.upper()}} for each in "abc"],
        "connections": [{"_id": key, "from": one, "to": two, "attributes": {"connection type": "-"}} for key, (one, two) in ends.items()],
        "loops": [
            {"_id": "l1", "attributes": {"label": "B1", "description": "It slows."}, "connections": ["c1", "c2", "c3"]},
            {"_id": "l2", "attributes": {"label": "Open"}, "connections": ["c1", "c2"]},
            {"_id": "l3", "attributes": {"label": "Astray"}, "connections": ["c9"]},
        ],
        "maps": [],
    }  # fmt: skip
    (loop,) = read(said).loops
    assert (loop.name, loop.words, loop.factors, loop.kind) == ("B1", "It slows.", ["b", "c", "a"], "balancing")  # fmt: skip


def test_an_attribute_that_was_deleted_in_prsm_is_none():
    said = {
        "nodes": [{"id": "1", "label": "", "att1": "x", "att2": "y"}],
        "edges": [],
        "attributeTitles": {"att1": "*deleted*", "att2": "Cost"},
    }
    drawing = read(said)
    assert labels(drawing) == ["1"]
    assert drawing.factors["1"].attributes == {"Cost": "y"}


@pytest.mark.parametrize(("content", "found"), [
    ("sep=;\r\nfrom;to;sign\r\nA;B;-\r\n", [("A", "B", "-", "directed")]),
    (b"from,to\rA,B\r", [("A", "B", "", "directed")]),
    ("Source,Target,Type,Weight\nA,B,Undirected,1\nB,A,Directed,2\n", [("A", "B", "", "undirected"), ("B", "A", "", "directed")]),
    ("From,To,Type\nA,B|C,+\n", [("A", "B", "+", "directed"), ("A", "C", "+", "directed")]),
    ("from,to,fromStyle,toStyle,linkStyle\nA,B,1,2,3\n", [("A", "B", "", "directed")]),
    ("from\tto\nA\tB\n".encode("utf-16"), [("A", "B", "", "directed")]),
    ("Label,Type\nA,x\n", []),
])  # fmt: skip
def test_tables_are_read_as_each_tool_saves_them(content, found):
    drawing = read(content)
    assert ways(drawing) == found
    assert "A" in labels(drawing)
