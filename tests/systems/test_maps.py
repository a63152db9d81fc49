"""Maps come in whole or not at all, are seen by their circle, and go out again."""

import csv
import json
from io import StringIO

import networkx as nx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from hls_platform.actions import NotFound, Refused
from systems.actions.maps import CannotImport, add_to_map, import_map
from systems.formats import WRITERS
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.formats.tables import read_csv as read
from systems.models import Factor, Link, SystemMap
from systems.queries import drawing_of
from tests.factories import a_circle_with, a_person
from tests.shared_data import shared_file

pytestmark = pytest.mark.django_db

FACTORS = b"id,label,cluster,definition\n1,Trust,People,Between us\n2,Honesty,People,\n3,=Fear,System,\n"
LINKS = b"id,from,to,polarity,delay\nA,1,2,+,yes\nB,2,1,+,no\nC,Trust,=Fear,-,\nD,3,1,-,\n"


def obesity():
    names = ("foresight-obesity/factors.csv", "foresight-obesity/links.csv")
    return [(name, shared_file(name).read_bytes()) for name in names]


def test_two_files_make_a_map_whatever_their_order():
    for files in ([("f.csv", FACTORS), ("l.csv", LINKS)], [("l.csv", LINKS), ("f.csv", FACTORS)]):
        drawing = read(files)
        assert not drawing.problems
        assert [factor.label for factor in drawing.factors.values()] == ["Trust", "Honesty", "=Fear"]
        assert [(link.source, link.target, link.polarity, link.delay) for link in drawing.links] == [
            ("1", "2", "+", True), ("2", "1", "+", False), ("1", "3", "-", False), ("3", "1", "-", False),
        ]  # fmt: skip


def test_links_alone_make_their_ends_the_factors():
    drawing = read([("l.csv", b"Source;Target;Sign\nRent;Debt;positive\nDebt;Sleep;negative\n")])
    assert list(drawing.factors) == ["Rent", "Debt", "Sleep"]
    assert [link.polarity for link in drawing.links] == ["+", "-"]


def test_every_problem_is_listed_by_its_row_and_nothing_comes_in():
    amina = a_person("Amina")
    circle = a_circle_with(amina)
    links = b"from,to,polarity,delay\n1,9,+,\n1,,+,\n1,2,maybe,\n1,2,+,soon\n\n1,2,+,\n1,2,+,,too many\n"
    drawing = read([("f.csv", FACTORS + b"3,Again,,\n4,,,\n"), ("l.csv", links)])
    assert {remark.row for remark in drawing.problems if remark.file == "f.csv"} == {5, 6}
    assert {remark.row for remark in drawing.problems if remark.file == "l.csv"} == {2, 3, 4, 5, 7, 8}
    with pytest.raises(CannotImport):
        import_map(by=amina, circle=circle, name="Broken", drawing=drawing)
    assert not SystemMap.objects.exists()


def test_a_map_written_and_read_again_is_the_same():
    circle = a_circle_with(a_person())
    before = read([("f.csv", FACTORS), ("l.csv", LINKS)])
    drawn = import_map(by=None, circle=circle, name="Round", drawing=before)
    stored = drawing_of(drawn)
    again = read([(end, WRITERS[end](stored)) for end in ("factors.csv", "links.csv")])
    assert not again.problems
    assert again.factors == stored.factors
    assert sorted(again.links, key=lambda link: link.key) == sorted(stored.links, key=lambda link: link.key)
    cells = [
        cell
        for row in csv.reader(StringIO(WRITERS["factors.csv"](stored).decode("utf-8-sig")))
        for cell in row
    ]
    assert "'=Fear" in cells


def test_the_obesity_map_comes_in_whole_with_the_loops_networkx_finds():
    circle = a_circle_with(a_person())
    drawing = read(obesity())
    assert not drawing.problems
    drawn = import_map(by=None, circle=circle, name="Obesity", drawing=drawing)
    links = Link.objects.filter(map=drawn)
    assert Factor.objects.filter(map=drawn).count() == 108
    assert (links.count(), links.filter(polarity="+").count()) == (296, 198)
    out = StringIO()
    call_command("map_loops", drawn.slug, max_length=6, stdout=out)
    said = json.loads(out.getvalue())
    graph = nx.DiGraph((link.source, link.target) for link in drawing.links)
    assert said["total"] == sum(1 for _cycle in nx.simple_cycles(graph, length_bound=6))
    assert said["unknown"] == 0


def test_only_the_circle_sees_a_map_in_at_most_ten_queries(client, at_most_queries):
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina)
    drawing = read([("f.csv", FACTORS), ("l.csv", LINKS)])
    drawn = import_map(by=amina, circle=circle, name="Ours", drawing=drawing)
    factor = Factor.objects.filter(map=drawn).first()
    addresses = [
        *(reverse(f"systems:{name}", args=[drawn.slug]) for name in ("map", "table", "loops")),
        reverse("systems:export", args=[drawn.slug, "json"]),
        reverse("learning:factor", args=[drawn.slug, factor.pk]),
    ]
    client.force_login(amina)
    for address in addresses:
        with at_most_queries(10):
            assert client.get(address).status_code == 200
    client.force_login(ben)
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    with pytest.raises(NotFound):
        import_map(by=ben, circle=circle, name="Mine", drawing=drawing)


def test_the_page_looks_through_first_and_keeps_when_told(client):
    amina = a_person("Amina")
    circle = a_circle_with(amina)
    client.force_login(amina)

    def sent(**more):
        return {
            "circle": circle.pk,
            "name": "From a file",
            "links": SimpleUploadedFile("links.csv", LINKS),
            "factors": SimpleUploadedFile("factors.csv", FACTORS),
            **more,
        }

    looked = client.post(reverse("systems:import"), sent())
    assert "3 factors and 4 links" in looked.content.decode()
    assert not SystemMap.objects.exists()
    client.post(reverse("systems:import"), sent(keep=""))
    assert SystemMap.objects.get().factors.count() == 3
    broken = client.post(
        reverse("systems:import"), sent(keep="", links=SimpleUploadedFile("l.csv", b"from,to\n1,7\n"))
    )
    assert broken.status_code == 422
    assert "l.csv, row 2" in broken.content.decode()
    assert SystemMap.objects.count() == 1


def test_a_file_is_told_by_what_is_in_it_and_not_by_its_name(client):
    amina = a_person("Amina")
    circle = a_circle_with(amina)
    client.force_login(amina)

    def sent(name, content):
        file = SimpleUploadedFile(name, content)
        return client.post(
            reverse("systems:import"), {"circle": circle.pk, "name": "From a file", "links": file, "keep": ""}
        )

    for name, content in (
        ("links.csv", b"PK\x03\x04 a workbook"),
        ("links.graphml", b"<html><body>Trust</body></html>"),
    ):
        assert sent(name, content).status_code == 422
    assert not SystemMap.objects.exists()
    assert sent("links.svg", LINKS.replace(b"1", b"Rent")).status_code == 302
    assert SystemMap.objects.count() == 1


def test_a_map_grows_by_what_is_added_to_it():
    amina = a_person("Amina")
    both = read([("f.csv", FACTORS), ("l.csv", LINKS)])
    drawn = import_map(by=amina, circle=a_circle_with(amina), name="Trust", drawing=both)
    hope = Drawing(
        factors={"4": DrawnFactor(key="4", label="Hope")},
        links=[DrawnLink(source="1", target="4", polarity="+")],
    )

    add_to_map(by=amina, map=drawn, drawing=hope)

    assert str(Link.objects.get(map=drawn, target__label="Hope")) == "Trust → Hope"
    assert Factor.objects.filter(map=drawn).count() == 4
    with pytest.raises(Refused):  # the same factor again
        add_to_map(by=amina, map=drawn, drawing=hope)
    with pytest.raises(Refused):  # a link to nowhere
        add_to_map(by=amina, map=drawn, drawing=Drawing(links=[DrawnLink(source="1", target="9")]))
    with pytest.raises(NotFound):
        add_to_map(by=a_person("Ben"), map=drawn, drawing=Drawing())
    assert Factor.objects.filter(map=drawn).count() == 4


def test_a_version_of_a_map_is_kept_with_its_reason_on_the_page_that_lists_them(client):
    amina = a_person()
    circle = a_circle_with(amina)
    drawn = SystemMap.objects.create(circle=circle, slug="ours", name="Ours")
    address = reverse("systems:versions", args=[drawn.slug])
    client.force_login(amina)
    assert address in client.get(reverse("systems:table", args=[drawn.slug])).content.decode()
    words = {"name": "Before the winter", "reason": "The contract changes."}
    for _twice in range(2):
        assert client.post(address, words).headers["Location"] == address
    said = client.get(address).content.decode()
    assert said.count("<strong>Before the winter</strong>") == 1
    assert "The contract changes." in said
    assert client.post(address, {"name": " "}).status_code == 422
    client.force_login(a_person("Outsider"))
    assert client.get(address).status_code == 404
