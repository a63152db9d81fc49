"""What a circle does differently now: traced to what led there, changed and ended with a reason, never edited away."""

import datetime

import pytest
from django.urls import reverse

from hls_platform.actions import NotFound
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from learning import actions
from learning.actions.adaptations import NoAdaptation, OverAlready
from learning.models import Adaptation, AdaptationSource
from learning.queries.insights import led_to, lineage, newest
from relationships.actions.ending import Ended, end_circle
from relationships.models import Circle, Person
from tests.factories import a_circle_with, a_person, a_reflection, a_share

MAY, JUNE = datetime.date(2026, 5, 1), datetime.date(2026, 6, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Person:
    return a_person("Amina")


@pytest.fixture
def ben() -> Person:
    return a_person("Ben")


@pytest.fixture
def circle(amina: Person, ben: Person) -> Circle:
    return a_circle_with(amina, ben)


def test_what_somebody_does_differently_becomes_what_the_circle_does(client, amina, ben, circle):
    share = a_share(a_reflection(ben, "I ring before I write.", kind="adaptation"), circle)
    insight = actions.write_insight(by=amina, circle=circle, text="A letter frightens people.")
    client.force_login(amina)
    begin = reverse("learning:begin_adaptation", args=[circle.slug]) + f"?share={share.pk}"
    assert begin in client.get(share.get_absolute_url()).content.decode()
    form = client.get(begin).context["form"]
    assert form["sources"].value() == [str(share.pk)]
    assert not form["text"].value(), "words are not copied out of a share, which can be withdrawn"
    sent = {"id": str(uuid7()), "text": "We ring first.", "since": "2026-05-01"}
    for _twice in (1, 2):
        client.post(begin, sent | {"sources": [str(share.pk), str(insight.pk)]})
    begun = Adaptation.objects.get()
    assert (begun.since, begun.sources_told, AdaptationSource.objects.count()) == (MAY, 2, 2)
    assert [(each.kind, each.id) for each in led_to(insight)] == [("adaptation", begun.pk)]
    actions.withdraw_share(by=ben, share=share)
    page = client.get(begun.get_absolute_url()).content.decode()
    assert "One source was taken back." in page
    assert "A letter frightens people." in page
    assert "before I write" not in page


def test_it_is_changed_with_a_reason_and_the_earlier_stays_readable(client, amina, ben, circle):
    begun = actions.begin_adaptation(by=amina, circle=circle, text="We ring first.", since=MAY)
    id = uuid7()
    for _twice in (1, 2):
        other = actions.change_adaptation(
            by=ben, adaptation=begun, text="We ring at noon.", reason="They slept.", since=JUNE, id=id
        )
    begun.refresh_from_db()
    assert (begun.ended_on, begun.ended_because, begun.ended_by) == (JUNE, "They slept.", ben)
    assert [(step.text, step.why) for step in lineage(begun)] == [
        ("We ring at noon.", "They slept."),
        ("We ring first.", ""),
    ]
    assert [line.id for line in newest(circle)[1]] == [other.pk]
    client.force_login(amina)
    page = client.get(begun.get_absolute_url()).content.decode()
    assert "They slept." in page
    assert other.get_absolute_url() in page
    assert AuditEntry.objects.filter(verb="adaptation.changed").count() == 1


def test_it_ends_once_with_a_reason(amina, ben, circle):
    begun = actions.begin_adaptation(by=amina, circle=circle, text="We ring first.", since=MAY)
    for wrong in ({"reason": ""}, {"reason": "Why not.", "on": MAY - datetime.timedelta(days=1)}):
        with pytest.raises(NoAdaptation):
            actions.end_adaptation(by=ben, adaptation=begun, **wrong)
    for _twice in (1, 2):
        ended = actions.end_adaptation(by=ben, adaptation=begun, reason="Nobody picks up.", on=JUNE)
    assert ended.ended_on == JUNE
    assert AuditEntry.objects.filter(verb="adaptation.ended").count() == 1
    with pytest.raises(OverAlready):
        actions.end_adaptation(by=amina, adaptation=begun, reason="Another reason.")
    with pytest.raises(OverAlready):
        actions.change_adaptation(by=amina, adaptation=begun, text="No.", reason="No.")
    assert Adaptation.objects.get().ended_because == "Nobody picks up."


def test_it_is_its_circles_alone_and_an_ended_circle_adapts_no_more(amina, ben, circle):
    begun = actions.begin_adaptation(by=amina, circle=circle, text="We ring first.")
    outsider = a_person("Otto")
    changes = (
        lambda by: actions.begin_adaptation(by=by, circle=circle, text="No."),
        lambda by: actions.change_adaptation(by=by, adaptation=begun, text="No.", reason="No."),
        lambda by: actions.end_adaptation(by=by, adaptation=begun, reason="No."),
    )
    for change in changes:
        with pytest.raises(NotFound):
            change(outsider)
    end_circle(by=amina, circle=circle)
    circle.refresh_from_db()
    for change in changes:
        with pytest.raises(Ended):
            change(ben)


def test_the_pages_ask_at_most_ten_questions_of_the_database(client, amina, ben, circle, at_most_queries):
    begun = actions.begin_adaptation(by=amina, circle=circle, text="0", since=MAY)
    for nth in range(12):
        share = a_share(a_reflection(ben, f"Door {nth}."), circle)
        begun = actions.change_adaptation(
            by=ben, adaptation=begun, text=f"{nth}", reason="That.", since=MAY, sources=[share]
        )
    client.force_login(amina)
    for name, key in (
        ("adaptations", circle.slug), ("begin_adaptation", circle.slug), ("adaptation", begun.pk),
        ("change_adaptation", begun.pk), ("end_adaptation", begun.pk),
    ):  # fmt: skip
        with at_most_queries(10):
            assert client.get(reverse(f"learning:{name}", args=[key])).status_code == 200
