"""What a circle tries and measures: experiments with three endings, measures without a target, the circle's time on one page."""

import datetime
import re
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from funders.models import Report
from funders.reports.compose import compose
from hls_platform.actions import NotAllowed, NotFound
from hls_platform.embedded import ROOT
from learning import actions, practice_forms
from learning.actions import experiments, measures
from learning.digests.periods import period_of
from learning.measuring import table, variation
from learning.measuring.variation import FEWEST, variation_of
from learning.models import Digest, Experiment, LearningCycle, Measure, Observation
from learning.pictures.nest import Nested, nest_picture
from learning.pictures.run_chart import run_chart_of
from relationships.models import Person
from tests.factories import (
    a_member,
    a_partnership,
    a_peer_group,
    a_person,
    a_reflection,
    a_share,
    an_organisation,
)
from tests.learning.digest_ways import read

TODAY = datetime.date(2026, 11, 20)
WORDS = {"what": "Ring twice.", "why": "People fear the first call.", "notice": "More answers."}
MEASURE = {
    "name": "Nights outside", "why": "It shows where people wait.", "collected_by": "The night team", "cost": "A minute."
}  # fmt: skip
TARGET = re.compile(r"target|goal|benchmark|threshold|kpi|performance|score|ranking|\brag\b", re.IGNORECASE)


@pytest.fixture
def w() -> SimpleNamespace:
    w = SimpleNamespace()
    w.amina, w.ben, w.eve = a_person("Amina"), a_person("Ben"), a_person("Eve")
    w.circle = a_peer_group("Night team", w.amina, w.ben).circle
    return w


def tried(w: SimpleNamespace, **more: object) -> Experiment:
    said = {**WORDS, "look_on": timezone.localdate(), **more}
    return actions.begin_experiment(by=w.ben, circle=w.circle, **said)


def kept(w: SimpleNamespace) -> Measure:
    return actions.keep_measure(by=w.ben, circle=w.circle, unit="nights", **MEASURE)


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["adopt", "adapt", "stop"])
def test_an_experiment_ends_in_one_of_three_ways_and_never_without_a_reason(w, client, ending):
    experiment = tried(w)
    with pytest.raises(experiments.NotSaid):
        actions.end_experiment(by=w.ben, experiment=experiment, ending=ending, reason=" ")
    for _twice in (1, 2):
        actions.end_experiment(by=w.ben, experiment=experiment, ending=ending, reason="We saw it.")
    other = "stop" if ending == "adopt" else "adopt"
    with pytest.raises(experiments.HasEnded):
        actions.end_experiment(by=w.ben, experiment=experiment, ending=other, reason="Or not.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(pk=experiment.pk).update(reason="")
    client.force_login(w.amina)
    page = client.get(experiment.get_absolute_url()).content.decode()
    assert "We saw it." in page
    assert ("Begin the next experiment from it" in page) is (ending == "adapt")
    assert ("Write down what you do differently now" in page) is (ending != "stop")


@pytest.mark.django_db
def test_one_adapted_begins_the_next_and_one_adopted_an_adaptation_with_its_words(w, client):
    first = tried(w)
    actions.end_experiment(by=w.ben, experiment=first, ending="adapt", reason="Half of it helped.")
    client.force_login(w.ben)
    address = reverse("learning:begin_experiment", args=[w.circle.slug]) + f"?follows={first.pk}"
    form = client.get(address).context["form"]
    assert form["what"].value() == "Ring twice."
    sent = {**WORDS, "id": form["id"].value(), "what": "Ring at noon.", "look_on": "2026-12-24"}
    assert client.post(address, sent).status_code == 302
    assert Experiment.objects.get(what="Ring at noon.").follows == first
    differently = reverse("learning:begin_adaptation", args=[w.circle.slug]) + f"?experiment={first.pk}"
    assert client.get(differently).context["form"]["text"].value() == "Ring twice."


@pytest.mark.django_db
def test_whose_day_has_come_is_told_to_whoever_tends_it_and_to_the_digest(w, client):
    experiment = tried(w)
    tried(w, what="Later.", look_on=timezone.localdate() + datetime.timedelta(days=9))
    told = {}
    for reader in (w.ben, w.amina):
        client.force_login(reader)
        told[reader] = (
            "Its day has come:"
            in client.get(reverse("learning:circle", args=[w.circle.slug])).content.decode()
        )
    assert told == {w.ben: True, w.amina: False}
    next_week = period_of("weekly", timezone.now() + datetime.timedelta(days=7))
    digest = Digest.objects.create(
        circle=w.circle,
        period_start=timezone.now(),
        period_end=next_week.start + datetime.timedelta(minutes=1),
    )
    assert [each.id for each in read(digest, w.ben).experiments][:1] == [experiment.pk]


@pytest.mark.django_db
def test_only_who_tends_it_changes_or_ends_it_and_nobody_outside_knows_of_it(w):
    carl = a_person("Carl")
    a_member(carl, w.circle)

    def change(by: Person) -> None:
        actions.describe_experiment(by=by, experiment=Experiment.objects.get(), look_on=TODAY, **WORDS)

    def end(by: Person) -> None:
        actions.end_experiment(by=by, experiment=Experiment.objects.get(), ending="stop", reason="No.")

    tried(w)
    for deed in (change, end):
        with pytest.raises(NotAllowed):
            deed(carl)
        with pytest.raises(NotFound):
            deed(w.eve)
        deed(w.amina)  # who facilitates the circle


@pytest.mark.django_db
def test_a_measure_says_why_and_what_it_costs_or_is_not_kept(w):
    for left_out in ("name", "why", "collected_by", "cost"):
        with pytest.raises(measures.NotSaid):
            actions.keep_measure(by=w.ben, circle=w.circle, **{**MEASURE, left_out: " "})
    kept(w)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.update(why="")


@pytest.mark.django_db
def test_a_day_has_one_value_and_the_same_again_changes_nothing(w):
    measure = kept(w)
    for _twice in (1, 2):
        seen = actions.observe(by=w.amina, measure=measure, day=TODAY, value=Decimal("3.5"), story="Frost.")
    with pytest.raises(measures.SaidBefore, match=r"3\.5"):
        actions.observe(by=w.amina, measure=measure, day=TODAY, value=Decimal(4))
    for value in (Decimal("NaN"), Decimal("1e12"), Decimal("0.1234567")):
        with pytest.raises(measures.NoNumber):
            actions.observe(by=w.amina, measure=measure, day=TODAY - datetime.timedelta(days=1), value=value)
    day = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(measures.NoNumber):
        actions.observe(by=w.amina, measure=measure, day=day, value=Decimal(1))
    actions.correct_observation(by=w.ben, observation=seen, value=Decimal(4), story="Frost.")
    assert Observation.objects.get().value == 4
    with pytest.raises(NotFound):
        actions.observe(by=w.eve, measure=measure, day=TODAY, value=Decimal(1))
    actions.put_measure_away(by=w.ben, measure=measure)
    with pytest.raises(measures.PutAway):
        actions.observe(by=w.amina, measure=measure, day=datetime.date(2026, 11, 1), value=Decimal(1))


@pytest.mark.django_db
def test_a_table_comes_in_whole_or_not_at_all_and_twice_without_doubles(w, client):
    measure = kept(w)
    client.force_login(w.ben)
    address = reverse("learning:bring_observations", args=[measure.pk])

    def bring(text: str, **more: str) -> object:
        return client.post(address, {"file": SimpleUploadedFile("nights.csv", text.encode()), **more})

    wrong = bring(
        "day,value\n2026-11-01,3\nyesterday,4\n2026-11-03,many\n2026-11-01,5\n2999-01-01,1\n", keep=""
    )
    page = wrong.content.decode()
    assert wrong.status_code == 422
    for said in (
        "row 3: “yesterday” is no day",
        "row 4: “many” is no number",
        "row 5: The same day stands in row 2",
    ):
        assert said in page, said
    assert not Observation.objects.exists()
    right = "Date;Count;Note\n2026-11-01;3;Frost\n2/11/2026;4.25;\n"
    assert "2 observations are new." in bring(right).content.decode()
    assert not Observation.objects.exists()
    for _twice in (1, 2):
        assert bring(right, keep="").status_code == 302
    assert [(str(each.day), each.in_words, each.story) for each in Observation.objects.all()] == [
        ("2026-11-01", "3", "Frost"), ("2026-11-02", "4.25", ""),
    ]  # fmt: skip
    other = bring("day,value\n2026-11-01,9\n2026-11-05,1\n", keep="")
    assert "There is 3 on that day already" in other.content.decode()
    assert Observation.objects.count() == 2


@given(
    st.binary(max_size=300) | st.text(alphabet="day,vlue;\n\"'0123456789-/.", max_size=300).map(str.encode)
)
def test_whatever_a_table_holds_it_is_read_or_its_problems_are_named(content):
    read = table.read_table("t.csv", content)
    assert read.rows or read.problems
    assert all(each.value.is_finite() for each in read.rows)
    assert len({each.day for each in read.rows}) == len(read.rows)


def test_too_few_points_tell_nothing_and_enough_tell_what_usually_varies():
    values = [Decimal(each) for each in (5, 7, 4, 6, 5, 8, 6, 5, 7, 4, 6)]
    assert variation_of(values) is None
    found = variation_of([*values, Decimal(5)])
    assert found
    assert len(values) == FEWEST - 1
    moves = [2, 3, 2, 1, 3, 2, 1, 2, 3, 2, 1]  # from each to the next, by hand
    spread = Decimal("2.66") * sum(moves) / len(moves)
    mean = Decimal(68) / 12
    assert (found.mean, found.upper, found.lower) == (mean, mean + spread, mean - spread)
    assert (found.beyond, found.runs) == ((), ())


def test_a_point_beyond_and_a_run_on_one_side_ask_for_their_story():
    calm = [Decimal(each) for each in (5, 6) * 8]
    far = variation_of([*calm, Decimal(20)])
    assert far
    assert far.beyond == (16,)
    moved = variation_of([*[Decimal(each) for each in (5, 6) * 4], *[Decimal(each) for each in (9, 10) * 4]])
    assert moved
    assert moved.runs == ((0, 7), (8, 15))


@given(st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=60))
def test_every_chart_stays_in_its_frame(values):
    days = [TODAY + datetime.timedelta(days=place) for place in range(len(values))]
    seen = [Observation(day=day, value=value) for day, value in zip(days, values, strict=True)]
    chart = run_chart_of(seen, variation_of(values))
    assert all(0 <= point.x <= chart.width and 0 <= point.y <= chart.height for point in chart.points)
    assert all(one.x < other.x for one, other in pairwise(chart.points))


@given(st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=3), max_leaves=12))
def test_in_a_nest_every_box_lies_within_the_one_around_it(shape):
    def nested(inner: list) -> Nested:
        return Nested("A cycle with a name that is far too long for its box", "a team", "/", inner=[nested(each) for each in inner])  # fmt: skip

    top = nested(shape)
    picture = nest_picture([top])

    def count(one: Nested) -> int:
        return 1 + sum(map(count, one.inner))

    outer, *others = picture.boxes
    assert len(picture.boxes) == count(top)
    assert all(outer.x < box.x and box.x + box.width < outer.x + outer.width for box in others)
    assert all(outer.y < box.y and box.y + box.height < outer.y + outer.height for box in others)
    assert outer.y + outer.height <= picture.height


def test_there_is_no_target_anywhere():
    """In no column of any table, no field of any form, no word of the API, no column of any file that comes in."""
    columns = {
        f"{model._meta.db_table}.{each.column}"
        for model in apps.get_models()
        for each in model._meta.concrete_fields
        if model._meta.app_label in {"learning", "systems", "relationships", "funders", "hls_platform"}
    }
    fields = {
        f"{form.__name__}.{name}"
        for form in vars(practice_forms).values()
        if isinstance(form, type) and issubclass(form, forms.BaseForm)
        for name in form.base_fields
    }
    api = re.findall(r"^ {8}(\w+):$", (ROOT / "docs/openapi.yaml").read_text(), re.MULTILINE)
    imported = {*table.COLUMNS, *(name for names in table.COLUMNS.values() for name in names)}
    everywhere = {*columns, *fields, *(f"api.{name}" for name in api), *(f"file.{name}" for name in imported)}
    assert {"learning_measure.why", "MeasureWords.cost", "api.collected_by", "file.value"} <= everywhere
    assert {each for each in everywhere if TARGET.search(each.partition(".")[2])} == {
        "systems_link.target_id", "api.target",  # where an arrow of a map leads
    }  # fmt: skip
    assert "target" not in {name.lower() for name in vars(variation)}


@pytest.mark.django_db
def test_a_measure_is_drawn_with_its_table_and_says_neither_good_nor_bad(w, client, at_most_queries):
    measure = kept(w)
    for back in range(FEWEST + 3, 0, -1):
        if back == 4:
            client.force_login(w.ben)
            few = client.get(measure.get_absolute_url()).content.decode()
        actions.observe(
            by=w.ben, measure=measure, day=TODAY - datetime.timedelta(days=back), value=Decimal(5 + back % 3),
            story="The office moved." if back == 9 else "",
        )  # fmt: skip
    with at_most_queries(10):
        page = client.get(measure.get_absolute_url()).content.decode()
    assert "Between" in page
    assert "usually varies" in page
    assert page.count("<svg") >= 1
    assert page.count("<tr>") == FEWEST + 4
    assert "The office moved." in page
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]).lower()
    assert not re.search(r"\b(good|bad|better|worse|poor|success|fail\w*|target|red|amber|improv\w*)\b", main)
    assert "Between" in few or "Too few" in few
    short = actions.keep_measure(by=w.ben, circle=w.circle, **MEASURE)
    actions.observe(by=w.ben, measure=short, day=TODAY, value=Decimal(1))
    assert "Too few observations to tell" in client.get(short.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_circle_s_time_stands_on_one_page_by_period_and_lane_without_what_was_withdrawn(
    w, client, at_most_queries
):
    today = timezone.now()
    share = a_share(a_reflection(w.amina, "The door was shut."), w.circle, anonymous=True)
    gone = a_share(a_reflection(w.ben, "I said too much."), w.circle)
    actions.withdraw_share(by=w.ben, share=gone)
    question = actions.ask_question(by=w.amina, circle=w.circle, text="Who never comes?")
    actions.record_understanding(by=w.ben, question=question, text="Those who work nights.")
    experiment = tried(w)
    actions.end_experiment(by=w.ben, experiment=experiment, ending="adopt", reason="They came.")
    actions.begin_adaptation(by=w.ben, circle=w.circle, text="We open at seven.")
    actions.observe(by=w.ben, measure=kept(w), day=TODAY, value=Decimal(3), story="A quiet night.")
    actions.begin_cycle(by=w.ben, circle=w.circle, name="Nights", to_learn="What helps.", scale="team")
    long_ago = today - datetime.timedelta(days=400)
    actions.ask_question(by=w.amina, circle=w.circle, text="An old question?", at=long_ago)
    client.force_login(w.ben)
    address = reverse("learning:timeline", args=[w.circle.slug])
    with at_most_queries(10):
        page = client.get(address).content.decode()
    for said in ("The door was shut.", "Someone in this circle", "Who never comes?", "Those who work nights.", "They came.", "We open at seven.", "A quiet night.", "Nights: understand", "An old question?"):  # fmt: skip
        assert said in page, said
    assert "I said too much." not in page
    assert str(share.reflection_id) not in page
    lately = client.get(address, {"since": (today - datetime.timedelta(days=7)).date()}).content.decode()
    assert "Who never comes?" in lately
    assert "An old question?" not in lately
    changed = client.get(address, {"lane": "changed"}).content.decode()
    assert "We open at seven." in changed
    assert "The door was shut." not in changed
    assert client.get(address, {"after": "nonsense", "since": "x", "lane": "y"}).status_code == 200
    client.force_login(w.eve)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_the_time_of_a_circle_pages_without_a_gap(w, client):
    for nth in range(45):
        at = timezone.now() - datetime.timedelta(days=nth)
        actions.ask_question(by=w.amina, circle=w.circle, text=f"Question {nth}?", at=at)
    client.force_login(w.ben)
    address = reverse("learning:timeline", args=[w.circle.slug])
    first = client.get(address)
    second = client.get(address, {"after": first.context["page"].next_after})
    said = [entry.text for each in (first, second) for entry in each.context["page"].items]
    assert said == [f"Question {nth}?" for nth in range(45)]


@pytest.mark.django_db
def test_learning_shows_cycles_by_stage_what_is_tried_changed_and_measured(w, client, at_most_queries):
    cycle = actions.begin_cycle(
        by=w.ben, circle=w.circle, name="Nights", to_learn="What helps.", scale="team"
    )
    tried(w, cycle=cycle)
    kept(w)
    actions.begin_adaptation(by=w.ben, circle=w.circle, text="We open at seven.")
    client.force_login(w.amina)
    with at_most_queries(10):
        page = client.get(reverse("learning:home")).content.decode()
    for said in ("Cycles by stage", "Nights", "Ring twice.", "We open at seven.", "Nights outside"):
        assert said in page, said
    with at_most_queries(10):
        client.get(reverse("learning:circle", args=[w.circle.slug]))
    for name in ("cycles", "experiments", "measures"):
        listed = client.get(reverse(f"learning:{name}"), {"circle": w.circle.slug, "stage": "understand", "ending": "running"})  # fmt: skip
        assert len(listed.context["page"].items) == 1


@pytest.mark.django_db
def test_in_a_circle_that_has_ended_nothing_is_begun_moved_or_observed(w):
    cycle = actions.begin_cycle(
        by=w.ben, circle=w.circle, name="Nights", to_learn="What helps.", scale="team"
    )
    experiment, measure = tried(w), kept(w)
    w.circle.ended_at = timezone.now()
    w.circle.save()
    for deed in (
        lambda: actions.move_cycle(by=w.ben, cycle=cycle, stage="design", why="So."),
        lambda: actions.end_experiment(by=w.ben, experiment=experiment, ending="stop", reason="So."),
        lambda: actions.observe(by=w.ben, measure=measure, day=TODAY, value=Decimal(1)),
        lambda: tried(w),
        lambda: kept(w),
    ):
        with pytest.raises((measures.Refused, NotFound)):
            deed()
    assert LearningCycle.objects.get().stage == "understand"


@pytest.mark.django_db
def test_a_report_tells_of_cycles_experiments_and_measures_of_its_period(w):

    giver, doer = an_organisation("Quay", kind="funder"), an_organisation("Harbour", w.ben)
    place = a_partnership(resourcing=giver, delivering=doer, people={w.ben: doer})
    w.circle = place.circle
    before = timezone.now() - datetime.timedelta(days=60)
    tried(w, what="Long over.", at=before)
    actions.end_experiment(
        by=w.ben, experiment=Experiment.objects.get(), ending="stop", reason="Old.", at=before
    )
    actions.begin_cycle(by=w.ben, circle=place.circle, name="Nights", to_learn="What helps.", scale="team", why="It is cold.")  # fmt: skip
    actions.end_experiment(
        by=w.ben, experiment=tried(w), ending="stop", reason="Nobody came, and now we know."
    )
    measure, today = kept(w), timezone.localdate()
    actions.observe(by=w.ben, measure=measure, day=today, value=Decimal("2.50"), story="One slept inside.")
    report = Report(partnership=place, period_start=today - datetime.timedelta(days=9), period_end=today + datetime.timedelta(days=1))  # fmt: skip
    sections = {each.key: "\n".join(f"{item.title}|{item.text}" for item in each.items) for each in compose(report).sections}  # fmt: skip
    for said in ("Nights|What helps.", "Understand|It is cold.", "An experiment: we stop it|Ring twice.", "Nobody came, and now we know."):  # fmt: skip
        assert said in sections["cycles"], said
    assert "Long over." not in sections["cycles"]
    for said in (
        "It shows where people wait.",
        "1 observation in this period: 2.5 nights",
        "2.5 nights|One slept inside.",
    ):
        assert said in sections["measures"], said
