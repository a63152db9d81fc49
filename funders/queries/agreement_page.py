"""All that the page of one agreement shows, and two versions of its terms beside each other."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funders import access
from funders.comparing import Line, side_by_side
from funders.models import (
    Agreement,
    AgreementVersion,
    Assent,
    ChallengeAnswer,
    LedgerEntry,
    Payment,
    TargetChallenge,
)
from funders.money import said
from funders.queries.agreements import when
from funders.terms import Terms
from learning.models import LearningQuestion
from relationships.models import Organisation, Partnership, Person


@dataclass
class Whole:
    """An agreement with all that its page shows."""

    agreement: Agreement
    partnership: Partnership
    person: Person
    gives: bool = False
    speaks: bool = False
    """Whether the person may propose other terms, and ask for a target."""
    spoken_for: set[uuid.UUID] = field(default_factory=set)
    versions: list[AgreementVersion] = field(default_factory=list)
    must: list[Organisation] = field(default_factory=list)
    signs_for: list[Organisation] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    challenges: list[TargetChallenge] = field(default_factory=list)
    questions: list[LearningQuestion] = field(default_factory=list)

    @property
    def in_force(self) -> AgreementVersion | None:
        return next((each for each in self.versions if each.number == self.agreement.in_force), None)

    @property
    def waiting(self) -> AgreementVersion | None:
        """The version that not all have agreed to yet."""
        last = self.versions[-1] if self.versions else None
        return last if last and last.taken_back_at is None and last != self.in_force else None

    @property
    def agreed_with(self) -> set[uuid.UUID]:
        """The organisations that have agreed to what waits."""
        return {each.organisation_id for each in self.waiting.all_agreed} if self.waiting else set()  # type: ignore[attr-defined]

    @property
    def still_to_agree(self) -> list[Organisation]:
        return [each for each in self.must if each.pk not in self.agreed_with] if self.waiting else []

    @property
    def to_agree_for(self) -> list[Organisation]:
        """The organisations for which the person may agree to what waits."""
        return [each for each in self.signs_for if each.pk not in self.agreed_with] if self.waiting else []

    @property
    def may_take_back(self) -> bool:
        return bool(self.waiting and self.speaks and self.waiting.organisation_id in self.spoken_for)

    @property
    def ending(self) -> Any:
        """The ending in force."""
        return Terms.from_json(self.in_force.terms).ending if self.in_force else None

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Each organisation's part of the money, by name; none where none was agreed."""
        shown = self.in_force or self.waiting
        terms = Terms.from_json(shown.terms) if shown else None
        names = {each.pk: each.name for each in self.must}
        found = terms.parts.items() if terms else ()
        return sorted((names.get(key, ""), said(part, self.agreement.currency)) for key, part in found)

    @property
    def sums(self) -> list[tuple[str, str]]:
        """What is agreed, due and paid, by the ledger."""
        account = LedgerEntry.Account
        words = {account.AGREED: _("Agreed"), account.DUE: _("Due or paid"), account.PAID: _("Paid")}
        return [(words[each], said(self._sum_of(each), self.agreement.currency)) for each in account]

    def _sum_of(self, account: str) -> Decimal:
        return sum((entry.amount for entry in self.entries if entry.account == account), Decimal(0))

    @property
    def wanted(self) -> list[TargetChallenge]:
        return [each for each in self.challenges if each.wanted]

    @property
    def of_the_law(self) -> list[TargetChallenge]:
        """Why the law asks for no indicators here, as it was recorded."""
        return [each for each in self.challenges if not each.wanted]


def whole(person: Person, agreement: Agreement) -> Whole:
    """All that the page of one agreement shows."""
    partnership = agreement.partnership
    spoken_for = set(access.organisations_spoken_for(person, partnership).values_list("pk", flat=True))
    parties = list(partnership.parties.select_related("organisation").order_by("organisation__name"))
    must = [each.organisation for each in parties if each.side in access.MUST_SIGN]
    found = Whole(
        agreement,
        partnership,
        person,
        gives=any(each.side == "resourcing" and each.organisation_id in spoken_for for each in parties),
        speaks=any(each.pk in spoken_for for each in must),
        spoken_for=spoken_for,
        must=must,
        versions=versions_of(agreement),
        payments=list(
            Payment.objects.filter(agreement=agreement)
            .select_related("to_organisation", "entered_by", "approved_by")
            .order_by("due_on", "id")
        ),
        entries=list(LedgerEntry.objects.filter(agreement=agreement).order_by("written_at", "id")),
        challenges=list(challenges_with_answers().filter(agreement=agreement)),
        questions=list(agreement.questions.order_by("created_at")),
    )
    if found.waiting:
        found.signs_for = list(access.may_sign_for(person, partnership).order_by("name"))
    for payment in found.payments:
        payment.agreement = agreement
        payment.when = when(payment.due_on, payment.paid_on, found.gives)  # type: ignore[attr-defined]
        payment.may_be_approved = payment.entered_by_id != person.pk  # type: ignore[attr-defined]
    return found


def versions_of(agreement: Agreement) -> list[AgreementVersion]:
    """Every version in order, each with `all_agreed`: who agreed to it, for whom and when."""
    assents = Assent.objects.select_related("organisation", "person").order_by("agreed_at", "id")
    return list(
        AgreementVersion.objects.filter(agreement=agreement)
        .select_related("organisation", "written_by")
        .prefetch_related(Prefetch("assents", assents, to_attr="all_agreed"))
        .order_by("number")
    )


def challenges_with_answers() -> Any:
    """Target challenges in the order in which they were asked, each with `all_answers`."""
    answers = ChallengeAnswer.objects.select_related("organisation", "person").order_by("answered_at", "id")
    return (
        TargetChallenge.objects.select_related("organisation", "asked_by")
        .prefetch_related(Prefetch("answers", answers, to_attr="all_answers"))
        .order_by("asked_at", "id")
    )


def compared(older: AgreementVersion | None, newer: AgreementVersion) -> list[Line]:
    """Two versions of one agreement side by side; the newer one beside nothing where it is the first."""
    terms = [Terms.from_json(each.terms) for each in (older, newer) if each]
    asked = {key for each in terms for key in each.questions}
    paid = {key for each in terms for key in each.parts}
    questions = dict(LearningQuestion.objects.filter(pk__in=asked).values_list("pk", "text"))
    names = dict(Organisation.objects.filter(pk__in=paid).values_list("pk", "name"))
    said_in = [in_words(each, questions, names) for each in terms]
    lines = side_by_side(said_in[0] if older else {}, said_in[-1])
    return [line for line in lines if line.older or line.newer]


def in_words(terms: Terms, questions: dict[uuid.UUID, str], names: dict[uuid.UUID, str]) -> dict[str, str]:
    """The terms as one reads them, matter by matter."""
    return {
        _("Amount"): said(terms.amount, terms.currency),
        _("From the fund"): terms.fund_name,
        _("Time"): _("%(start)s until %(end)s")
        % {"start": _date(terms.starts_on), "end": _date(terms.ends_on)},
        _("What it can be used for"): _("As the partner sees fit.")
        if terms.unrestricted
        else _("For what it was given for."),
        _("How often we talk"): terms.rhythm,
        _("What both sides are accountable for"): terms.accountable_for,
        _("Learning questions"): _lines(questions.get(key, "") for key in terms.questions),
        _("Each organisation’s part"): _lines(
            f"{names.get(key, '')}: {said(part, terms.currency)}" for key, part in terms.parts.items()
        ),
        **_ending(terms),
    }


def _ending(terms: Terms) -> dict[str, str]:
    if terms.ending is None:
        return {}
    return {
        _("It ends on"): _date(terms.ending.on),
        _("What was learned"): terms.ending.learned,
        _("What stays owed"): terms.ending.owed,
    }


def _lines(each: Iterable[str]) -> str:
    return "\n".join(sorted(filter(None, each)))


def _date(value: datetime.date) -> str:
    return date_format(value, "j F Y")
