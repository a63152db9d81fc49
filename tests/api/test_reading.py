"""Every noun is read through the API as on the pages: by those who may, without a name where none is given."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import Response
from tests.addresses import addresses, all_names, api_things
from tests.api.asking import Program, listed, one
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share
from tests.test_not_there import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["worker", "funder", "outsider"])
def test_every_address_answers_whoever_asks(client, w, who):
    client.force_login(getattr(w, who))
    answered = {}
    for name, found in addresses(w).items():
        for address in found if name.startswith("api:") else []:
            answer = client.get(address)
            answered[address] = answer.status_code
            assert answer.status_code in {200, 404, 405}, (address, answer.content)
            if answer.status_code >= 400:
                assert answer["Content-Type"] == "application/problem+json"
    assert sum(status == 200 for status in answered.values()) > 30


def test_signed_out_nobody_reads_anything(client, w):
    for name, found in addresses(w).items():
        if name.startswith("api:") and name not in {"api:docs", "api:noun", "api:openapi", "api:door"}:
            assert client.get(found[0]).status_code in {401, 405}, name


def test_an_outsider_finds_in_no_list_what_is_in_circles(w):
    program = Program(w.outsider)
    for noun, thing in api_things(w).items():
        if f"api:{noun}-".startswith(PUBLIC) or thing.pk in {w.group.pk, w.fund.pk}:
            continue  # open to anyone here
        assert program.get(one(noun, thing)).status_code == 404, noun
        assert str(thing.pk) not in program.get(listed(noun)).content.decode(), noun


def test_each_list_asks_at_most_ten_questions_of_the_database(w, at_most_queries):
    for number in range(12):
        circle = a_circle_with(w.worker, w.lead, name=f"Circle {number}")
        share = a_share(a_reflection(w.lead), circle)
        Response.objects.create(share=share, author=w.worker, kind="offer", text="Come by.")
    program = Program(w.worker)
    program.get("/api/me/")  # notes the day the token was used
    lists = [name for name in all_names() if name.startswith("api:") and name.endswith("-list")]
    assert len(lists) > 25
    for name in lists:
        with at_most_queries(10):
            assert program.get(reverse(name)).status_code == 200, name


def test_a_list_comes_in_stretches_until_its_end():
    amina, ben = a_person(), a_person("Ben")
    circle = a_circle_with(amina, ben)
    shared = [str(a_share(a_reflection(ben, text=f"Thought {n}."), circle).pk) for n in range(45)]
    program, seen = Program(amina), []
    address = listed("shared") + "?size=20"
    while address:
        page = program.get(address).json()
        seen += [each["id"] for each in page["items"]]
        address = page["next"]
    assert seen == shared[::-1]


def test_filters_narrow_and_a_slip_in_their_names_is_noticed(w):
    program = Program(w.worker)
    mistakes = program.get(f"{listed('shared')}?kind=mistake&circle={w.group.pk}").json()["items"]
    assert {each["kind"] for each in mistakes} == {"mistake"}
    assert {each["circle"] for each in mistakes} == {str(w.group.pk)}
    assert program.get(f"{listed('promise')}?state=open").json()["items"]
    assert not program.get(f"{listed('promise')}?state=kept").json()["items"]
    assert program.get(f"{listed('shared')}?factor={w.factor.pk}").json()["items"]
    held = program.get(f"{listed('conversation')}?held=true").json()["items"]
    assert [each["id"] for each in held] == [str(w.conversation.pk)]
    for wrong in ("kind=hunch", "circl=x", "circle=x", "size=0", "since=yesterday", "after=nonsense"):
        answer = program.get(f"{listed('shared')}?{wrong}")
        assert answer.status_code == 400, wrong
        assert answer.json()["errors"][0]["parameter"] == wrong.partition("=")[0]


def test_what_was_read_already_is_not_sent_again(w):
    program = Program(w.worker)
    first = program.get(one("promise", w.promise))
    again = program.get(one("promise", w.promise), **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "no-store" in first["Cache-Control"]


def test_without_a_name_no_answer_tells_who_wrote_or_when(w):
    """As an attacker in the same circle, who reads every address of the API."""
    author = a_person("Hidden Hana")
    a_member(author, w.group.circle, since=timezone.now() - datetime.timedelta(days=99))
    told = a_reflection(author, "Only she could have written that.")
    share = a_share(
        told,
        w.group.circle,
        anonymous=True,
        shared_at=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0),
    )
    response = Response.objects.create(share=share, author=w.lead, kind="question", text="Why?")
    Program(author).change(one("response", response), "reply", {"text": "Because."})
    reader = Program(w.lead)
    everything = [reader.get(found[0]) for name, found in addresses(w).items() if name.startswith("api:")]
    everything += [reader.get(one("shared", share)), reader.get(one("response", response))]
    for answer in everything:
        said = answer.content.decode() if not answer.streaming else ""
        assert str(told.pk) not in said
    shown = reader.get(one("shared", share)).json()
    assert shown["author"] is None
    assert shown["attribution"] == "Someone in this circle"
    assert set(shown) & {"reflection", "shared_at", "created_at"} == set()
    replied = reader.get(one("response", response)).json()
    assert replied["reply"] == "Because."
    assert replied["replied_on"] == timezone.localdate().isoformat()
    about = json.dumps([shown, replied])
    assert str(author.pk) not in about
    assert author.name not in about


def test_a_withdrawn_share_is_in_no_answer_to_others(w):
    reader, author = Program(w.lead), Program(w.worker)
    assert reader.get(one("shared", w.share)).status_code == 200
    author.change(one("share", w.share), "withdraw")
    assert reader.get(one("shared", w.share)).status_code == 404
    assert reader.get(one("response", w.response)).status_code == 404
    for noun in ("shared", "response", "thread"):
        assert str(w.share.pk) not in reader.get(listed(noun)).content.decode()
    assert str(w.share.pk) not in reader.get(one("digest", w.digest)).content.decode()


def test_an_address_that_is_not_there_is_a_problem_too(client):
    answer = client.get("/api/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_map_and_a_report_go_out_as_files(w):
    program = Program(w.worker)
    drawn = program.get(reverse("api:map-file", args=[w.map.pk, "json"]))
    assert drawn.json()["format"] == "hls-map/2"
    pdf = program.get(reverse("api:report-file", args=[w.report.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    loops = program.get(reverse("api:map-loops", args=[w.map.pk]) + "?size=1").json()
    assert loops["total"] == 2
    assert program.get(loops["next"]).json()["next"] is None


def test_a_report_shows_what_it_says_and_neither_salts_nor_shares(w):
    said = Program(w.funder).get(one("report", w.report))
    assert any(section["items"] for section in said.json()["sections"])
    assert "salt" not in said.content.decode()
    assert "share_id" not in said.content.decode()
