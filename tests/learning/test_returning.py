"""How long words stay with a circle, and the end of a circle: told well before, done once, and nobody unmasked."""

import datetime
import threading
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.db import ProgrammingError, connection
from django.urls import reverse
from django.utils import timezone

from funders.actions import reports
from funders.actions.agreements import make_agreement
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.celery import app
from hls_platform.models import AuditEntry
from hls_platform.post import send_waiting
from hls_platform.security.asking import as_job, as_person
from learning import actions
from learning.actions.digests import build_due_digests
from learning.actions.returning import announce_returns, months_before, next_return, return_words
from learning.actions.shares import WouldNotHide
from learning.models import Digest, Reflection, Share
from relationships.actions.circles import describe_circle
from relationships.actions.ending import Ended, end_circle, keep_words_for
from relationships.actions.letters import TOO_LATE, deliver_waiting
from relationships.actions.memberships import accept_invitation, end_membership, invite, join
from relationships.actions.partnerships import plan_conversation
from relationships.actions.promises import make_promise
from relationships.actions.subscriptions import subscribe
from relationships.letters import about_a_circle
from relationships.models import Circle, Letter, Membership, PeerGroup
from relationships.trail import concerning
from tests.api.asking import Program, one
from tests.factories import (
    a_circle_with,
    a_member,
    a_partnership,
    a_peer_group,
    a_person,
    a_reflection,
    a_share,
    an_organisation,
)
from tests.opened import opened

pytestmark = pytest.mark.django_db
BEGINNING = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def on(*day: int) -> time_machine.travel:
    """In the morning of that day, at which the clock stands still."""
    return time_machine.travel(datetime.datetime(*day, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """A circle of six that keeps words for a year, something old in it with a name and without, and something new."""
    w = SimpleNamespace()
    w.lee, w.wren, *others = w.people = [a_person(f"Person {n}") for n in range(6)]
    w.circle = a_circle_with(*w.people)
    w.other = a_circle_with(*w.people[1:], name="Another")
    w.named = a_share(a_reflection(w.wren, "We rang too late."), w.circle, shared_at=BEGINNING)
    w.nameless = a_share(
        a_reflection(others[0], "I was afraid."), w.circle, anonymous=True, shared_at=BEGINNING
    )
    w.elsewhere = a_share(w.named.reflection, w.other, shared_at=BEGINNING)
    w.new = a_share(a_reflection(w.wren, "Soup helped."), w.circle, shared_at=BEGINNING + 400 * DAY)
    return w


def live() -> set[Share]:
    return set(Share.objects.live())


def told() -> list[str]:
    """Whom letters went to by now, each time."""
    deliver_waiting()
    found = sorted(letter.to[0] for letter in mail.outbox)
    mail.outbox.clear()
    return found


def the(circle: Circle) -> Circle:
    return Circle.objects.get(pk=circle.pk)


def test_only_those_who_tend_a_circle_set_how_long_words_stay_and_its_people_are_told(w):
    with pytest.raises(NotAllowed):
        keep_words_for(by=w.wren, circle=w.circle, months=12)
    with pytest.raises(NotFound):
        keep_words_for(by=a_person("Otto"), circle=w.circle, months=12)
    with pytest.raises(Refused):
        keep_words_for(by=w.lee, circle=w.circle, months=1)
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        assert told() == sorted(person.email for person in w.people)
        keep_words_for(by=w.lee, circle=w.circle, months=None)
        announce_returns()
    assert the(w.circle).returns_on is None
    assert AuditEntry.objects.filter(verb="circle.stay_set").count() == 2


def test_nothing_goes_by_default(w):
    with on(2036, 1, 1):
        assert announce_returns() == return_words() == 0
        assert len(live()) == 4


@pytest.mark.parametrize(
    ("announced", "goes"),
    [
        ((2027, 4, 20), (2027, 6, 1)),
        ((2027, 5, 4), (2027, 6, 1)),
        ((2027, 5, 5), (2027, 7, 1)),
        ((2026, 12, 31), (2027, 2, 1)),
    ],
)
def test_words_go_on_the_first_of_a_month_at_least_four_weeks_after_the_letter(announced, goes):
    at = datetime.datetime(*announced, 9, tzinfo=datetime.UTC)
    assert timezone.localdate(next_return(at)) == datetime.date(*goes)
    assert next_return(at) - at > 27 * DAY
    assert timezone.localdate(months_before(next_return(at), 24)) == datetime.date(goes[0] - 2, *goes[1:])


def test_people_are_told_and_then_what_is_past_its_time_goes_back_to_its_authors(w, client):
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        told()
        assert announce_returns() == 1
        assert announce_returns() == 0
        deliver_waiting()
        assert "everything that was shared" in mail.outbox[0].body
        assert "before 1 June 2026 goes back to its authors" in " ".join(mail.outbox[0].body.split())
        assert told() == sorted(person.email for person in w.people)
        client.force_login(w.wren)
        page = client.get(reverse("learning:circle", args=[w.circle.slug])).content.decode()
        assert "stays for a year, and then goes back to its author" in page
        assert "On 1 June 2027, what was shared here before 1 June 2026" in page
    with on(2027, 5, 31):
        assert return_words() == 0
        assert w.named in live()
    with on(2027, 6, 1):
        assert return_words() == 2
        assert return_words() == 0
        assert live() == {w.elsewhere, w.new}
        assert the(w.circle).returns_on is None
        assert AuditEntry.objects.filter(verb="return.done").count() == 1
    assert Reflection.objects.count() == 3
    assert Share.objects.get(pk=w.named.pk).returned


def test_each_author_alone_reads_in_the_trail_that_words_came_back(w):
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        announce_returns()
    with on(2027, 6, 2):
        return_words()
        author = w.nameless.reflection.author
        for person in w.people:
            with as_person(person.pk):
                lines = [line.verb for line in concerning(person).items]
                rows = AuditEntry.objects.filter(verb="share.returned")
                assert lines.count("share.returned") == rows.count() == (person in {author, w.wren})
                assert lines.count("return.done") == 1


def test_another_rule_makes_an_announcement_void(w):
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        announce_returns()
        keep_words_for(by=w.lee, circle=w.circle, months=6)
        assert the(w.circle).returns_on is None
    with on(2027, 6, 2):
        assert return_words() == 0
        assert announce_returns() == 1
        assert timezone.localdate(the(w.circle).returns_on) == datetime.date(2027, 7, 1)


def test_words_that_were_not_announced_do_not_go_although_the_clock_stood_for_months(w):
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
    with on(2028, 1, 5):
        assert return_words() == 0
        assert announce_returns() == 1
        assert len(live()) == 4


def test_the_job_can_take_nothing_whose_time_is_not_over_and_reads_no_words(w):
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        announce_returns()
        with as_job("hls_returner"), connection.cursor() as cursor:
            cursor.execute("UPDATE learning_share SET withdrawn_at = now()")
            assert cursor.rowcount == 0
            cursor.execute("SELECT author_id FROM learning_reflection")
            assert cursor.fetchall() == []
    with on(2027, 6, 2):
        with as_job("hls_returner"), connection.cursor() as cursor:
            cursor.execute("SELECT author_id FROM learning_reflection")
            assert len(cursor.fetchall()) == 2
        with pytest.raises(ProgrammingError, match="permission denied"), as_job("hls_returner"):
            list(Reflection.objects.all())


def test_what_goes_back_leaves_reports_and_digests_as_what_is_withdrawn_does():
    lee, fay = a_person("Lee"), a_person("Fay")
    charity, funder = an_organisation("Harbour", lee), an_organisation("Quay", fay, kind="funder")
    partnership = a_partnership("Both", resourcing=funder, delivering=charity)
    for person, organisation in ((lee, charity), (fay, funder)):
        a_member(person, partnership, role="lead", on_behalf_of=organisation)
    a_share(a_reflection(lee, "The landlord rang."), partnership.circle, shared_at=BEGINNING)
    report = reports.compose_report(
        report=reports.ask_for_report(
            by=lee, partnership=partnership, period_start=BEGINNING.date(), period_end=BEGINNING.date() + DAY
        )
    )
    for person, organisation in ((lee, charity), (fay, funder)):
        report = reports.sign_off(
            report=report, organisation=organisation, content_sha256=report.content_sha256, by=person
        )
    assert "The landlord rang." in str(report.content)
    with on(2027, 4, 20):
        keep_words_for(by=lee, circle=partnership.circle, months=12)
        announce_returns()
    with on(2027, 6, 2):
        assert return_words() == 1
    report.refresh_from_db()
    assert report.state == "issued"
    assert "The landlord rang." not in str(report.content)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_and_two_workers_tell_and_return_everything_once(w):
    def four_times(do) -> list[int]:
        done: list[int] = []

        def once() -> None:
            done.append(do())
            connection.close()

        threads = [threading.Thread(target=once) for _nth in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return done

    for number in range(8):
        a_share(a_reflection(w.lee, f"Thought {number}."), w.circle, shared_at=BEGINNING)
    app.conf.task_always_eager = False
    with on(2027, 4, 20):
        keep_words_for(by=w.lee, circle=w.circle, months=12)
        assert sum(four_times(announce_returns)) == 1
        four_times(deliver_waiting)
        letters = Counter((letter.to[0], letter.subject) for letter in mail.outbox)
        assert set(letters.values()) == {1}
        assert len(letters) == 2 * len(w.people)
    with on(2027, 6, 2):
        assert sum(four_times(return_words)) == 10
        return_words()
    assert AuditEntry.objects.filter(verb="share.returned").count() == 10
    assert AuditEntry.objects.filter(verb="return.done").count() == 1


def test_a_letter_is_dropped_when_its_reader_has_left_and_what_it_says_is_decided_as_it_is_sent(w):
    keep_words_for(by=w.lee, circle=w.circle, months=12)
    end_membership(by=w.wren, membership=Membership.objects.get(person=w.wren, circle=w.circle))
    assert w.wren.email not in told()
    letter = Letter.objects.get(person=w.wren)
    assert letter.dropped_at is not None
    assert not send_waiting(Letter.objects.filter(pk=letter.pk), about_a_circle, too_late=TOO_LATE)


def ended(w: SimpleNamespace) -> Circle:
    with on(2027, 6, 10):
        end_circle(by=w.lee, circle=w.circle)
    return the(w.circle)


def test_those_who_tend_it_end_a_circle_once_and_everyone_is_told(w):
    for person, error in ((w.wren, NotAllowed), (a_person("Otto"), NotFound)):
        with pytest.raises(error):
            end_circle(by=person, circle=w.circle)
    circle = ended(w)
    end_circle(by=w.lee, circle=circle)
    with on(2027, 6, 11):
        deliver_waiting()
        assert f"/circles/{circle.slug}/hand-on/" in mail.outbox[0].body
        assert told() == sorted(person.email for person in w.people)
    assert AuditEntry.objects.filter(verb="circle.ended").count() == 1
    assert timezone.localdate(circle.returns_on) == datetime.date(2027, 7, 11)


def test_for_thirty_days_its_people_still_read_and_then_everything_is_back_with_its_authors(w):
    ended(w)
    with on(2027, 7, 10):
        assert return_words() == 0
        assert Share.objects.visible_to(w.lee).count() == 3
    with on(2027, 7, 11):
        assert return_words() == 3
        assert not Share.objects.visible_to(w.lee).exists()
        assert live() == {w.elsewhere}
        assert the(w.circle).returns_on is None


def test_an_ended_circle_has_no_more_digests(w):
    ended(w)
    a_share(a_reflection(w.wren), w.circle, shared_at=datetime.datetime(2027, 6, 9, 9, tzinfo=datetime.UTC))
    with on(2027, 6, 30):
        build_due_digests(until=timezone.now())
    assert not Digest.objects.filter(circle=w.circle).exists()


def test_to_an_ended_circle_nothing_is_added():
    lee, fay = a_person("Lee"), a_person("Fay")
    charity, funder = an_organisation("Harbour", lee), an_organisation("Quay", fay, kind="funder")
    partnership = a_partnership("Both", resourcing=funder, delivering=charity)
    for person, organisation in ((lee, charity), (fay, funder)):
        a_member(person, partnership, role="lead", on_behalf_of=organisation)
    circle = partnership.circle
    _invitation, token = invite(by=fay, circle=circle, email=lee.email, on_behalf_of=charity)
    question = actions.ask_question(by=lee, circle=circle, text="Who never comes?")
    share = actions.share_reflection(by=lee, reflection=a_reflection(lee), circle=circle)
    asked = actions.respond(by=fay, share=share, kind="question", text="Why?")
    for organisation, person in ((charity, lee), (funder, fay)):
        with pytest.raises(Refused, match="stands in a partnership"):
            end_circle(by=person, circle=organisation.circle)
    end_circle(by=lee, circle=circle)
    partnership.refresh_from_db()
    circle, question.circle = the(circle), the(circle)
    tomorrow = timezone.now() + DAY
    for add in (
        lambda: actions.respond(by=fay, share=share, kind="offer", text="Come by."),
        lambda: actions.reply(by=lee, response=asked, text="Because."),
        lambda: actions.put_question(by=lee, question=question, organisation=funder),
        lambda: actions.record_understanding(by=lee, question=question, text="Those who work nights."),
        lambda: actions.close_question(by=lee, question=question),
        lambda: plan_conversation(by=lee, partnership=partnership, starts_at=tomorrow, about="Rent"),
        lambda: make_promise(
            by=lee, partnership=partnership, by_organisation=charity, to_organisation=funder, text="We ring."
        ),
        lambda: make_agreement(
            by=fay, partnership=partnership, amount=1, starts_on=BEGINNING.date(), ends_on=tomorrow.date()
        ),
        lambda: reports.ask_for_report(
            by=lee, partnership=partnership, period_start=BEGINNING.date(), period_end=tomorrow.date()
        ),
        lambda: subscribe(by=lee, circle=circle, url="https://example.org/", events=["circle.ended"]),
    ):
        with pytest.raises(Ended):
            add()
    for add, error in (
        (lambda: actions.share_reflection(by=lee, reflection=a_reflection(lee), circle=circle), NotFound),
        (lambda: actions.ask_question(by=lee, circle=circle, text="And now?"), NotFound),
        (lambda: invite(by=fay, circle=circle, email="a@example.org", on_behalf_of=funder), NotAllowed),
        (lambda: describe_circle(by=lee, circle=circle, purpose="", digest_rhythm="weekly"), NotAllowed),
        (lambda: keep_words_for(by=lee, circle=circle, months=6), NotAllowed),
        (lambda: accept_invitation(token=token, by=lee), Refused),
    ):
        with pytest.raises(error):
            add()
    for organisation, person in ((charity, lee), (funder, fay)):
        end_circle(by=person, circle=organisation.circle)


def test_nobody_comes_into_an_ended_group_and_everybody_can_leave_it():
    lee, wren, otto = a_person("Lee"), a_person("Wren"), a_person("Otto")
    group = a_peer_group("Open", lee, wren, joining="open")
    end_circle(by=lee, circle=group.circle)
    with pytest.raises(NotFound):
        join(by=otto, group=PeerGroup.objects.get(pk=group.pk))
    end_membership(by=lee, membership=Membership.objects.get(person=lee))
    assert not Circle.objects.visible_to(otto).exists()


def test_each_author_chooses_what_is_handed_on_and_without_a_name_it_stays_without(w):
    circle = ended(w)
    author = w.nameless.reflection.author
    with pytest.raises(NotFound):
        actions.hand_on(by=w.lee, shares=[w.named], circle=w.circle)
    with pytest.raises(NotFound):
        actions.hand_on(by=author, shares=[w.named], circle=w.other)
    with pytest.raises(NotFound):
        actions.hand_on(by=author, shares=[w.nameless], circle=circle)
    with pytest.raises(Refused, match="goes on"):
        actions.hand_on(by=w.wren, shares=[w.elsewhere], circle=w.other)
    (handed_on,) = actions.hand_on(by=author, shares=[w.nameless], circle=w.other)
    assert handed_on.anonymous
    assert handed_on.attribution == "Someone in this circle"
    assert actions.hand_on(by=w.wren, shares=[w.named], circle=w.other) == [w.elsewhere]
    strangers = [a_person(f"Stranger {n}") for n in range(5)]
    few_in_both = a_circle_with(author, w.wren, *strangers, name="Few of us")
    with pytest.raises(WouldNotHide, match="Only 2 people are in both circles"):
        actions.hand_on(by=author, shares=[w.nameless], circle=few_in_both)
    with on(2027, 7, 11):
        return_words()
    assert live() == {w.elsewhere, handed_on}
    with as_person(w.lee.pk):
        rows = AuditEntry.objects.filter(verb__in=["reflection.shared", "share.returned"])
        assert not rows.exists()


def test_a_circle_ends_and_words_are_handed_on_on_the_pages(w, client):
    client.force_login(w.lee)
    assert "What happens" in client.get(reverse("relationships:end", args=[w.circle.slug])).content.decode()
    stay = reverse("relationships:stay", args=[w.circle.slug])
    client.post(stay, {"months": "12", **opened(client, stay)})
    assert the(w.circle).words_stay == 12
    client.post(stay, {"months": "", **opened(client, stay)})
    assert the(w.circle).words_stay is None
    hand_on = reverse("learning:hand_on", args=[w.circle.slug])
    assert client.get(hand_on).status_code == 404
    client.post(reverse("relationships:end", args=[w.circle.slug]))
    circle = the(w.circle)
    assert circle.ended_at is not None
    page = client.get(circle.get_absolute_url()).content.decode()
    assert "This circle ended" in page
    assert "Ask a question" not in page
    client.force_login(w.wren)
    page = client.get(hand_on).content.decode()
    assert "Soup helped." in page
    assert "I was afraid." not in page
    answer = client.post(hand_on, {"shares": [str(w.new.pk)], "circle": str(w.other.pk)}, follow=True)
    assert "1 handed on to Another." in answer.content.decode()
    assert Share.objects.live().filter(circle=w.other, reflection=w.new.reflection).exists()
    assert (
        client.post(hand_on, {"shares": [str(w.nameless.pk)], "circle": str(w.other.pk)}).status_code == 422
    )


def test_a_program_sets_how_long_ends_and_hands_on(w):
    program, wrens = Program(w.lee), Program(w.wren)
    address = one("circle", w.circle)
    answer = program.change(address, "keep-words-for", {"months": 24})
    assert (answer.status_code, answer.json()["words_stay"]) == (200, 24)
    assert program.change(address, "keep-words-for", {"months": 7}).status_code == 400
    assert wrens.change(address, "end").status_code == 403
    assert program.change(address, "end").json()["ended_at"]
    answer = wrens.change(one("share", w.new), "hand-on", {"circle": str(w.other.pk)})
    assert (answer.status_code, answer.json()["id"]) == (200, str(w.new.pk))
    assert Share.objects.live().filter(circle=w.other, reflection=w.new.reflection).exists()
