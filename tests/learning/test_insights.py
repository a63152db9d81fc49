"""What a circle now thinks: written from what was shared, doubted, superseded, and no wider than each source's consent."""

import uuid
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_person
from learning import actions
from learning.actions.digests import build_due_digests
from learning.actions.insights import NoInsight, Superseded
from learning.actions.sources import SourceGone
from learning.models import DigestThread, Insight, InsightSource, InsightVoice, LearningQuestion, Share, Theme
from learning.queries.insights import led_to, lineage, rests_on
from relationships.actions.ending import Ended, end_circle
from relationships.actions.erasure import ask_to_be_erased, erase_person
from tests.factories import a_circle_with, a_person, a_reflection, a_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> SimpleNamespace:
    """Amina and Ben in one circle; Amina and Cleo, but not Ben, in another."""
    w = SimpleNamespace(amina=a_person("Amina"), ben=a_person("Ben"), cleo=a_person("Cleo"))
    w.circle, w.other = a_circle_with(w.amina, w.ben), a_circle_with(w.amina, w.cleo, name="The quiet ones")
    w.share = a_share(a_reflection(w.ben, "She opened the door herself."), w.circle)
    w.elsewhere = a_share(a_reflection(w.cleo, "I cried in the car."), w.other, anonymous=True)
    return w


def an_insight(w: SimpleNamespace, text: str = "A letter frightens people.", **more: object) -> Insight:
    return actions.write_insight(**{"by": w.amina, "circle": w.circle, "text": text, **more})  # type: ignore[arg-type]


def page(browser: Client, person: object, address: str) -> str:
    browser.force_login(person)  # type: ignore[arg-type]
    return browser.get(address).content.decode()


def test_an_insight_is_written_from_what_was_shared_and_sent_twice_stored_once(w):
    id = uuid7()
    for _twice in (1, 2):
        written = an_insight(w, id=id, how_sure="several", sources=[w.share, w.share])
    assert Insight.objects.get() == written
    assert InsightSource.objects.get().share == w.share
    assert AuditEntry.objects.filter(verb="insight.written").count() == 1
    with pytest.raises(NoInsight):
        an_insight(w, "  ")
    with pytest.raises(NotFound):
        an_insight(w, by=w.cleo)


def test_a_source_of_another_circle_is_counted_and_nothing_of_it_told_to_those_who_are_not_in_it(client, w):
    insight = an_insight(w, sources=[w.share, w.elsewhere])
    told = page(client, w.ben, insight.get_absolute_url())
    assert "She opened the door herself." in told
    assert "And one more that you may not see." in told
    for hidden in ("I cried in the car.", "The quiet ones", str(w.elsewhere.pk), str(w.other.pk), "Cleo"):
        assert hidden not in told
    with as_person(w.ben.pk):
        assert list(InsightSource.objects.values_list("share_id", flat=True)) == [w.share.pk]
    assert "I cried in the car." in page(client, w.amina, insight.get_absolute_url())
    client.force_login(w.ben)
    assert client.get(f"/api/insights/{insight.pk}/").json()["rests_on"] == {
        "shares": [str(w.share.pk)],
        "insights": [],
        "taken_back": 0,
        "hidden": 1,
    }


def test_a_source_that_is_taken_back_leaves_a_gap_and_one_of_another_circle_not_even_that(client, w):
    insight = an_insight(w, sources=[w.share, w.elsewhere])
    for share in (w.share, w.elsewhere):
        actions.withdraw_share(by=share.reflection.author, share=share)
    for reader, taken_back, hidden in ((w.amina, 2, 0), (w.ben, 1, 1)):
        now = rests_on(reader, insight)
        assert (now.causes, now.taken_back, now.hidden) == ([], taken_back, hidden)
    told = page(client, w.ben, insight.get_absolute_url())
    assert "One source was taken back." in told
    assert "She opened the door" not in told
    assert "And one more that you may not see." in told


def test_the_gap_stays_when_its_author_is_erased_and_so_does_what_others_thought(w, settings, tmp_path):
    settings.ERASURES_DIR = tmp_path
    insight = an_insight(w, sources=[w.share])
    actions.voice_insight(by=w.ben, insight=insight, kind="doubt", reason="She was expecting me.")
    ask_to_be_erased(by=w.ben)
    erase_person(by=w.ben)
    assert not Share.objects.filter(pk=w.share.pk).exists()
    assert rests_on(w.amina, insight).taken_back == 1
    assert "took them along" in InsightVoice.objects.get().reason
    insight.refresh_from_db()
    assert insight.text == "A letter frightens people."


def test_only_what_one_can_read_now_can_be_a_source(w):
    with pytest.raises(SourceGone):
        an_insight(w, by=w.ben, sources=[w.elsewhere])
    mine = a_share(a_reflection(w.amina), w.circle)
    actions.withdraw_share(by=w.amina, share=mine)
    with pytest.raises(SourceGone):
        an_insight(w, sources=[mine])
    with pytest.raises(NotFound):
        an_insight(w, by=w.ben, sources=[an_insight(w, circle=w.other)])
    assert not InsightSource.objects.exists()


def test_the_older_stays_readable_says_what_came_after_and_has_one_successor(client, w):
    older = an_insight(w, sources=[w.share])
    id = uuid7()
    for _twice in (1, 2):
        newer = actions.supersede_insight(
            by=w.ben, insight=older, id=id, text="It is who signs it.", what_changed="Hers was kind.", sources=[older]
        )  # fmt: skip
    assert [(step.text, step.why) for step in lineage(older)] == [
        ("It is who signs it.", "Hers was kind."),
        ("A letter frightens people.", ""),
    ]
    assert list(Insight.objects.standing()) == [newer]
    before = page(client, w.amina, older.get_absolute_url())
    assert "We think otherwise since" in before
    assert "It is who signs it." in before
    assert [(each.kind, each.id) for each in led_to(older)] == [("insight", newer.pk)]
    for late in (
        lambda: actions.supersede_insight(by=w.amina, insight=older, text="No.", what_changed="No."),
        lambda: actions.voice_insight(by=w.amina, insight=older, kind="doubt", reason="No."),
    ):
        with pytest.raises(Superseded):
            late()
    with pytest.raises(NoInsight):
        actions.supersede_insight(by=w.amina, insight=newer, text="No.", what_changed="")


def test_one_has_one_voice_at_a_time_and_what_one_said_before_stays_in_the_trail(client, w):
    insight, id = an_insight(w), uuid7()
    for _twice in (1, 2):
        actions.voice_insight(by=w.ben, insight=insight, kind="doubt", reason="Not at night.", id=id)
    actions.voice_insight(by=w.ben, insight=insight, kind="support", reason="At night too.")
    actions.voice_insight(by=w.ben, insight=insight, kind="support", reason="At night too.")
    assert list(insight.voices.values_list("kind", "until")) == [
        ("doubt", InsightVoice.objects.get(kind="support").created_at),
        ("support", None),
    ]
    told = page(client, w.amina, insight.get_absolute_url())
    assert "<strong>Ben</strong> sees it too" in told
    assert "<strong>Ben</strong> doubted it from" in told
    for _twice in (1, 2):
        actions.take_back_voice(by=w.ben, insight=insight)
    assert not InsightVoice.objects.standing().exists()
    assert AuditEntry.objects.filter(verb="insight.voice_taken_back").count() == 1
    with pytest.raises(NoInsight):
        actions.voice_insight(by=w.ben, insight=insight, kind="doubt", reason=" ")
    with pytest.raises(NotFound):
        actions.voice_insight(by=w.cleo, insight=insight, kind="doubt", reason="I?")


def test_from_a_share_a_thread_and_a_theme_one_begins_with_them_ticked(client, w):
    last_week = timezone.now() - timezone.timedelta(days=8)
    Share.objects.update(shared_at=last_week)
    second = a_share(a_reflection(w.amina, "She opened the letter."), w.circle, shared_at=last_week)
    build_due_digests(until=timezone.now())
    thread = DigestThread.objects.create(digest=w.circle.digests.get(), position=7)
    thread.shares.set([w.share, second])
    theme = Theme.objects.create(circle=w.circle, name="Doors")
    theme.shares.set([second])
    write = reverse("learning:write_insight", args=[w.circle.slug])
    assert f"{write}?theme={theme.pk}" in page(client, w.amina, theme.get_absolute_url())
    assert f"{write}?share={w.share.pk}" in page(client, w.amina, w.share.get_absolute_url())
    assert f"{write}?thread={thread.pk}" in page(client, w.amina, thread.digest.get_absolute_url())
    for start, ticked in (
        (f"?share={w.share.pk}", {w.share}),
        (f"?thread={thread.pk}", {w.share, second}),
        (f"?theme={theme.pk}", {second}),
    ):
        form = client.get(write + start).context["form"]
        assert {uuid.UUID(key) for key in form["sources"].value()} == {share.pk for share in ticked}
    sent = {
        "id": str(uuid7()),
        "text": "Doors open from inside.",
        "how_sure": "act",
        "sources": [str(second.pk)],
    }
    assert client.post(f"{write}?share={w.share.pk}", sent).status_code == 302
    assert Insight.objects.get().sources.get().share == second


def test_nothing_typed_is_lost_where_a_source_is_taken_back_meanwhile(client, w):
    client.force_login(w.amina)
    write = reverse("learning:write_insight", args=[w.circle.slug])
    sent = {
        "id": str(uuid7()),
        "text": "Doors open from inside.",
        "how_sure": "act",
        "sources": [str(w.share.pk)],
    }
    actions.withdraw_share(by=w.ben, share=w.share)
    answer = client.post(write, sent)
    assert answer.status_code == 422
    assert "Doors open from inside." in answer.content.decode()
    assert not Insight.objects.exists()


def test_a_step_of_understanding_says_which_insights_led_to_it(client, w):
    insight, other = an_insight(w), an_insight(w, circle=w.other)
    question = actions.ask_question(by=w.ben, circle=w.circle, text="Who never comes?")
    sent = {"id": str(uuid7()), "text": "Those who fear letters.", "insights": [str(insight.pk)]}
    client.force_login(w.ben)
    assert client.post(question.get_absolute_url(), sent).status_code == 302
    assert list(question.understandings.get().insights.all()) == [insight]
    assert insight.get_absolute_url() in client.get(question.get_absolute_url()).content.decode()
    assert [(each.kind, each.id) for each in led_to(insight)] == [("question", question.pk)]
    with pytest.raises(NotFound):
        actions.record_understanding(by=w.amina, question=question, text="No.", insights=[other])


def test_an_open_question_of_somebody_erased_says_so_and_anybody_can_close_it(client, w, settings, tmp_path):
    settings.ERASURES_DIR = tmp_path
    question = actions.ask_question(by=w.ben, circle=w.circle, text="Who never comes?", why="It hurts.")
    actions.record_understanding(by=w.amina, question=question, text="Those who work nights.")
    ask_to_be_erased(by=w.ben)
    erase_person(by=w.ben)
    told = page(client, w.amina, question.get_absolute_url())
    assert "A question whose words are gone" in told
    assert "Those who work nights." in told
    client.post(reverse("learning:close", args=[question.pk]))
    assert LearningQuestion.objects.get().closed_at is not None


def test_to_an_ended_circle_no_insight_and_no_voice_is_added(w):
    insight = an_insight(w)
    end_circle(by=w.amina, circle=w.circle)
    w.circle.refresh_from_db()
    for add in (
        lambda: an_insight(w),
        lambda: actions.supersede_insight(by=w.amina, insight=insight, text="No.", what_changed="No."),
        lambda: actions.voice_insight(by=w.ben, insight=insight, kind="doubt", reason="No."),
        lambda: actions.take_back_voice(by=w.ben, insight=insight),
    ):
        with pytest.raises(Ended):
            add()


def test_the_pages_ask_at_most_ten_questions_of_the_database(client, w, at_most_queries):
    insight = an_insight(w, sources=[w.share, w.elsewhere])
    for nth in range(12):
        share = a_share(a_reflection(w.ben, f"Door {nth}."), w.circle)
        actions.voice_insight(
            by=[w.amina, w.ben][nth % 2], insight=insight, kind="doubt", reason=f"No {nth}."
        )
        an_insight(w, f"Thought {nth}.", sources=[share, insight])
        insight = actions.supersede_insight(
            by=w.ben, insight=insight, text=f"{nth}", what_changed="That.", sources=[share, insight]
        )
    client.force_login(w.amina)
    write = reverse("learning:write_insight", args=[w.circle.slug])
    for address in (
        insight.get_absolute_url(), reverse("learning:insights", args=[w.circle.slug]), write,
        f"{write}?share={w.share.pk}&insight={insight.pk}", w.circle.get_absolute_url(),
    ):  # fmt: skip
        with at_most_queries(10):
            assert client.get(address).status_code == 200
