"""Every verb of money and reports: who may, what the audit trail says, and that a second time changes nothing."""

import datetime
import importlib
import pkgutil
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

import funders.actions
from funders.actions import agreements, challenges, money, reports
from funders.models import Agreement, Fund, Payment, Report
from hls_platform.actions import ACTIONS, NotAllowed, NotFound, Refused
from hls_platform.models import AuditEntry
from relationships.models import Person
from tests.factories import a_member, a_payment, a_person, an_agreement, an_organisation
from tests.funders.test_reports import JULY, OCTOBER, a_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 1)
CHALLENGE = {"wanted": "80%", "why": "Asked.", "evidence": "None.", "effect": "Fear."}


@pytest.fixture(scope="module")
def made_for_the_file(for_the_file: None) -> SimpleNamespace:
    """Fatima gives and leads her fund, Owen delivers, Ossian stands outside, and there is one of everything."""
    w = a_world()
    a_member(w.fatima, w.giver, role="lead")
    w.ossian = a_person("Ossian")
    w.fergus = a_person("Fergus")
    a_member(w.fergus, w.place, on_behalf_of=w.giver)
    w.agreement = an_agreement(
        w.place, w.fergus, amount=Decimal("999999999999.99"), starts_on=DAY, ends_on=OCTOBER
    )
    w.payment = a_payment(w.agreement, 5, due_on=DAY, entered_by=w.fatima, approved_by=w.fergus)
    w.unapproved = a_payment(w.agreement, 4, due_on=DAY, entered_by=w.fergus)
    w.unagreed = agreements.make_agreement(
        by=w.fergus, partnership=w.place, amount=Decimal(7), starts_on=DAY, ends_on=OCTOBER
    )
    w.version = w.unagreed.versions.get()
    w.theirs = challenges.ask_for_target(by=w.owen, agreement=w.agreement, **CHALLENGE)
    w.ours = challenges.ask_for_target(by=w.fergus, agreement=w.unagreed, **CHALLENGE)
    w.waiting = reports.ask_for_report(by=w.owen, partnership=w.place, period_start=DAY, period_end=JULY)
    w.report = reports.compose_report(
        report=reports.ask_for_report(
            by=w.owen, partnership=w.place, period_start=JULY, period_end=OCTOBER
        )
    )  # fmt: skip
    w.document = reports.compose(w.waiting)
    return w


Verb = Callable[[SimpleNamespace, Person], object]
VERBS: dict[str, tuple[Verb, str]] = {
    "open_fund": (
        lambda w, by: money.open_fund(by=by, funder=w.giver, name="Open", purpose="To learn."),
        "fund.opened",
    ),
    "make_agreement": (
        lambda w, by: agreements.make_agreement(
            by=by, partnership=w.place, amount=Decimal("60000.01"), starts_on=JULY, ends_on=OCTOBER
        ),
        "agreement.made",
    ),
    "propose_terms": (
        lambda w, by: agreements.propose_terms(
            by=by, agreement=w.agreement, why="It is winter.", rhythm="weekly"
        ),
        "agreement.proposed",
    ),
    "propose_ending": (
        lambda w, by: agreements.propose_ending(
            by=by, agreement=w.agreement, on=OCTOBER, learned="Much.", owed="A walk.", why="It is done."
        ),
        "agreement.proposed",
    ),
    "agree": (
        lambda w, by: agreements.agree(
            by=by, version=w.version, organisation=w.giver, sha256=w.version.sha256
        ),
        "agreement.agreed",
    ),
    "take_back_terms": (
        lambda w, by: agreements.take_back_terms(by=by, version=w.version),
        "agreement.taken_back",
    ),
    "ask_for_target": (
        lambda w, by: challenges.ask_for_target(by=by, agreement=w.agreement, **CHALLENGE),
        "challenge.asked",
    ),
    "answer_challenge": (
        lambda w, by: challenges.answer_challenge(by=by, challenge=w.theirs, text="Ask for stories."),
        "challenge.answered",
    ),
    "let_go_of_target": (
        lambda w, by: challenges.let_go_of_target(by=by, challenge=w.ours, because="We listened."),
        "challenge.let_go",
    ),
    "approve_payment": (
        lambda w, by: money.approve_payment(by=by, payment=w.unapproved),
        "payment.approved",
    ),
    "reverse_payment": (
        lambda w, by: money.reverse_payment(by=by, payment=w.payment, note="The bank was shut."),
        "payment.reversed",
    ),
    "plan_payment": (
        lambda w, by: money.plan_payment(
            by=by, agreement=w.agreement, amount=Decimal("0.01"), due_on=OCTOBER
        ),
        "payment.planned",
    ),
    "record_payment": (
        lambda w, by: money.record_payment(by=by, payment=w.payment, paid_on=JULY),
        "payment.paid",
    ),
    "ask_for_report": (
        lambda w, by: reports.ask_for_report(
            by=by, partnership=w.place, period_start=DAY, period_end=OCTOBER
        ),
        "report.asked_for",
    ),
    "recompose_report": (
        lambda w, by: reports.recompose_report(by=by, report=w.report),
        "report.begun_again",
    ),
    "sign_off": (
        lambda w, by: reports.sign_off(
            by=by, report=w.report, organisation=w.giver, content_sha256=w.report.content_sha256
        ),
        "report.signed",
    ),
}
OF_THE_PLACE_ITSELF = {"keep_composed", "issue", "scrub"}
"""Verbs that no person does: they follow from composing, from the last signature, from a withdrawal."""

OF_GIVING = {
    "bring_grants_in", "look_grants_through", "take_grants_away", "take_grant_file", "bring_the_valid_in",
    "leave_grant_file", "keep_grant_file", "publish_fund", "take_publication_back", "add_place", "remove_place",
    "begin_trustees_page", "write_trustees_page", "choose_for_trustees", "leave_out_for_trustees",
    "review_trustees_page",
}  # fmt: skip
"""Held by test_grants.py, test_publishing.py, test_across.py and test_trustees.py."""


OF_OPENINGS = {
    "describe_fund", "add_file", "answer_decision", "begin_words", "discard_words", "forget_openings", "keep_words",
    "send_words", "take_off_file", "withdraw_words", "begin_with_applicant", "cancel_talk", "decide",
    "declare_interest", "move_talk", "plan_talk", "write_view", "write_what_we_heard",
}  # fmt: skip
"""Held by test_funds.py and test_openings.py."""
OF_THE_ACCOUNT = {
    "comment_on", "leave_out", "move", "put_in", "write_summary", "supersede_report", "end_auditor_link",
    "make_auditor_link", "note_opening", "ask_for_parts", "begin_committee_report", "give_parts", "give_look",
}  # fmt: skip
"""Held by test_composing.py, test_superseding.py, test_auditor.py, test_committees.py and test_looks.py."""


def test_every_verb_of_funders_stands_in_this_table():
    for module in pkgutil.iter_modules(funders.actions.__path__):
        importlib.import_module(f"funders.actions.{module.name}")
    ours = {name.rsplit(".", 1)[1] for name in ACTIONS if name.startswith("funders.")}
    assert ours == VERBS.keys() | OF_THE_PLACE_ITSELF | OF_GIVING | OF_OPENINGS | OF_THE_ACCOUNT


@pytest.mark.parametrize("name", VERBS)
def test_people_outside_do_nothing(w, name):
    with pytest.raises((NotFound, NotAllowed)):
        VERBS[name][0](w, w.ossian)
    assert not AuditEntry.objects.filter(person_id=w.ossian.pk).exists()


@pytest.mark.parametrize(
    "name",
    [
        "open_fund",
        "make_agreement",
        "plan_payment",
        "approve_payment",
        "record_payment",
        "reverse_payment",
        "sign_off",
        "agree",
        "take_back_terms",
        "let_go_of_target",
    ],
)
def test_the_side_that_delivers_writes_down_no_money_and_signs_for_no_other(w, name):
    with pytest.raises(NotAllowed):
        VERBS[name][0](w, w.owen)
    assert (Fund.objects.count(), Agreement.objects.count(), Payment.objects.count()) == (0, 2, 2)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_in_the_audit_trail_once_and_a_second_time_changes_nothing(w, name):
    do, verb = VERBS[name]
    known = set(AuditEntry.objects.values_list("pk", flat=True))
    first = do(w, w.fatima)
    entry = AuditEntry.objects.exclude(pk__in=known).get()
    assert (entry.verb, entry.person_id, entry.subject_id) == (verb, w.fatima.pk, str(first.pk))
    assert do(w, w.fatima) == first
    assert AuditEntry.objects.exclude(pk__in=known).get() == entry


def test_what_the_place_does_itself_is_in_the_trail_under_nobody_and_happens_once(w):
    kept = [reports.keep_composed(report=w.waiting, document=w.document) for _twice in range(2)]
    assert [report.state for report in kept] == ["signing", "signing"]
    with pytest.raises(Refused):
        reports.issue(report=w.waiting, by=w.fatima)
    for person, organisation in ((w.owen, w.doer), (w.fatima, w.giver)):
        report = reports.sign_off(
            by=person, report=w.report, organisation=organisation, content_sha256=w.report.content_sha256
        )
    assert reports.issue(report=report, by=w.fatima).number == report.number
    reports.scrub(report=report, share=w.share)
    once = AuditEntry.objects.filter(person_id=None, subject_id__in=[str(w.waiting.pk), str(report.pk)])
    assert sorted(once.values_list("verb", flat=True)) == [
        "report.composed", "report.composed", "report.scrubbed",
    ]  # fmt: skip


def test_a_fund_is_opened_by_who_leads_an_organisation_that_gives(w):
    delivering = an_organisation("Northside Too", w.owen)
    with pytest.raises(NotAllowed):
        money.open_fund(by=w.owen, funder=delivering, name="Ours", purpose="To learn.")


@pytest.mark.parametrize(
    "amount", ["0", "-1", "0.001", "1000000000000", "NaN", "Infinity", "1E+13", "60000.005"]
)
def test_an_amount_that_is_not_exact_is_refused(w, amount):
    with pytest.raises(Refused):
        agreements.make_agreement(
            by=w.fatima, partnership=w.place, amount=Decimal(amount), starts_on=JULY, ends_on=OCTOBER
        )
    with pytest.raises(Refused):
        money.plan_payment(by=w.fatima, agreement=w.agreement, amount=Decimal(amount), due_on=JULY)


@pytest.mark.parametrize("currency", ["", "gbp", "POUND", "£", "G1P", "ÄÖÜ"])
def test_a_currency_is_its_three_letters(w, currency):
    with pytest.raises(Refused):
        agreements.make_agreement(
            by=w.fatima,
            partnership=w.place,
            amount=Decimal(1),
            starts_on=JULY,
            ends_on=OCTOBER,
            currency=currency,
        )


def test_pence_are_kept_to_the_last_one(w):
    for amount in ("0.01", "0.10", "999999999000.49"):
        kept = money.plan_payment(by=w.fatima, agreement=w.agreement, amount=Decimal(amount), due_on=JULY)
        assert str(Payment.objects.get(pk=kept.pk).amount) == amount


def test_the_fund_and_the_questions_of_others_are_refused(w):
    theirs = Fund.objects.create(
        funder=an_organisation("Other", kind="funder"), slug="o", name="O", purpose="x"
    )
    with pytest.raises(Refused):
        agreements.make_agreement(
            by=w.fatima, partnership=w.place, amount=Decimal(1), starts_on=JULY, ends_on=OCTOBER, fund=theirs
        )


def test_asking_again_for_the_same_period_after_issue_begins_another_report(w):
    for person, organisation in ((w.owen, w.doer), (w.fatima, w.giver)):
        reports.sign_off(
            by=person, report=w.report, organisation=organisation, content_sha256=w.report.content_sha256
        )
    again = reports.ask_for_report(by=w.owen, partnership=w.place, period_start=JULY, period_end=OCTOBER)
    assert again != w.report
    assert Report.objects.get(pk=w.report.pk).issued_at <= timezone.now()
