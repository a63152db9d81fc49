"""Without a name: whichever of two people wrote it, everything that a third can read is the same, byte for byte."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funders.actions import reports
from funders.models import Report
from hls_platform.identifiers import uuid7
from hls_platform.midnight import midnight
from learning import actions
from learning.actions.digests import build_due_digests
from learning.actions.shares import WouldNotHide
from learning.digests.periods import ended_periods
from learning.models import Delivery, Digest, DigestChoice, Mention, Reflection, Response, Share
from relationships.models import Circle, Person
from systems.models import Factor, SystemMap
from tests.factories import a_circle_with, a_member, a_partnership, a_person, a_reflection, an_organisation
from tests.learning.digest_ways import delivered

CHANGES_EACH_TIME = re.compile(
    r'name="(?:csrfmiddlewaretoken|id|page|read)" value="[^"]*"|nonce="[^"]*"|/me/digests/[0-9a-f-]{36}/|/stop/[^/]+/'
)
WORDS = "I lost the letter and told nobody."
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A partnership of seven; two of them, the possible authors here, are in a smaller circle with the reader too."""
    p = SimpleNamespace(reader=a_person("Rita Reader"), first=a_person("Amina"), second=a_person("Ben"))
    others = [a_person(f"Person {n}") for n in range(4)]
    charity, foundation = an_organisation("Harbour", p.reader), an_organisation("Quay", kind="funder")
    p.partnership = a_partnership("Both sides", resourcing=foundation, delivering=charity)
    for person in (p.reader, p.first, p.second, *others):
        a_member(person, p.partnership, on_behalf_of=charity)
    p.circle = Circle.objects.get(pk=p.partnership.pk)
    p.smaller = a_circle_with(p.reader, p.first, p.second, name="Three of us")
    for circle in (p.circle, p.smaller):
        map = SystemMap.objects.create(circle=circle, slug=f"map-of-{circle.slug}", name=f"Map of {circle}")
        Factor.objects.create(map=map, label=f"Waiting, {circle}")
    return p


def told_by(place: SimpleNamespace, author: Person, at: datetime.datetime) -> Share:
    """The reflection as `author` writes, ties, shares, answers and edits it, beginning at `at`."""
    with time_machine.travel(at, tick=False):
        reflection = actions.write_reflection(by=author, id=uuid7(), text="Not yet", kind="mistake")
        for factor in Factor.objects.all():
            actions.mention_factor(by=author, reflection=reflection, factor=factor)
        share = actions.share_reflection(
            by=author, reflection=reflection, circle=place.circle, anonymous=True
        )
    asked = Response.objects.create(
        share=share, author=place.reader, kind="question", text="Who?", created_at=midnight(at.date())
    )
    with time_machine.travel(at + datetime.timedelta(minutes=7), tick=False):
        actions.reply(by=author, response=asked, text="I did not dare.")
        actions.edit_reflection(by=author, reflection=reflection, text=WORDS)
    Response.objects.create(
        share=share, author=place.reader, kind="question", text="And now?", created_at=midnight(at.date())
    )
    return share


def everything_read(place: SimpleNamespace, share: Share) -> dict[str, str]:
    """All the reader can open, without the ids of what this telling of the story made."""
    client = Client()
    client.force_login(place.reader)
    digest, report = Digest.objects.get(circle=place.circle), Report.objects.get()
    addresses = [
        reverse("learning:today"), place.circle.get_absolute_url(), share.get_absolute_url(),
        place.smaller.get_absolute_url(), digest.get_absolute_url(), report.get_absolute_url(),
        reverse("relationships:people", args=[place.circle.slug]),
        reverse("funders:download", args=[report.pk, "csv"]), reverse("funders:download", args=[report.pk, "html"]),
        *(factor.get_absolute_url() for factor in Factor.objects.order_by("label")),
        *(f"{factor.get_absolute_url()}work/" for factor in Factor.objects.order_by("label")),
    ]  # fmt: skip
    read = {address: client.get(address).content.decode() for address in addresses}
    letter = next(each for each in mail.outbox if each.to == [place.reader.email])
    read |= {"letter": str(letter.body), "letter in HTML": str(letter.alternatives[0][0])}
    read["refusals"] = str(
        [
            client.post(reverse(name, args=[pk]), {"reply": "x"}).status_code
            for name, pk in (
                ("learning:withdraw", share.pk),
                ("learning:reply", share.responses.first().pk),
                ("learning:reflection", share.reflection_id),
            )
        ]
    )
    for number, pk in enumerate((share.pk, digest.pk, report.pk)):
        read = {
            name.replace(str(pk), f"#{number}"): said.replace(str(pk), f"#{number}")
            for name, said in read.items()
        }
    assert not [name for name, said in read.items() if str(share.reflection_id) in said]
    return {name: _without_chance(said) for name, said in read.items()}


def _without_chance(said: str) -> str:
    """The text without tokens, random salts' hashes and the prompts, which follow a digest's random id."""
    said = CHANGES_EACH_TIME.sub("", said)
    said = re.sub(r"\b[0-9a-f]{64}\b", "", said)
    return re.sub(
        r"(?is)(For the next conversation|To end with).*?(?=You get this because|</section>)", "", said
    )


def test_whoever_of_two_wrote_it_everything_that_others_read_is_the_same(place):
    week = ended_periods("weekly", by=timezone.now())[0]
    tellings: list[dict[str, str]] = []
    for author, hour in ((place.first, 9), (place.second, 17)):
        share = told_by(place, author, week.start + datetime.timedelta(days=2, hours=hour))
        build_due_digests(until=timezone.now())
        mail.outbox.clear()
        delivered()
        reports.compose_report(
            report=reports.ask_for_report(
                by=place.reader, partnership=place.partnership,
                period_start=week.start.date(), period_end=timezone.localdate(),
            )
        )  # fmt: skip
        tellings.append(everything_read(place, share))
        Report.objects.get().sources.all().delete()
        for each in (Report, Digest, Reflection, DigestChoice, Delivery):
            each.objects.all().delete()
    first, second = tellings
    assert WORDS in first["/shared/#0/"]
    for name in first:
        assert first[name] == second[name], name


def test_what_it_touches_is_told_of_the_circles_own_map_only(client, place):
    reflection = a_reflection(place.first, WORDS)
    actions.share_reflection(by=place.first, reflection=reflection, circle=place.circle, anonymous=True)
    for factor in Factor.objects.all():
        Mention.objects.create(reflection=reflection, factor=factor)
    client.force_login(place.reader)
    ours, smaller = (Factor.objects.get(map__circle=circle) for circle in (place.circle, place.smaller))
    assert WORDS in client.get(ours.get_absolute_url()).content.decode()
    assert WORDS not in client.get(smaller.get_absolute_url()).content.decode()
    page = client.get(Share.objects.get().get_absolute_url()).content.decode()
    assert ours.label in page
    assert smaller.label not in page


def test_a_warning_about_one_circle_comes_before_any_is_shared(client, place):
    reflection = a_reflection(place.first, WORDS)
    client.force_login(place.first)
    both: dict[str, Any] = {"share_with": [place.circle.pk, place.smaller.pk], "anonymous": "on"}
    answer = client.post(reflection.get_absolute_url(), both)
    assert "Only 3 people are in Three of us" in answer.content.decode()
    assert not Share.objects.exists()
    client.post(reflection.get_absolute_url(), both | {"small_circle_understood": "on"})
    assert Share.objects.filter(anonymous=True).count() == 2


@pytest.mark.parametrize(("people", "warned"), [(4, True), (5, False)])
def test_five_possible_authors_are_enough_and_four_are_not(people, warned):
    author, *others = [a_person(f"Person {n}") for n in range(people)]
    circle = a_circle_with(author, *others)
    a_member(a_person("Gone"), circle, until=timezone.now())
    a_member(a_person("Yet to come"), circle, since=timezone.now() + datetime.timedelta(days=1))
    a_member(a_person("No account", is_active=False), circle)
    reflection = a_reflection(author)
    if warned:
        with pytest.raises(WouldNotHide, match="Nothing has been shared yet"):
            actions.share_reflection(by=author, reflection=reflection, circle=circle, anonymous=True)
        assert not Share.objects.exists()
    else:
        assert actions.share_reflection(by=author, reflection=reflection, circle=circle, anonymous=True).pk
