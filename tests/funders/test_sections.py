"""What each section of a report says, and that its period is half-open everywhere."""

import datetime
from decimal import Decimal

import pytest

from funders.models import Fund, Report
from funders.reports.compose import compose
from funders.reports.document import Item
from learning import actions
from learning.models import Insight, LearningQuestion, Mention, Understanding
from relationships.models import Conversation, Promise
from systems.actions.snapshots import keep_snapshot
from systems.models import Factor, Link, SystemMap
from tests.factories import a_payment, a_reflection, a_share, an_agreement
from tests.funders.test_reports import JULY, OCTOBER, a_world, at

pytestmark = pytest.mark.django_db
EDGES = (("2026-06-30", False), ("2026-07-01", True), ("2026-09-30", True), ("2026-10-01", False))
"""A day, and whether it belongs to the period from July up to October."""


@pytest.fixture
def world():
    return a_world()


def section(world, key: str) -> list[Item]:
    report = Report(partnership=world.place, period_start=JULY, period_end=OCTOBER)
    return list(next(each for each in compose(report).sections if each.key == key).items)


def test_a_report_has_each_of_its_sections_in_the_order_in_which_people_read_them(world):
    report = Report(partnership=world.place, period_start=JULY, period_end=OCTOBER)
    assert [each.title for each in compose(report).sections] == [
        "Purpose and people",
        "Learning questions",
        "What we now think",
        "Cycles, experiments and their endings",
        "What was noticed",
        "Mistakes and uncertainties",
        "What we do differently now",
        "What the funder learned and changed",
        "How we worked together",
        "The map, and what changed on it",
        "Measures with the story of each",
        "Money",
        "Targets that somebody wanted, and what was said",
        "What is not in this report, and why",
    ]


def test_the_kinds_of_what_was_shared_go_to_their_own_sections_with_what_they_touch_on_the_map(world):
    drawn = SystemMap.objects.create(circle_id=world.place.pk, slug="m", name="M")
    factor = Factor.objects.create(map=drawn, label="Rent")
    for minute, kind in enumerate(("moment", "surprise", "strength", "uncertainty", "adaptation")):
        reflection = a_reflection(world.owen, f"A {kind}.", kind=kind)
        Mention.objects.create(reflection=reflection, factor=factor)
        a_share(reflection, world.place, shared_at=at(f"2026-08-04T10:0{minute}"))
    kept_to_oneself = a_reflection(world.owen, "Mine alone.")
    said = {key: [item.text for item in section(world, key)] for key in ("noticed", "unsure", "adaptations")}
    assert said == {
        "noticed": ["A moment.", "A surprise.", "A strength."],
        "unsure": ["We rang too late.", "A uncertainty."],
        "adaptations": ["A adaptation."],
    }
    assert section(world, "noticed")[0].touches == ("Rent",)
    assert kept_to_oneself.text not in str(said)


def test_questions_show_where_understanding_stood_before_and_how_it_moved_in_the_period(world):
    def asked(text: str, asked_on: str, closed_on: str | None = None) -> LearningQuestion:
        return LearningQuestion.objects.create(
            circle_id=world.place.pk,
            text=text,
            asked_by=world.owen,
            put_to=world.giver,
            created_at=at(asked_on),
            closed_at=closed_on and at(closed_on),
        )

    asked("Closed before?", "2026-01-01", "2026-06-30T23:00")
    asked("Asked after?", "2026-10-01")
    asked("Who never comes?", "2026-01-01", "2026-07-01")
    for text, day in (
        ("oldest", "2026-01-02"),
        ("before", "2026-06-30"),
        ("within", "2026-07-01"),
        ("after", "2026-10-01"),
    ):
        question = LearningQuestion.objects.get(text="Who never comes?")
        Understanding.objects.create(question=question, text=text, written_by=world.owen, written_at=at(day))
    items = section(world, "questions")
    assert [(item.kind, item.title if item.kind == "question" else item.text) for item in items] == [
        ("question", "Who never comes?"),
        ("understanding", "before"),
        ("understanding", "within"),
    ]
    assert items[0].attribution == "put to Harbour Fund"
    assert [item.title for item in items[1:]] == ["Where we started", "What we understood"]


def test_insights_stand_with_the_questions_they_led_to_or_by_themselves_with_the_doubts(world):
    question = LearningQuestion.objects.create(
        circle_id=world.place.pk, text="Who never comes?", asked_by=world.owen, created_at=at("2026-01-01")
    )

    def thought(text: str, day: str, **more: object) -> Insight:
        return actions.write_insight(by=world.owen, circle=world.place.circle, text=text, at=at(day), **more)  # type: ignore[arg-type]

    for day, _inside in EDGES:
        thought(day, day)
    led = thought("A letter frightens.", "2026-08-01", sources=[world.share], how_sure="act")
    actions.voice_insight(by=world.fatima, insight=led, kind="doubt", reason="Not mine.", at=at("2026-08-02"))
    actions.voice_insight(by=world.fatima, insight=led, kind="support", reason="Later.", at=at("2026-11-02"))
    actions.record_understanding(
        by=world.owen, question=question, text="Those who fear.", insights=[led], at=at("2026-08-03")
    )
    assert [(item.kind, item.title, item.attribution) for item in section(world, "questions")[1:]] == [
        ("understanding", "What we understood", "Owen"),
        ("insight", "We now think (we would act on it)", "Owen"),
        ("voice", "I doubt it", "Fatima"),
    ]
    assert section(world, "questions")[2].text.endswith(
        "It rests on one thing that the partnership can read."
    )
    assert [item.text for item in section(world, "insights")] == [day for day, inside in EDGES if inside]


def test_what_is_done_differently_stands_where_it_began_or_ended_in_the_period(world):
    for day, _inside in EDGES:
        actions.begin_adaptation(by=world.owen, circle=world.place.circle, text=day, since=at(day).date())
    long_ago = actions.begin_adaptation(
        by=world.owen, circle=world.place.circle, text="We wrote.", since=at("2026-01-01").date()
    )
    actions.end_adaptation(by=world.fatima, adaptation=long_ago, reason="It frightened.", on=JULY)
    assert [(item.text, item.attribution) for item in section(world, "adaptations")] == [
        ("We wrote.", "Owen"),
        ("It frightened.", "Fatima"),
        *((day, "Owen") for day, inside in EDGES if inside),
    ]


def test_conversations_held_and_promises_on_both_sides_stand_as_they_stood_at_the_end(world):
    for day, _inside in EDGES:
        Conversation.objects.create(
            partnership=world.place, about=day, notes="We listened.", starts_at=at(day), held_at=at(day)
        )

    def promised(text: str, by, to, **ended: object) -> None:
        Promise.objects.create(
            partnership=world.place,
            by_organisation=by,
            to_organisation=to,
            text=text,
            created_at=at("2026-05-01"),
            **ended,
        )

    promised(
        "ours, let go",
        world.giver,
        world.doer,
        state="let_go",
        reason="Too much.",
        closed_at=at("2026-08-01"),
    )
    promised("theirs, kept afterwards", world.doer, world.giver, state="kept", closed_at=at("2026-10-01"))
    promised("ended long ago", world.doer, world.giver, state="kept", closed_at=at("2026-06-30"))
    items = section(world, "together")
    assert [item.title for item in items if item.kind == "conversation"] == [
        day for day, inside in EDGES if inside
    ]
    assert [(item.title, item.text, item.attribution) for item in items if item.kind == "promise"] == [
        ("A promise, let go", "ours, let go\n\nWhy: Too much.", "Harbour Fund to Northside"),
        ("A promise, open", "theirs, kept afterwards", "Northside to Harbour Fund"),
    ]


def test_money_is_exact_to_the_penny_and_each_currency_is_summed_by_itself(world):
    fund = Fund.objects.create(funder=world.giver, slug="open", name="Open fund", purpose="To learn.")
    pounds, euros = (
        an_agreement(
            world.place, world.fatima, fund=fund, amount=amount, currency=currency,
            starts_on=datetime.date.fromisoformat("2026-01-01"), ends_on=datetime.date.fromisoformat("2027-01-01"),
        )
        for currency, amount in (("GBP", Decimal("100")), ("EUR", Decimal("1234567.89")))
    )  # fmt: skip
    theirs = {"entered_by": world.fatima, "approved_by": world.owen}
    for day, _inside in EDGES:
        a_payment(
            pounds,
            Decimal("0.10"),
            due_on=datetime.date.fromisoformat("2026-01-01"),
            paid_on=datetime.date.fromisoformat(day),
            **theirs,
        )
    a_payment(pounds, Decimal("0.30"), due_on=datetime.date.fromisoformat("2026-08-01"), **theirs)
    a_payment(
        pounds,
        Decimal("7.00"),
        due_on=datetime.date.fromisoformat("2026-08-02"),
        paid_on=datetime.date.fromisoformat("2026-10-01"),
        **theirs,
    )
    a_payment(
        euros,
        Decimal("1234567.89"),
        due_on=datetime.date.fromisoformat("2026-08-01"),
        paid_on=datetime.date.fromisoformat("2026-08-01"),
        **theirs,
    )
    items = section(world, "money")
    assert [(item.title, item.currency) for item in items if item.kind == "agreement"] == [
        ("Open fund", "GBP"),
        ("Open fund", "EUR"),
    ]
    assert [(item.title, item.text) for item in items if item.kind == "payment"] == [
        ("Paid", "£0.10"),
        ("Paid", "£0.10"),
        ("Due, not paid in this period", "£0.30"),
        ("Paid", "€1,234,567.89"),
        ("Due, not paid in this period", "£7"),
    ]
    assert [(item.currency, item.amount) for item in items if item.kind == "total"] == [
        ("EUR", "1234567.89"),
        ("GBP", "0.20"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "inside"),
    [
        ("2026-01-01", "2026-06-30", False),
        ("2026-01-01", "2026-07-01", True),
        ("2026-09-30", "2027-01-01", True),
        ("2026-10-01", "2027-01-01", False),
    ],
)
def test_an_agreement_stands_in_the_report_when_it_ran_in_the_period(world, starts_on, ends_on, inside):
    an_agreement(
        world.place,
        world.fatima,
        starts_on=datetime.date.fromisoformat(starts_on),
        ends_on=datetime.date.fromisoformat(ends_on),
    )
    assert bool([item for item in section(world, "money") if item.kind == "agreement"]) == inside


def a_map(world) -> tuple[SystemMap, dict[str, Factor]]:
    drawn = SystemMap.objects.create(
        circle_id=world.place.pk, slug="winter", name="A bad winter", created_at=at("2026-05-01")
    )
    factors = {label: Factor.objects.create(map=drawn, label=label) for label in ("Rent", "Debt", "Sleep")}
    Link.objects.create(map=drawn, source=factors["Rent"], target=factors["Debt"], polarity="+")
    Link.objects.create(map=drawn, source=factors["Debt"], target=factors["Sleep"], polarity="+")
    return drawn, factors


def redraw(drawn: SystemMap, factors: dict[str, Factor]) -> None:
    """Rent has another name, sleep goes, trust comes, and the first link acts the other way."""
    Factor.objects.filter(pk=factors["Rent"].pk).update(label="What a home costs")
    factors["Sleep"].delete()
    trust = Factor.objects.create(map=drawn, label="Trust")
    Link.objects.filter(map=drawn).update(polarity="-")
    Link.objects.create(map=drawn, source=trust, target=factors["Debt"], polarity="")


CHANGES = [
    ("Factor added", "Trust"),
    ("Factor taken away", "Sleep"),
    ("Factor renamed", "“Rent” is now “What a home costs”"),
    ("Link added", "Trust → Debt"),
    ("Link taken away", "Debt → Sleep"),
    (
        "Link in another direction",
        "What a home costs → Debt: was “more leads to more”, is “more leads to less”",
    ),
]


def changes(world) -> list[tuple[str, str]]:
    return [(item.title, item.text) for item in section(world, "map") if item.kind == "change"]


def test_the_map_says_in_words_what_changed_between_the_version_before_and_the_last_one_within(world):
    drawn, factors = a_map(world)
    keep_snapshot(by=world.owen, map=drawn, name="Far too old", at=at("2026-05-02"))
    keep_snapshot(by=world.owen, map=drawn, name="Before", at=at("2026-06-30"))
    redraw(drawn, factors)
    keep_snapshot(by=world.owen, map=drawn, name="Within", at=at("2026-09-30"))
    Factor.objects.create(map=drawn, label="Drawn later")
    keep_snapshot(by=world.owen, map=drawn, name="After", at=at("2026-10-01"))
    compared = "From the version “Before” of 30 June 2026 to the version “Within” of 30 September 2026."
    assert changes(world) == [("What changed", compared), *CHANGES]
    assert [item.title for item in section(world, "map") if item.kind == "snapshot"] == ["Within"]


def test_without_a_later_version_it_is_compared_with_the_map_as_the_period_left_it(world):
    drawn, factors = a_map(world)
    keep_snapshot(by=world.owen, map=drawn, name="Within", at=at("2026-07-15"))
    redraw(drawn, factors)
    said = changes(world)
    assert said[1:] == CHANGES
    assert said[0][1] == (
        "From the version “Within” of 15 July 2026 to the map as it stood when 30 September 2026 ended."
    )


def test_a_map_that_did_not_change_says_so_and_one_first_drawn_in_the_period_that_it_cannot_tell(world):
    drawn, _factors = a_map(world)
    assert changes(world) == [
        (
            "What changed",
            "From the map as it stood when 1 July 2026 began to the map as it stood when 30 September 2026 ended."
            "\n\nNo factor and no link changed.",
        )
    ]
    SystemMap.objects.update(created_at=at("2026-07-01"))
    assert [text[:39] for _title, text in changes(world)] == ["It was first drawn in this period, and "]
    keep_snapshot(by=world.owen, map=drawn, name="Before", at=at("2026-06-30"))
    assert changes(world)[0][1].endswith("No factor and no link changed.")


def test_what_is_not_in_it_is_said_with_the_reason_and_names_the_sections_that_are_empty(world):
    items = section(world, "not_here")
    assert "1 July 2026" in items[1].text
    assert "Targets and scores." in items[3].text
    assert [item.title for item in items[4:]] == [
        "Learning questions",
        "What we now think",
        "Cycles, experiments and their endings",
        "What was noticed",
        "What we do differently now",
        "What the funder learned and changed",
        "How we worked together",
        "The map, and what changed on it",
        "Measures with the story of each",
        "Money",
        "Targets that somebody wanted, and what was said",
    ]
