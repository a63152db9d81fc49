"""A reflection with a recording and a picture, found, gathered, thought about and delivered; then its author withdraws it."""

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning import actions
from learning.actions.digest_choices import make_feed
from learning.actions.digests import build_due_digests
from learning.digests.periods import period_of
from learning.models import Digest, DigestThread
from tests.brought import a_picture, a_recording
from tests.factories import a_peer_group, a_person, a_reflection, a_share
from tests.learning.digest_ways import delivered

MARKS = ("quillwort", "moonwort")
"""What its author wrote, and what the picture shows: words that nobody else uses."""


def shows(client: Client, address: str) -> bool:
    """Whether the page at `address` shows any of it. It is there for its reader, with it or without."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return any(mark in answer.content.decode() for mark in MARKS)


@pytest.mark.django_db
def test_what_is_withdrawn_is_gone_from_wherever_it_stood(client):
    amina, ben = a_person("Amina"), a_person("Ben")
    others = [a_person(name) for name in ("Cem", "Dilys", "Ekow")]
    circle = a_peer_group("Northside", ben, amina, *others).circle
    last_week = period_of("weekly", timezone.now()).start - datetime.timedelta(days=3)
    written = a_reflection(
        amina, "The quillwort grows where the choir practises.", happened_on=last_week.date()
    )
    actions.attach(by=amina, reflection=written, content=a_picture(), alt="A moonwort in the wall.")
    actions.attach(by=amina, reflection=written, content=a_recording(), alt="")
    share = a_share(written, circle, shared_at=last_week)
    other = a_share(a_reflection(ben, "Our choir practises on Thursdays."), circle, shared_at=last_week)
    for text in ("Bread.", "Snow fell.", "The ferry was late."):
        a_share(a_reflection(ben, text), circle, shared_at=last_week)
    theme = actions.put_under_theme(by=ben, share=share, name="Singing")
    insight = actions.write_insight(by=ben, circle=circle, text="Singing helps.", sources=[share])
    build_due_digests(until=timezone.now())
    digest, thread = Digest.objects.get(), DigestThread.objects.get()
    assert set(thread.shares.all()) == {share, other}
    delivered()
    assert any("quillwort" in letter.body for letter in mail.outbox)
    feed = reverse("learning:digest_feed", args=[make_feed(by=ben)])

    client.force_login(ben)
    pages = [
        reverse("learning:today"),
        reverse("learning:circle", args=[circle.slug]),
        reverse("learning:timeline", args=[circle.slug]),
        reverse("learning:search") + "?q=quillw",
        reverse("learning:search") + "?q=moonw",
        reverse("learning:like_shared", args=[other.pk]),
        digest.get_absolute_url(),
        theme.get_absolute_url(),
        insight.get_absolute_url(),
        feed,
        "/api/shared/",
    ]
    files = [reverse("learning:shared_file", args=[share.pk, nth]) for nth in (1, 2)]
    page = client.get(share.get_absolute_url()).content.decode()
    signed = [page[page.index(each) :].partition('"')[0].replace("&amp;", "&") for each in files]
    assert [client.get(each).status_code for each in signed] == [200, 200]
    api = Client()
    before = {each for each in pages if shows(client, each)}

    actions.withdraw_share(by=amina, share=share)

    assert before >= {each for each in pages if not each.startswith("/api/")} - {insight.get_absolute_url()}
    assert not {each for each in pages if shows(client, each)}
    assert client.get(share.get_absolute_url()).status_code == 404
    assert [client.get(each).status_code for each in signed] == [404, 404]
    assert "taken back" in client.get(insight.get_absolute_url()).content.decode()
    assert thread.name not in client.get(digest.get_absolute_url()).content.decode() or not thread.name
    mail.outbox.clear()
    delivered(timezone.now() + datetime.timedelta(days=7))
    assert not any(mark in letter.body for letter in mail.outbox for mark in MARKS)
    assert api.get(feed).status_code == 200
