"""The rare case in which an administrator reads a circle: a reason, a second person, an end, and a notice."""

import datetime
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound, Refused
from hls_platform.celery import app
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_glass, as_person
from learning.actions.glass import read_through_glass
from learning.models import Draft, Reflection, Response, Share
from relationships.actions.administration import take_administrator
from relationships.actions.break_glass import (
    allow_reading,
    ask_to_read,
    end_reading,
    refuse_reading,
    tell_circles,
)
from relationships.models import BreakGlass
from tests.factories import a_circle_with, a_person, a_reflection, a_share
from tests.relationships.test_ways_in import prove, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> SimpleNamespace:
    w = SimpleNamespace()
    w.ada, w.sam = (a_person(name, is_administrator=True) for name in ("Ada", "Sam"))
    w.amina, w.ben = a_person("Amina"), a_person("Ben")
    w.circle, w.other = a_circle_with(w.amina, w.ben), a_circle_with(w.amina, name="Another")
    w.share = a_share(a_reflection(w.amina, "She has bruises."), w.circle)
    w.nameless = a_share(a_reflection(w.ben, "I am afraid for her."), w.circle, anonymous=True)
    w.elsewhere = a_share(a_reflection(w.amina, "Elsewhere."), w.other)
    a_reflection(w.amina, "For nobody.")
    return w


@pytest.fixture
def letters(django_capture_on_commit_callbacks) -> Iterator[object]:
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def allowed(w: SimpleNamespace, **more: object) -> BreakGlass:
    glass = ask_to_read(by=w.ada, circle=w.circle, reason="A child is in danger.", hours=2)
    allow_reading(by=w.sam, glass=glass, **more)
    return BreakGlass.objects.get(pk=glass.pk)


def test_only_a_second_administrator_allows_it(w):
    glass = ask_to_read(by=w.ada, circle=w.circle, reason="A child is in danger.", hours=2)
    with pytest.raises(Refused):
        allow_reading(by=w.ada, glass=glass)
    for nobody in (w.amina, w.ben):
        with pytest.raises(NotFound):
            allow_reading(by=nobody, glass=glass)
    with pytest.raises(NotFound):
        read_through_glass(by=w.ada, glass=glass)
    with pytest.raises(NotFound):
        ask_to_read(by=w.amina, circle=w.other, reason="Curious.", hours=2)
    for reason, hours in ((" ", 2), ("Long.", 25), ("None.", 0)):
        with pytest.raises(Refused):
            ask_to_read(by=w.ada, circle=w.circle, reason=reason, hours=hours)


def test_the_database_itself_wants_a_second_person(w):
    glass = ask_to_read(by=w.ada, circle=w.circle, reason="A child is in danger.", hours=2)
    now = timezone.now()
    until = now + datetime.timedelta(hours=2)
    own = BreakGlass.objects.filter(pk=glass.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), as_person(w.ada.pk):
        own.update(approved_by=w.ada, approved_at=now, until=until)
    with pytest.raises(ProgrammingError, match="row-level security"), as_person(w.ada.pk):
        own.update(approved_by=w.sam, approved_at=now, until=until)
    with as_person(w.amina.pk):
        assert not own.exists()


def test_who_asked_reads_that_circle_and_nothing_else_and_who_has_no_name_there_keeps_none(w):
    page = read_through_glass(by=w.ada, glass=allowed(w))
    assert {share.pk for share in page.items} == {w.share.pk, w.nameless.pk}
    assert {share.attribution for share in page.items} == {"Amina", "Someone in this circle"}
    with pytest.raises(NotFound):
        read_through_glass(by=w.sam, glass=BreakGlass.objects.get())


def test_through_the_glass_the_database_shows_one_circle_and_takes_nothing(w):
    glass = allowed(w)
    with as_person(w.ada.pk):
        assert not Share.objects.exists()
        assert not Reflection.objects.exists()
    with as_glass(w.ada.pk, glass.pk):
        assert set(Share.objects.all()) == {w.share, w.nameless}
        assert Reflection.objects.count() == 2
        assert not Draft.objects.exists()
    for person in (w.sam, w.ben):
        with as_glass(person.pk, glass.pk):
            assert w.elsewhere not in Share.objects.all()
            assert Share.objects.filter(circle=w.circle).exists() == (person == w.ben)
    for write in (
        lambda: Share.objects.filter(pk=w.share.pk).update(anonymous=False),
        lambda: Reflection.objects.filter(pk=w.share.reflection_id).delete(),
        lambda: Response.objects.create(share=w.share, author=w.ada, kind="question", text="Who?"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), as_glass(w.ada.pk, glass.pk):
            write()


@pytest.mark.parametrize("how", ["ran out", "ended", "refused", "no administrator any more"])
def test_it_ends(w, how):
    if how == "ran out":
        glass = allowed(w, at=timezone.now() - datetime.timedelta(hours=3))
    elif how == "refused":
        glass = ask_to_read(by=w.ada, circle=w.circle, reason="A child is in danger.", hours=2)
        refuse_reading(by=w.sam, glass=glass)
    else:
        glass = allowed(w)
        if how == "ended":
            end_reading(by=w.sam, glass=glass)
        else:
            take_administrator(by=w.sam, person=w.ada)
    with pytest.raises(NotFound):
        read_through_glass(by=w.ada, glass=glass)
    with as_glass(w.ada.pk, glass.pk):
        assert not Share.objects.exists()


def test_everybody_in_the_circle_is_told_once_when_it_begins_and_once_when_it_is_over(w, letters):
    begun = timezone.now() - datetime.timedelta(hours=1)
    with letters():
        allowed(w, at=begun)
    with letters():
        tell_circles()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([w.amina.email, w.ben.email])
    assert all("An administrator may read" in letter.subject for letter in mail.outbox)
    mail.outbox.clear()
    with letters():
        tell_circles(at=begun + datetime.timedelta(hours=2, minutes=1))
    with letters():
        tell_circles(at=begun + datetime.timedelta(hours=3))
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([w.amina.email, w.ben.email])
    assert all("is over" in letter.subject for letter in mail.outbox)
    assert not any(words in letter.body for letter in mail.outbox for words in ("bruises", "afraid"))


def test_what_is_read_is_written_down_for_the_circle(client: Client, w):
    glass = allowed(w)
    sign_in(client, w.ada)
    prove(client)
    page = client.get(reverse("learning:through_glass", args=[glass.pk])).content.decode()
    assert "She has bruises." in page
    assert "Ben" not in page
    read = AuditEntry.objects.filter(verb="glass.read")
    assert {entry.subject_id for entry in read} == {str(w.share.pk), str(w.nameless.pk)}
    theirs = Client()
    sign_in(theirs, w.amina)
    circle = theirs.get(reverse("learning:circle", args=[w.circle.slug])).content.decode()
    assert "An administrator could read what is shared here" in circle
    shown = theirs.get(reverse("relationships:opened", args=[w.circle.slug])).content.decode()
    for said in ("A child is in danger.", "Ada asked, Sam allowed it", str(w.share.get_absolute_url())):
        assert said in shown
    assert client.get(reverse("relationships:opened", args=[w.circle.slug])).status_code == 404


def test_two_administrators_do_it_on_the_pages(client: Client, w):
    second = Client()
    for one, person in ((client, w.ada), (second, w.sam)):
        sign_in(one, person)
        prove(one)
    client.post(reverse("relationships:ask_to_read", args=[w.circle.pk]), {"reason": "Danger.", "hours": 1})
    glass = BreakGlass.objects.get()
    answer = reverse("relationships:answer_glass", args=[glass.pk])
    client.post(answer, {"do": "allow"})
    assert not BreakGlass.objects.open().exists()
    second.post(answer, {"do": "allow"})
    assert BreakGlass.objects.open().exists()
    assert "Tuesday group" in second.get(reverse("relationships:glasses")).content.decode()
    client.post(answer, {"do": "end"})
    assert not BreakGlass.objects.open().exists()


def test_the_author_is_told_that_an_administrator_opened_it(client: Client, w):
    read_through_glass(by=w.ada, glass=allowed(w))
    client.force_login(w.amina)
    page = client.get(reverse("learning:my_data")).content.decode()
    assert "An administrator opened 1 of them" in page
    assert "Ada" not in page
