"""Handing over: told by the one who leaves, accepted by the one who comes, known to the partner."""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.models import AuditEntry
from relationships.actions.handovers import (
    accept_handover,
    change_handover,
    take_back_handover,
    write_handover,
)
from relationships.actions.letters import deliver_waiting
from relationships.models import Handover
from tests.factories import a_partnership, a_person, an_organisation
from tests.opened import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> SimpleNamespace:
    """Ruth of the funder leaves, Tomasz comes; Wren is the partner."""
    w = SimpleNamespace(quay=an_organisation("Quay", kind="funder"), harbour=an_organisation("Harbour"))
    w.ruth, w.tomasz, w.wren, w.otto = (a_person(name) for name in ("Ruth", "Tomasz", "Wren", "Otto"))
    people = {w.ruth: w.quay, w.tomasz: w.quay, w.wren: w.harbour}
    w.place = a_partnership("Harbour and Quay", resourcing=w.quay, delivering=w.harbour, people=people)
    return w


def written(w: SimpleNamespace) -> Handover:
    return write_handover(
        by=w.ruth,
        partnership=w.place,
        organisation=w.quay,
        to_person=w.tomasz,
        story="It began in a kitchen.",
    )


def test_the_story_is_told_accepted_and_the_partner_knows(client, w, at_most_queries):
    client.force_login(w.ruth)
    address = reverse("funders:hand_over", args=[w.place.slug])
    client.post(address, {"to_person": w.tomasz.pk, "story": "It began in a kitchen."})
    told = Handover.objects.get()
    change = reverse("funders:change_handover", args=[told.pk])
    client.post(change, {"story": "It began in Wren’s kitchen."} | opened(client, change))
    client.force_login(w.wren)
    assert "Ruth hands over to Tomasz." in client.get(w.place.get_absolute_url()).content.decode()
    accept = reverse("funders:accept_handover", args=[told.pk])
    assert client.post(accept).status_code == 403
    client.force_login(w.tomasz)
    assert "the story so far" in client.get(reverse("learning:today")).content.decode()
    for _twice in range(2):
        client.post(accept)
    assert AuditEntry.objects.filter(verb="handover.accepted").count() == 1
    deliver_waiting()
    assert {to for letter in mail.outbox for to in letter.to} == {w.ruth.email, w.tomasz.email, w.wren.email}
    assert all("Tomasz has taken over from Ruth for Quay" in letter.body for letter in mail.outbox)
    assert all("kitchen" not in letter.body for letter in mail.outbox)
    client.force_login(w.wren)
    assert "Tomasz took over from Ruth" in client.get(w.place.get_absolute_url()).content.decode()
    with at_most_queries(12):
        page = client.get(told.get_absolute_url()).content.decode()
    assert "It began in Wren’s kitchen." in page
    client.force_login(w.otto)
    assert client.get(told.get_absolute_url()).status_code == 404


def test_it_is_handed_to_somebody_who_stands_for_the_same_organisation(client, w):
    for to, words in ((w.wren, "x"), (w.ruth, "x"), (w.otto, "x"), (w.tomasz, " ")):
        with pytest.raises(Refused):
            write_handover(by=w.ruth, partnership=w.place, organisation=w.quay, to_person=to, story=words)
    with pytest.raises(NotFound):
        write_handover(by=w.otto, partnership=w.place, organisation=w.quay, to_person=w.tomasz, story="x")
    with pytest.raises(Refused):
        write_handover(by=w.wren, partnership=w.place, organisation=w.quay, to_person=w.tomasz, story="x")
    client.force_login(w.wren)
    page = client.get(reverse("funders:hand_over", args=[w.place.slug])).content.decode()
    assert "Nobody else stands for your organisation here yet." in page


def test_one_waits_at_a_time_and_is_taken_back_by_either_of_the_two(w):
    told = written(w)
    with pytest.raises(Refused):
        written(w)
    with pytest.raises(NotAllowed):
        take_back_handover(by=w.wren, handover=told)
    for _twice in range(2):
        take_back_handover(by=w.tomasz, handover=Handover.objects.get())
    for refused in (accept_handover, change_handover):
        more = {"story": "Anew."} if refused is change_handover else {}
        with pytest.raises(Refused):
            refused(by=w.tomasz, handover=told, **more)
    assert written(w).waits


def test_nobody_but_the_one_who_leaves_changes_the_story(w):
    with pytest.raises(NotAllowed):
        change_handover(by=w.tomasz, handover=written(w), story="It was all mine.")
