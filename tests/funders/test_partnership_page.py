"""The page of a partnership: what stands where, in how many words, and how it is read."""

import datetime
import html
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from funders.models import Agreement, Payment
from hls_platform.identifiers import uuid7
from learning.models import LearningQuestion, Understanding
from relationships.models import Conversation, Handover, Heard, Partnership, Promise
from systems.actions.changes import change_map
from systems.models import Change, SystemMap
from tests.factories import a_partnership, a_person, a_reflection, a_share, an_organisation

WORDS = (
    "We rang in the morning and nobody was there, so we wrote a letter, and the letter came back to us; "
    "then somebody went and stood at the door until it opened, and stayed for tea. "
)
A_SENTENCE = "One officer whom advisers can ring without waiting at the switchboard."
TWO_MINUTES = 2 * 240
"""So many words are read in two minutes, at the pace at which adults read to themselves (Brysbaert 2019)."""


def a_full_partnership(words: str = WORDS) -> SimpleNamespace:
    """A funder and a charity, and five partners, between whom a great deal was written down, each time so many `words`."""
    w = SimpleNamespace(
        quay=an_organisation("Quay Foundation", kind="funder"), harbour=an_organisation("Harbour Trust")
    )
    w.fay, w.wren, w.tom = a_person("Fay Funder"), a_person("Wren Worker"), a_person("Tom Trust")
    people = {w.fay: w.quay, w.wren: w.harbour, w.tom: w.harbour}
    w.place = a_partnership("Harbour and Quay", resourcing=w.quay, delivering=w.harbour, people=people)
    for n in range(5):
        w.place.parties.create(organisation=an_organisation(f"Partner {n}"), side="delivering")
    Partnership.objects.filter(pk=w.place.pk).update(
        purpose="A home for everybody who sleeps rough on the quay, and somebody to ring at night."
    )
    now, day = timezone.now(), datetime.timedelta(days=1)
    for n in range(-2, 6):
        begins = now - n * 20 * day - day
        talk = Conversation.objects.create(
            partnership=w.place, starts_at=begins, about=words[:60], notes=words
        )
        for organisation, person in ((w.quay, w.fay), (w.harbour, w.wren)) if n >= 0 else ():
            said = {"text": words, "hours": n + 1, "what_took_time": "Figures."}
            Heard.objects.create(conversation=talk, organisation=organisation, written_by=person, **said)
    for n in range(14):
        sides = (w.quay, w.harbour) if n % 2 else (w.harbour, w.quay)
        over = {"state": "let_go", "reason": words, "closed_at": now} if n > 9 else {}
        promise = Promise.objects.create(
            partnership=w.place, by_organisation=sides[0], to_organisation=sides[1], text=words,
            due_on=timezone.localdate() + n * day, **over,
        )  # fmt: skip
    for n in range(12):
        put = {"put_to": (w.quay, w.harbour)[n % 2]} if n < 8 else {}
        question = LearningQuestion.objects.create(
            circle_id=w.place.pk, text=words[:70], asked_by=w.wren, promise=promise if n < 2 else None, **put
        )
        for _nth in range(n % 3):
            Understanding.objects.create(question=question, text=words, written_by=w.fay)
    for _nth in range(12):
        a_share(a_reflection(w.wren, words * 2), w.place)
    agreement = Agreement.objects.create(
        partnership=w.place, amount=60000, starts_on="2026-01-01", ends_on="2029-01-01",
        accountable_for="Learning, adapting, working together.", rhythm="every two months",
    )  # fmt: skip
    for month in range(1, 5):
        Payment.objects.create(agreement=agreement, amount=15000, due_on=f"2026-{month * 3:02}-01")
    for name in ("Winter", "Nights"):
        SystemMap.objects.create(circle_id=w.place.pk, slug=f"our-{name.lower()}", name=name)
    Handover.objects.create(
        partnership=w.place, organisation=w.harbour, written_by=w.wren, to_person=w.tom, story=words
    )
    return w


def words_of(page: str) -> list[str]:
    """What is read of a partnership, without what one looks up beside it, does, jumps to, and is only told aloud."""
    main = page[page.index("<h1") : page.index('<div class="side"')]
    for left_out in (r"<nav.*?</nav>", r'<p class="actions">.*?</p>', r"<form.*?</form>",
                     r'<section aria-labelledby="together">.*?</section>', r'<span class="unseen">.*?</span>'):  # fmt: skip
        main = re.sub(left_out, " ", main, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", main)).split()


@pytest.mark.django_db
def test_it_stands_in_its_order_is_read_in_two_minutes_and_asks_few_questions(client, at_most_queries):
    w = a_full_partnership(A_SENTENCE)
    client.force_login(w.fay)
    with at_most_queries(12):
        page = client.get(w.place.get_absolute_url()).content.decode()
    order = [page.index(f'<h2 id="{each}"') for each in (
        "people", "conversations", "asked", "promises", "questions", "shared", "agreement", "maps", "account",
    )]  # fmt: skip
    assert order == sorted(order)
    asked = page[order[2] : order[3]]
    assert asked.index("Quay Foundation") < asked.index("Harbour Trust")
    assert len(words_of(page)) <= TWO_MINUTES, " ".join(words_of(page))


@pytest.mark.django_db
def test_what_was_shared_goes_on_on_further_pages_and_goes_when_it_is_withdrawn(client):
    w = a_full_partnership()
    share = a_share(a_reflection(w.wren, "We forgot to ring."), w.place)
    client.force_login(w.fay)
    address = w.place.get_absolute_url()
    answer = client.get(address)
    assert "We forgot to ring." in answer.content.decode()
    further = client.get(address, {"after": answer.context["feed"].next_after}).content.decode()
    assert 'id="promises"' not in further
    share.withdrawn_at = timezone.now()
    share.save()
    assert "We forgot to ring." not in client.get(address).content.decode()


@pytest.mark.django_db
def test_its_map_stands_there_with_what_changed_since_its_people_last_spoke(client, at_most_queries):
    w = a_full_partnership(A_SENTENCE)
    drawn = SystemMap.objects.get(slug="our-nights")
    long_ago = timezone.now() - datetime.timedelta(days=300)
    SystemMap.objects.update(created_at=long_ago)

    def draws(label: str) -> None:
        drawn.refresh_from_db()
        steps = [{"on": "factor", "id": str(uuid7()), "set": {"label": label}}]
        change_map(by=w.wren, map=drawn, id=uuid7(), steps=steps, seen=drawn.version)

    draws("Before we spoke")
    Change.objects.update(at=long_ago)
    draws("Since we spoke")
    client.force_login(w.fay)
    address = reverse("funders:our_maps", args=[w.place.slug])
    assert f'hx-get="{address}"' in client.get(w.place.get_absolute_url()).content.decode()
    with at_most_queries(12):
        page = client.get(address).content.decode()
    assert "Factor added: Since we spoke" in page
    assert "Factor added: Before we spoke" not in page
    assert "<svg" in page
    assert reverse("systems:map", args=["our-winter"]) in page
    client.force_login(a_person("Nobody there"))
    assert client.get(address).status_code == 404
