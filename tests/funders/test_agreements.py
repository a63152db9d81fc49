"""Terms are proposed, read side by side, agreed by every organisation that must, changed, and ended well."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from funders.actions import challenges, money
from funders.actions.agreements import agree, make_agreement, propose_ending, propose_terms, take_back_terms
from funders.actions.reports import ask_for_report
from funders.comparing import word_by_word
from funders.models import Agreement, AgreementVersion, Assent, LedgerEntry
from funders.queries.agreement_page import compared
from funders.queries.terms import in_the_ledger, missing_assents, terms_now
from funders.reports.challenges import challenges_of
from funders.reports.compose import compose
from funders.targets import LooksLikeATarget
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.security.asking import as_person
from relationships.models import Person
from tests.factories import a_member, a_partnership, a_person, an_agreement, an_organisation
from tests.funders.test_reports import JULY, OCTOBER

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 1)
TERMS: dict[str, Any] = {
    "amount": Decimal("700000.07"),
    "starts_on": DAY,
    "ends_on": DAY + datetime.timedelta(days=900),
    "rhythm": "every six weeks",
    "accountable_for": "We answer for learning, and for telling each other.",
}


def an_alliance(delivering: int = 7) -> SimpleNamespace:
    """A council and several organisations that deliver, each with somebody who leads for it; a partner that supports."""
    council = an_organisation("Quay Council", kind="commissioner")
    doers = [an_organisation(f"Doer {n}") for n in range(delivering)]
    place = a_partnership("Alliance", resourcing=council, delivering=doers[0])
    for doer in doers[1:]:
        place.parties.create(organisation=doer, side="delivering")
    friend = an_organisation("Friend", kind="learning_partner")
    place.parties.create(organisation=friend, side="supporting")
    people = {}
    for organisation in (council, *doers, friend):
        people[organisation] = a_person(f"Lead of {organisation.name}")
        a_member(people[organisation], place, role="lead", on_behalf_of=organisation)
    second = a_person("Second of the council")
    a_member(second, place, on_behalf_of=council)
    return SimpleNamespace(
        council=council, doers=doers, place=place, people=people, friend=friend, second=second,
        ruth=people[council], owen=people[doers[0]],
    )  # fmt: skip


def all_agree(w: SimpleNamespace, version: AgreementVersion, but: int = 0) -> Agreement:
    """Every organisation that must agrees, but for the last so many; the agreement as it stands then."""
    must = [w.council, *w.doers]
    for organisation in must[: len(must) - but]:
        agree(by=w.people[organisation], version=version, organisation=organisation, sha256=version.sha256)
    return Agreement.objects.get(pk=version.agreement_id)


def test_seven_and_a_council_agree_and_only_then_is_it_in_force():
    w = an_alliance()
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    version = made.versions.get()
    assert all_agree(w, version, but=1).agreed_at is None
    with pytest.raises(Refused):
        money.plan_payment(by=w.ruth, agreement=made, amount=Decimal(1), due_on=DAY)
    agreement = all_agree(w, version)
    assert agreement.agreed_at is not None
    assert agreement.in_force == 1
    assert {(a.organisation, a.person, a.sha256) for a in version.assents.all()} == {
        (organisation, w.people[organisation], version.sha256) for organisation in (w.council, *w.doers)
    }
    assert [(e.kind, e.amount) for e in made.ledger.all()] == [("agreed", Decimal("700000.07"))]


def test_one_agrees_for_ones_own_organisation_to_exactly_what_was_read():
    w = an_alliance(1)
    version = make_agreement(by=w.ruth, partnership=w.place, **TERMS).versions.get()
    with pytest.raises(NotAllowed):
        agree(by=w.owen, version=version, organisation=w.council, sha256=version.sha256)
    with pytest.raises(NotAllowed):  # the council has a lead here, and she agrees for it
        agree(by=w.second, version=version, organisation=w.council, sha256=version.sha256)
    with pytest.raises(NotFound):
        agree(by=a_person("Out"), version=version, organisation=w.council, sha256=version.sha256)
    with pytest.raises(Refused):
        agree(by=w.owen, version=version, organisation=w.doers[0], sha256="0" * 64)
    assert not Assent.objects.exists()


def test_somebody_elses_later_change_is_a_new_version_that_all_agree_to_again():
    w = an_alliance(2)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    first = made.versions.get()
    all_agree(w, first, but=1)
    second = propose_terms(by=w.owen, agreement=made, why="Less often.", rhythm="every quarter")
    with pytest.raises(Refused):  # what was read is not what waits any more
        agree(by=w.people[w.doers[1]], version=first, organisation=w.doers[1], sha256=first.sha256)
    assert missing_assents(second) == [*w.doers, w.council]
    agreement = all_agree(w, second)
    assert (agreement.in_force, agreement.rhythm) == (2, "every quarter")


def test_what_is_in_force_stays_until_all_have_agreed_to_something_else():
    w = an_alliance(1)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    all_agree(w, made.versions.get())
    longer = TERMS["ends_on"] + datetime.timedelta(days=365)
    version = propose_terms(
        by=w.owen, agreement=made, why="It has begun to work.", ends_on=longer, amount=Decimal("800000.00")
    )
    assert version.kind == "extension"
    half_way = all_agree(w, version, but=1)
    assert (half_way.amount, half_way.ends_on) == (TERMS["amount"], TERMS["ends_on"])
    agreement = all_agree(w, version)
    assert (agreement.amount, agreement.ends_on) == (Decimal("800000.00"), longer)
    assert [(e.kind, e.amount) for e in made.ledger.all()] == [
        ("agreed", Decimal("700000.07")),
        ("varied", Decimal("99999.93")),
    ]


def test_a_proposal_is_taken_back_by_whoever_proposed_it_and_the_form_begins_with_what_is_in_force():
    w = an_alliance(1)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    all_agree(w, made.versions.get())
    version = propose_terms(by=w.owen, agreement=made, why="So.", rhythm="never")
    with pytest.raises(NotAllowed):
        take_back_terms(by=w.ruth, version=version)
    take_back_terms(by=w.owen, version=version)
    with pytest.raises(Refused):
        agree(by=w.ruth, version=version, organisation=w.council, sha256=version.sha256)
    made.refresh_from_db()
    assert terms_now(made)["rhythm"] == "every six weeks"
    assert propose_terms(by=w.owen, agreement=made, why="Other.", rhythm="monthly").number == 3


def test_it_ends_well_agreed_by_both_with_what_was_learned_and_what_stays_owed():
    w = an_alliance(1)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    with pytest.raises(Refused):
        propose_ending(by=w.owen, agreement=made, on=JULY, learned="x", owed="x", why="x")
    all_agree(w, made.versions.get())
    money.plan_payment(by=w.ruth, agreement=made, amount=Decimal(5), due_on=DAY)
    with pytest.raises(Refused):  # what is due stays due
        propose_ending(by=w.owen, agreement=made, on=JULY, learned="x", owed="x", why="x", amount=Decimal(4))
    with pytest.raises(Refused):
        propose_ending(by=w.owen, agreement=made, on=JULY, learned=" ", owed="x", why="x")
    version = propose_ending(
        by=w.owen, agreement=made, on=JULY, learned="To stay.", owed="A last walk.", why="We merge.",
        amount=Decimal(5),
    )  # fmt: skip
    agreement = all_agree(w, version)
    assert (agreement.ended_on, agreement.amount) == (JULY, Decimal(5))
    assert in_the_ledger(agreement)["agreed"] == 5
    with pytest.raises(Refused):
        propose_terms(by=w.owen, agreement=agreement, why="Again.", rhythm="weekly")


def test_parts_of_the_money_add_up_to_the_penny_or_there_are_none():
    w = an_alliance(3)
    third = Decimal("233333.35")
    parts = {w.doers[0]: third, w.doers[1]: third, w.doers[2]: third}
    with pytest.raises(Refused, match="come to £700,000"):
        make_agreement(by=w.ruth, partnership=w.place, **TERMS, parts=parts)
    parts[w.doers[2]] += Decimal("0.02")
    version = make_agreement(by=w.ruth, partnership=w.place, **TERMS, parts=parts).versions.get()
    stranger = {an_organisation("Else"): TERMS["amount"]}
    with pytest.raises(Refused):
        make_agreement(by=w.ruth, partnership=w.place, **TERMS, parts=stranger)
    terms = version.terms | {"parts": version.terms["parts"][:2]}
    with pytest.raises(IntegrityError, match="agreement_parts_add_up"), transaction.atomic():
        AgreementVersion.objects.create(
            agreement=version.agreement, number=2, kind="variation", why="x", terms=terms, sha256="x",
            organisation=w.council, written_by=w.ruth,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "fits", "too_fine"),
    [("JPY", "5", "5.5"), ("KWD", "5.125", "5.1255"), ("GBP", "5.12", "5.125")],
)
def test_an_amount_is_no_finer_than_the_smallest_coin_of_its_currency(currency, fits, too_fine):
    w = an_alliance(1)
    said = TERMS | {"currency": currency}
    with pytest.raises(Refused):
        make_agreement(by=w.ruth, partnership=w.place, **said | {"amount": Decimal(too_fine)})
    made = make_agreement(by=w.ruth, partnership=w.place, **said | {"amount": Decimal(fits)})
    assert Agreement.objects.get(pk=made.pk).amount == Decimal(fits)
    with pytest.raises(IntegrityError, match="agreement_amount_is_exact"), transaction.atomic():
        Agreement.objects.filter(pk=made.pk).update(
            amount=Decimal("5.001") if currency != "KWD" else Decimal("0.5"), currency="JPY"
        )


def test_the_database_lets_nobody_put_terms_into_force_that_not_all_have_agreed_to():
    w = an_alliance(2)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    version = made.versions.get()
    all_agree(w, version, but=1)

    def force(**said: Any) -> None:
        with transaction.atomic(), as_person(w.ruth.pk):
            Agreement.objects.filter(pk=made.pk).update(**said)

    for said in ({"agreed_at": timezone.now(), "in_force": 1}, {"agreed_at": timezone.now()}):
        with pytest.raises(Exception, match="row-level security"):
            force(**said)
    all_agree(w, version)
    for said in (
        {"amount": 1},
        {"accountable_for": "Everything."},
        {"ends_on": OCTOBER},
        {"ended_on": OCTOBER},
    ):
        with pytest.raises(Exception, match="row-level security"):
            force(**said)


@pytest.mark.parametrize(
    "table", ["ledgerentry", "assent", "agreementversion", "challengeanswer", "targetchallenge", "payment"]
)
def test_what_was_agreed_paid_and_said_stays_as_it_was_written(table):
    w = an_alliance(1)
    made = an_agreement(w.place, w.ruth)
    money.plan_payment(by=w.ruth, agreement=made, amount=Decimal(5), due_on=DAY)
    asked = ask(w, made)
    challenges.answer_challenge(by=w.owen, challenge=asked, text="No.")
    for statement in ("DELETE FROM funders_{}", "UPDATE funders_{} SET id = gen_random_uuid()"):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            connection.cursor().execute(statement.format(table))


def test_versions_are_read_side_by_side_word_by_word(client):
    w = an_alliance(1)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    propose_terms(
        by=w.owen,
        agreement=made,
        why="Both of us.",
        accountable_for="We answer for learning, and for asking each other.",
    )
    lines = {line.title: line for line in compared(*made.versions.order_by("number"))}
    words = lines["What both sides are accountable for"]
    assert [run.text for run in words.older if run.kind == "older"] == ["telling"]
    assert [run.text for run in words.newer if run.kind == "newer"] == ["asking"]
    assert not lines["How often we talk"].differs
    client.force_login(w.owen)
    page = client.get(reverse("funders:agreement_version", args=[made.pk, 2])).content.decode()
    assert "<del>telling</del>" in page
    assert "<ins>asking</ins>" in page


@pytest.mark.parametrize(
    ("older", "newer"), [("", "a b"), ("a  b\nc", "a b\nc"), ("same", "same"), ("a", "")]
)
def test_runs_put_together_again_are_the_texts(older, newer):
    before, after = word_by_word(older, newer)
    assert ("".join(r.text for r in before), "".join(r.text for r in after)) == (older, newer)


def ask(w: SimpleNamespace, agreement: Agreement, by: Person | None = None, **said: Any) -> Any:
    words = {"wanted": "80% housed", "why": "The cabinet.", "evidence": "None.", "effect": "Fear."}
    return challenges.ask_for_target(by=by or w.ruth, agreement=agreement, **words | said)


def report_now(w: SimpleNamespace) -> Any:
    today = timezone.localdate()
    return ask_for_report(
        by=w.ruth,
        partnership=w.place,
        period_start=today - datetime.timedelta(days=9),
        period_end=today + datetime.timedelta(days=2),
    )


@pytest.mark.parametrize("missing", ["why", "evidence", "effect"])
def test_whoever_wants_a_target_answers_all_three_questions(missing):
    w = an_alliance(1)
    with pytest.raises(Refused):
        ask(w, an_agreement(w.place, w.ruth), **{missing: " "})


def test_the_answers_of_the_others_stand_beside_it_and_all_of_it_in_the_report():
    w = an_alliance(2)
    made = an_agreement(w.place, w.ruth)
    asked = ask(w, made)
    with pytest.raises(NotAllowed):
        challenges.answer_challenge(by=w.second, challenge=asked, text="Ours.")
    challenges.answer_challenge(by=w.owen, challenge=asked, text="Ask for the stories.")
    with pytest.raises(Refused):
        challenges.answer_challenge(by=w.owen, challenge=asked, text="Something else.")
    with pytest.raises(NotAllowed):
        challenges.let_go_of_target(by=w.owen, challenge=asked, because="No.")
    challenges.let_go_of_target(by=w.ruth, challenge=asked, because="They asked better questions.")
    today = timezone.localdate()
    start, end = today - datetime.timedelta(days=9), today + datetime.timedelta(days=2)
    assert [each.pk for each in challenges_of(w.place, start, end)] == [asked.pk]
    assert not challenges_of(w.place, end, end + datetime.timedelta(days=9))
    report = report_now(w)
    section = next(each for each in compose(report).sections if each.key == "challenges")
    said = [(item.kind, item.title, item.text) for item in section.present]
    assert "The cabinet." in said[0][2]
    assert "Nobody is paid or judged by it." in said[0][2]
    assert said[1:] == [
        ("answer", "Doer 0 answers", "Ask for the stories."),
        ("let_go", "Quay Council let it go", "They asked better questions."),
    ]
    assert not {item.person_id for item in section.present} - {None}


def test_the_law_is_met_in_the_open():
    w = an_alliance(1)
    made = an_agreement(w.place, w.ruth)
    with pytest.raises(Refused):  # a reason is asked for
        challenges.ask_for_target(by=w.ruth, agreement=made, law="light_touch")
    with pytest.raises(Refused):
        challenges.ask_for_target(by=w.ruth, agreement=made, law="asks", law_reason="Section 52.")
    recorded = challenges.ask_for_target(
        by=w.ruth, agreement=made, law="not_appropriate", law_reason="No three numbers could assess it."
    )
    assert recorded.wanted == ""
    asked = ask(w, made, law="asks", law_reason="It is above five million, and no light-touch contract.")
    report = report_now(w)
    section = next(each for each in compose(report).sections if each.key == "challenges")
    assert "No three numbers could assess it." in section.present[0].text
    assert "Reported because the law asks, used to learn." in section.present[1].text
    assert asked.law == "asks"


def test_words_that_look_like_a_target_come_back_whole_with_the_open_way(client):
    w = an_alliance(1)
    client.force_login(w.ruth)
    address = reverse("funders:make_agreement", args=[w.place.slug])
    words = {
        "amount": "5000", "currency": "GBP", "starts_on": "2026-04-01", "ends_on": "2027-04-01", "rhythm": "weekly",
        "accountable_for": "We answer for learning. At least 80% of people are housed. We ring.",
    }  # fmt: skip
    answer = client.post(address, words)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "We answer for learning. At least 80% of people are housed. We ring." in page
    assert "This looks like a target: “At least 80%" in page
    assert not Agreement.objects.exists()
    openly = client.post(address, words | {"ask_openly": "1"}).content.decode()
    made = Agreement.objects.get()
    assert made.accountable_for == "We answer for learning. We ring."
    assert "At least 80% of people are housed.</textarea>" in openly
    assert reverse("funders:ask_for_target", args=[made.pk]) in openly
    change = reverse("funders:change_terms", args=[made.pk])
    with pytest.raises(LooksLikeATarget):
        propose_terms(by=w.owen, agreement=made, why="Reduce sleeping out by 20%.", rhythm="daily")
    assert client.get(change).status_code == 200


def test_late_money_is_told_to_the_side_that_gives_and_never_as_late_to_the_others(client):
    w = an_alliance(1)
    made = an_agreement(w.place, w.ruth)
    money.plan_payment(by=w.ruth, agreement=made, amount=Decimal("1250.50"), due_on=DAY)
    pages = ("/", made.get_absolute_url(), w.place.get_absolute_url())
    for person, late in ((w.ruth, True), (w.second, True), (w.owen, False)):
        client.force_login(person)
        assert [" late" in client.get(page).content.decode() for page in pages] == [late] * 3
    client.force_login(w.owen)
    assert "£1,250.50</strong>, due Wednesday 1 April" in client.get(made.get_absolute_url()).content.decode()


def test_what_waits_for_somebody_stands_on_today(client):
    w = an_alliance(1)
    made = make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    ask(w, made)
    client.force_login(w.owen)
    page = client.get("/").content.decode()
    assert "Terms of an agreement wait for your organisation" in page
    assert "Somebody wants a target, and waits for what you say" in page
    client.force_login(w.people[w.friend])
    assert "wait for your organisation" not in client.get("/").content.decode()


def test_the_page_of_an_agreement_asks_at_most_twelve_questions(client, at_most_queries):
    w = an_alliance(7)
    made = an_agreement(w.place, w.ruth)
    for n in range(6):
        money.plan_payment(by=w.ruth, agreement=made, amount=Decimal(5 + n), due_on=DAY)
        ask(w, made, wanted=f"KPI {n}")
    client.force_login(w.ruth)
    with at_most_queries(12):
        assert client.get(made.get_absolute_url()).status_code == 200


def test_the_ledger_is_a_file_for_the_finance_system_of_the_side_that_gives(client):
    w = an_alliance(1)
    made = an_agreement(w.place, w.ruth)
    payment = money.plan_payment(by=w.ruth, agreement=made, amount=Decimal("1250.50"), due_on=DAY)
    money.reverse_payment(by=w.second, payment=payment, note="=cmd|'/C calc'!A0")
    client.force_login(w.ruth)
    for address in (reverse("funders:agreement_ledger", args=[made.pk]), reverse("funders:ledger")):
        lines = client.get(address).content.decode("utf-8-sig").splitlines()
        assert len(lines) == 4
        assert '"-1250.50"' in lines[3]
        assert "\"'=cmd|" in lines[3]
        assert lines[3].count('"Lead of Quay Council"') == 1
    assert len(client.get(reverse("funders:ledger"), {"since": "2999-01-01"}).content.splitlines()) == 1
    client.force_login(w.owen)
    assert client.get(reverse("funders:agreement_ledger", args=[made.pk])).status_code == 404
    assert len(client.get(reverse("funders:ledger")).content.splitlines()) == 1


def test_a_payment_goes_through_two_people_also_past_the_actions():
    w = an_alliance(1)
    made = an_agreement(w.place, w.ruth)
    payment = money.plan_payment(by=w.ruth, agreement=made, amount=Decimal(5), due_on=DAY)
    with pytest.raises(NotAllowed):
        money.approve_payment(by=w.ruth, payment=payment)
    with pytest.raises(Refused):
        money.record_payment(by=w.ruth, payment=payment, paid_on=DAY)
    for wrong, said in (
        ("approved_by_another", {"approved_by": w.ruth, "approved_at": timezone.now()}),
        ("paid_once", {"paid_on": DAY}),
    ):
        with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
            type(payment).objects.filter(pk=payment.pk).update(**said)
    money.approve_payment(by=w.second, payment=payment)
    money.record_payment(by=w.ruth, payment=payment, paid_on=DAY)
    money.record_payment(by=w.ruth, payment=payment, paid_on=JULY)
    assert [(e.kind, e.day) for e in LedgerEntry.objects.filter(account="paid")] == [
        ("paid", DAY), ("reversed", timezone.localdate()), ("paid", JULY),
    ]  # fmt: skip
