"""Trust reflections: sealed in the database until both sides have written, opened together, and the same ever after."""

import datetime
import re
import uuid
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from hls_platform.actions import IdentifierTaken, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_circles, as_glass, as_job, as_person
from hls_platform.versions import ChangedMeanwhile
from relationships.actions.break_glass import allow_reading, ask_to_read
from relationships.actions.memberships import accept_invitation, invite
from relationships.actions.trust import (
    Opened,
    begin_trust_round,
    change_trust,
    hand_in_trust,
    take_back_trust,
    write_trust,
)
from relationships.models import Membership, PartnershipParty, TrustReflection, TrustRound
from tests.api.asking import Program, listed, one
from tests.database import JOBS
from tests.factories import a_member, a_partnership, a_person, an_organisation

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": datetime.date(2026, 7, 1), "ends_on": datetime.date(2026, 9, 30)}


def two_sides() -> SimpleNamespace:
    """A partnership of a charity (Wren, Lee) and its funder (Fay), with somebody who supports it, and a period begun."""
    w = SimpleNamespace(wren=a_person("Wren"), lee=a_person("Lee"), fay=a_person("Fay"), sue=a_person("Sue"))
    w.charity = an_organisation("Harbour Trust", w.lee, w.wren)
    w.funder = an_organisation("Quay Foundation", w.fay, kind="funder")
    w.partner = an_organisation("Learners", w.sue, kind="learning_partner")
    w.place = a_partnership(
        "Both", resourcing=w.funder, delivering=w.charity, people={w.wren: w.charity, w.lee: w.charity}
    )
    PartnershipParty.objects.create(partnership=w.place, organisation=w.partner, side="supporting")
    a_member(w.fay, w.place, role="lead", on_behalf_of=w.funder)
    a_member(w.sue, w.place, on_behalf_of=w.partner)
    w.round = begin_trust_round(by=w.wren, partnership=w.place, id=uuid7(), **DAYS)
    return w


@pytest.fixture
def w() -> SimpleNamespace:
    return two_sides()


def wrote(w: SimpleNamespace, by: object, words: str) -> TrustReflection:
    return write_trust(by=by, round=w.round, id=uuid.uuid4(), trust=words)


def seen_by(person) -> set[str]:
    """What the database itself shows to a person of all that was written of trust."""
    with as_person(person.pk), connection.cursor() as cursor:
        cursor.execute("SELECT trust FROM relationships_trustreflection")
        return {trust for (trust,) in cursor.fetchall()}


def test_each_side_sees_its_own_alone_until_both_have_handed_in_and_then_both_do_at_one_moment(w):
    ours, theirs = wrote(w, w.wren, "We dare not say no."), wrote(w, w.fay, "We ask too much.")
    hand_in_trust(by=w.lee, reflection=ours)
    for person, words in (
        (w.wren, "We dare not say no."),
        (w.lee, "We dare not say no."),
        (w.fay, "We ask too much."),
    ):
        assert seen_by(person) == {words}
        assert {each.trust for each in TrustReflection.objects.visible_to(person)} == {words}
    hand_in_trust(by=w.fay, reflection=theirs)
    for person in (w.wren, w.lee, w.fay):
        assert seen_by(person) == {"We dare not say no.", "We ask too much."}
    assert TrustRound.objects.get().opened_at is not None


def test_it_stays_between_the_two_before_and_after(w):
    ada, sam = (a_person(name, is_administrator=True) for name in ("Ada", "Sam"))
    outsider = a_person("Otto")
    ours, theirs = wrote(w, w.wren, "Ours."), wrote(w, w.fay, "Theirs.")
    hand_in_trust(by=w.wren, reflection=ours)
    glass = ask_to_read(by=ada, circle=w.place.circle, reason="A complaint.", hours=2)
    allow_reading(by=sam, glass=glass)
    for _before_and_after in range(2):
        for person in (w.sue, ada, outsider):
            assert seen_by(person) == set()
            assert not TrustRound.objects.visible_to(person).exists()
        with as_circles([w.place.pk]):
            assert not TrustReflection.objects.exists()
        with pytest.raises(ProgrammingError, match="permission denied"), as_glass(ada.pk, glass.pk):
            list(TrustReflection.objects.all())
        hand_in_trust(by=w.fay, reflection=theirs)


@pytest.mark.parametrize("job", [job for job in JOBS if job != "rights"])
def test_no_job_reads_a_word_of_it(w, job):
    wrote(w, w.wren, "Ours.")
    for column in TrustReflection.EDITED:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            as_job(f"hls_{job}"),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT {column} FROM relationships_trustreflection")  # noqa: S608 - our own names


def test_the_other_side_learns_neither_that_something_is_written_nor_when_nor_how_long(w):
    client = Client()
    client.force_login(w.fay)
    address = reverse("relationships:trust_round", args=[w.round.pk])
    program = Program(w.fay)

    def told() -> tuple[object, ...]:
        page = re.sub(r'<input type="hidden"[^>]*>|nonce="[^"]*"', "", client.get(address).content.decode())
        lists = [program.get(listed(name)).json()["items"] for name in ("trust-round", "trust-reflection")]
        trail = [entry.pk for entry in client.get(reverse("relationships:trail")).context["page"].items]
        return page, lists, trail, set(AuditEntry.objects.filter(circle_id=w.place.pk).values_list("pk"))

    before = told()
    ours = wrote(w, w.wren, "A long story. " * 50)
    assert told() == before
    hand_in_trust(by=w.wren, reflection=ours)
    assert told() == before
    take_back_trust(by=w.lee, reflection=ours)
    change_trust(by=w.lee, reflection=ours, empathy="Short.")
    assert told() == before
    assert program.get(one("trust-reflection", ours)).status_code == 404


def test_an_entry_of_the_writing_is_for_the_writer_alone_and_the_opening_names_nobody(w):
    ours, theirs = wrote(w, w.wren, "Ours."), wrote(w, w.fay, "Theirs.")
    hand_in_trust(by=w.fay, reflection=theirs)
    hand_in_trust(by=w.wren, reflection=ours)
    for entry in AuditEntry.objects.filter(verb__startswith="trust."):
        if entry.verb in ("trust.written", "trust.handed_in"):
            assert (entry.circle_id, entry.concerns_id) == (None, None)
        if entry.verb == "trust.opened":
            assert (entry.person_id, entry.circle_id) == (None, w.place.pk)
    assert AuditEntry.objects.filter(verb="trust.opened").count() == 1


def test_a_funder_who_invites_a_colleague_for_the_charity_gets_nothing_by_it(w):
    spy = a_person("Spy")
    a_member(spy, w.funder)
    wrote(w, w.wren, "Ours.")
    _invitation, token = invite(by=w.fay, circle=w.place.circle, email=spy.email, on_behalf_of=w.charity)
    accept_invitation(token=token, by=spy)
    assert seen_by(spy) == set()
    a_member(spy, w.charity)  # and one who works on both sides is on neither
    assert seen_by(spy) == set()
    with pytest.raises(NotFound):
        wrote(w, spy, "I speak for both.")


def test_who_leaves_a_side_reads_no_more_of_it(w):
    wrote(w, w.wren, "Ours.")
    Membership.objects.filter(person=w.lee, circle_id=w.charity.pk).update(
        until=datetime.datetime.now(datetime.UTC)
    )
    assert seen_by(w.lee) == set()
    assert not TrustReflection.objects.visible_to(w.lee).exists()


def test_what_was_opened_stays_as_it_is_whoever_talks_to_the_database(w):
    ours, theirs = wrote(w, w.wren, "Ours."), wrote(w, w.fay, "Theirs.")
    for by, each in ((w.wren, ours), (w.fay, theirs)):
        hand_in_trust(by=by, reflection=each)
    with pytest.raises(Opened):
        change_trust(by=w.wren, reflection=ours, trust="Softer.")
    with pytest.raises(Opened):
        take_back_trust(by=w.wren, reflection=ours)
    with pytest.raises(NotFound):
        change_trust(by=w.wren, reflection=theirs, trust="They said this.")
    for statement in (
        "UPDATE relationships_trustreflection SET trust = 'x'",
        "DELETE FROM relationships_trustreflection",
        "UPDATE relationships_trustround SET opened_at = NULL",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)  # as a role that no wall binds


def test_nothing_opens_a_round_of_which_one_side_is_missing(w):
    hand_in_trust(by=w.wren, reflection=wrote(w, w.wren, "Ours."))
    wrote(w, w.fay, "Not handed in.")
    for role in ("hls_opener", "hls_tests"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute("UPDATE relationships_trustround SET opened_at = now()")
            cursor.execute("RESET ROLE")
    with (
        as_person(w.wren.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        TrustRound.objects.update(opened_at=datetime.datetime.now(datetime.UTC))


def test_the_same_id_twice_is_one_and_a_late_repeat_after_the_opening_changes_nothing(w):
    id = uuid.uuid4()
    first = write_trust(by=w.wren, round=w.round, id=id, trust="Ours.")
    assert write_trust(by=w.wren, round=w.round, id=id, trust="Ours.") == first
    with pytest.raises(ChangedMeanwhile):
        wrote(w, w.lee, "Mine, from another window.")
    with pytest.raises(IdentifierTaken):  # in the same words as ever, though the other side's is not seen
        write_trust(by=w.fay, round=w.round, id=id, trust="Theirs.")
    theirs = wrote(w, w.fay, "Theirs.")
    hand_in_trust(by=w.wren, reflection=first)
    hand_in_trust(by=w.fay, reflection=theirs)
    entries = AuditEntry.objects.count()
    write_trust(by=w.wren, round=w.round, id=id, trust="Ours.")
    hand_in_trust(by=w.wren, reflection=first)
    change_trust(by=w.wren, reflection=first, trust="Ours.")
    begin_trust_round(by=w.wren, partnership=w.place, id=w.round.pk, **DAYS)
    assert AuditEntry.objects.count() == entries
    assert {each.trust for each in TrustReflection.objects.all()} == {"Ours.", "Theirs."}


def test_changed_words_are_handed_in_anew_and_nothing_empty_is_kept(w):
    ours = wrote(w, w.wren, "Ours.")
    hand_in_trust(by=w.wren, reflection=ours)
    change_trust(by=w.lee, reflection=ours, trust="Ours, softer.")
    ours.refresh_from_db()
    assert (ours.handed_in_at, ours.written_by) == (None, w.lee)
    with pytest.raises(ChangedMeanwhile):
        hand_in_trust(by=w.wren, reflection=ours, as_read="another version")
    with pytest.raises(Refused):
        wrote(w, w.fay, "  ")
    with pytest.raises(Refused):
        begin_trust_round(by=w.fay, partnership=w.place, id=uuid7(), **DAYS)


def test_on_a_side_of_several_another_organisation_than_the_one_that_wrote_hands_in(w):
    nell = a_person("Nell")
    shelter = an_organisation("Shelter", nell)
    PartnershipParty.objects.create(partnership=w.place, organisation=shelter, side="delivering")
    a_member(nell, w.place, on_behalf_of=shelter)
    ours = wrote(w, w.wren, "All of us.")
    assert seen_by(nell) == {"All of us."}
    with pytest.raises(Refused, match="Several organisations"):
        hand_in_trust(by=w.lee, reflection=ours)
    hand_in_trust(by=nell, reflection=ours)
    hand_in_trust(by=w.fay, reflection=wrote(w, w.fay, "Theirs."))
    assert seen_by(w.fay) == {"All of us.", "Theirs."}


def test_programs_write_hand_in_and_read_as_people_do(w):
    ours, theirs = Program(w.wren), Program(w.fay)
    sent = {"round": str(w.round.pk), "trust": "Ours."}
    made = ours.post(listed("trust-reflection"), sent)
    assert (made.status_code, made.json()["side"], made.json()["handed_in"]) == (201, "delivering", False)
    written = TrustReflection.objects.get()
    assert (
        ours.change(one("trust-reflection", written), "change", {"trust": "Ours, softer."}).status_code == 200
    )
    assert ours.change(one("trust-reflection", written), "hand-in").json()["handed_in"] is True
    assert theirs.get(listed("trust-reflection")).json()["items"] == []
    hand_in_trust(by=w.fay, reflection=wrote(w, w.fay, "Theirs."))
    shown = theirs.get(listed("trust-reflection")).json()["items"]
    assert {each["trust"] for each in shown} == {"Ours, softer.", "Theirs."}
    assert not [name for name in shown[0] if name.endswith("_at") or name == "written_by"]
    assert ours.change(one("trust-reflection", written), "change", {"trust": "x"}).status_code == 422


def test_trust_holds_no_number():
    numbers = ("Integer", "Float", "Decimal", "Boolean")
    for noun in (TrustRound, TrustReflection):
        assert not [
            each.name for each in noun._meta.fields if any(n in each.get_internal_type() for n in numbers)
        ]


def test_a_page_in_few_queries(w, at_most_queries):
    client = Client()
    client.force_login(w.wren)
    wrote(w, w.wren, "Ours.")
    for address in (
        reverse("relationships:trust", args=[w.place.slug]),
        reverse("relationships:trust_round", args=[w.round.pk]),
    ):
        with at_most_queries(10):
            assert client.get(address).status_code == 200
