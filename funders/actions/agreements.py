"""The verbs of an agreement: made, changed, agreed, ended. Each version of its terms is agreed by all, or is not in force.

What is written down twice in the same words (a button pressed twice) is kept once.
"""

import datetime
import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.actions.terms import (
    must_be_exact,
    must_fit_what_is_due,
    must_make_sense,
    must_speak,
    must_still_run,
    must_tend,
)
from funders.models import Agreement, AgreementVersion, Assent, Fund, LedgerEntry
from funders.queries.terms import (
    latest_version,
    missing_assents,
    open_version,
    standing_terms,
    terms_in_force,
    terms_now,
)
from funders.targets import must_hold_no_target
from funders.terms import Ending, Terms
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import must_be_as_read
from learning.models import LearningQuestion
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Partnership, Person

Kind = AgreementVersion.Kind


@action
def make_agreement(
    *,
    by: Person,
    partnership: Partnership,
    amount: Decimal,
    starts_on: datetime.date,
    ends_on: datetime.date,
    currency: str = "GBP",
    fund: Fund | None = None,
    unrestricted: bool = True,
    rhythm: str = "",
    accountable_for: str = "",
    questions: Collection[LearningQuestion] = (),
    parts: Mapping[Organisation, Decimal] | None = None,
    at: datetime.datetime | None = None,
) -> Agreement:
    """Propose the first terms of an agreement, by whoever speaks for the side that gives the money.

    It is agreed once each organisation that must has said so (`agree`). `parts` are what each organisation has of the
    money, where that is to be said. Raises NotFound, NotAllowed; Refused for an inexact amount, parts that do not add up,
    an empty time, a fund or a question of others; LooksLikeATarget.
    """
    must_tend(by, partnership)
    terms = Terms(
        fund=fund.pk if fund else None,
        fund_name=fund.name if fund else "",
        amount=amount,
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        unrestricted=unrestricted,
        rhythm=rhythm.strip(),
        accountable_for=accountable_for.strip(),
        questions=tuple(question.pk for question in questions),
        parts=_by_key(parts),
    )
    must_make_sense(by, partnership, terms, questions)
    in_turn(partnership.pk)
    agreement = Agreement(id=uuid7(), partnership=partnership, **_row(terms))
    same = AgreementVersion.objects.filter(
        agreement__partnership=partnership, number=1, terms=terms.as_json()
    ).select_related("agreement")
    if known := same.first():
        audit.nothing_changed()
        return known.agreement
    agreement.save(force_insert=True)
    agreement.questions.set(questions)
    speaks_for = access.gives_for(by, partnership).order_by("name")[0]
    _write(by, agreement, 1, Kind.BEGINNING, terms, "", speaks_for, at)
    audit.record(
        by=by,
        verb="agreement.made",
        subject=agreement,
        circle=partnership,
        amount=terms.as_json()["amount"],
        currency=currency,
    )
    return agreement


@action
def propose_terms(
    *, by: Person, agreement: Agreement, why: str, read: str | None = None, **terms: Any
) -> AgreementVersion:
    """Propose other terms, by anybody who speaks for an organisation that has to agree; then all agree again.

    `terms` are those of `make_agreement` that are to change; the others stay as they were proposed last. `why` is read by
    all. A proposal takes the place of one that was open. `read` is the version (of `terms_now`) that was edited: raises
    ChangedMeanwhile. Raises NotFound, NotAllowed, Refused, LooksLikeATarget.
    """
    speaks_for = must_speak(by, agreement)
    in_turn(agreement.pk)
    agreement.refresh_from_db()
    latest, before = latest_version(agreement), standing_terms(agreement)
    questions = terms.pop("questions", None)
    if questions is not None:
        terms["questions"] = tuple(sorted((question.pk for question in questions), key=str))
    if "fund" in terms:
        fund = terms["fund"]
        terms |= {"fund": fund.pk, "fund_name": fund.name} if fund else {"fund": None, "fund_name": ""}
    if "parts" in terms:
        terms["parts"] = _by_key(terms["parts"])
    wanted = before.changed(**{"ending": None, **terms})
    must_hold_no_target(why)
    must_make_sense(by, agreement.partnership, wanted, questions or (), before)
    if latest and latest.taken_back_at is None and wanted.as_json() == latest.terms:
        audit.nothing_changed()
        return latest
    must_be_as_read(read, terms_now(agreement))
    must_still_run(agreement)
    if not why.strip():
        raise Refused(_("Say why. The others read it before they agree."))
    in_force = terms_in_force(agreement)
    if in_force and wanted.currency != in_force.currency:
        raise Refused(_("An agreement keeps its currency."))
    must_fit_what_is_due(agreement, wanted, in_force)
    longer = in_force is not None and wanted.ends_on > in_force.ends_on
    only = in_force.differs_in(wanted) if in_force else set()
    kind = Kind.EXTENSION if longer and only <= {"ends_on", "amount", "parts"} else Kind.VARIATION
    return _propose(by, agreement, latest, kind, wanted, why, speaks_for)


@action
def propose_ending(
    *,
    by: Person,
    agreement: Agreement,
    on: datetime.date,
    learned: str,
    owed: str,
    why: str,
    amount: Decimal | None = None,
    read: str | None = None,
) -> AgreementVersion:
    """Propose how an agreement ends: what was learned, and what stays owed by whom. It ends once all have agreed.

    `amount` is what it comes to in the end, where that is another sum. `read` as for `propose_terms`. Raises NotFound,
    NotAllowed, Refused, ChangedMeanwhile.
    """
    speaks_for = must_speak(by, agreement)
    in_turn(agreement.pk)
    agreement.refresh_from_db()
    in_force = terms_in_force(agreement)
    if in_force is None:
        raise Refused(_("What nobody has agreed yet cannot end. It can be taken back."))
    if not (learned.strip() and owed.strip() and why.strip()):
        raise Refused(_("Say why it ends, what was learned and what stays owed, even if that is nothing."))
    must_hold_no_target(owed, why)
    ending = Ending(on=on, learned=learned.strip(), owed=owed.strip())
    wanted = in_force.changed(ending=ending)
    if amount is not None and amount != in_force.amount:
        wanted = wanted.changed(amount=must_be_exact(amount, in_force.currency), parts={})
    latest = latest_version(agreement)
    if latest and latest.taken_back_at is None and wanted.as_json() == latest.terms:
        audit.nothing_changed()
        return latest
    must_be_as_read(read, terms_now(agreement))
    must_still_run(agreement)
    if on < in_force.starts_on:
        raise Refused(_("It cannot end before it begins."))
    must_fit_what_is_due(agreement, wanted, in_force)
    return _propose(by, agreement, latest, Kind.ENDING, wanted, why, speaks_for)


@action
def agree(
    *,
    by: Person,
    version: AgreementVersion,
    organisation: Organisation,
    sha256: str,
    at: datetime.datetime | None = None,
) -> AgreementVersion:
    """Agree for one organisation to exactly the terms with this hash; with the last one needed they are in force.

    NotFound for people outside, NotAllowed for who does not sign for the organisation; Refused when these are not
    (any more) the terms that wait.
    """
    agreement = version.agreement
    if not access.is_in(by, agreement.partnership):
        raise NotFound
    must_go_on(agreement.partnership)
    if not access.may_sign_for(by, agreement.partnership).filter(pk=organisation.pk).exists():
        raise NotAllowed(_("Whoever leads or facilitates here for an organisation agrees for it."))
    in_turn(agreement.pk)
    if Assent.objects.filter(version=version, organisation=organisation).exists():
        audit.nothing_changed()
        return version
    waiting = open_version(agreement)
    if waiting is None or waiting.pk != version.pk or waiting.sha256 != sha256:
        raise Refused(
            _("The terms have changed since you read them. Please read them again before agreeing.")
        )
    at = at or timezone.now()
    Assent.objects.create(version=version, organisation=organisation, person=by, sha256=sha256, agreed_at=at)
    audit.record(
        by=by,
        verb="agreement.agreed",
        subject=version,
        circle=agreement.partnership,
        organisation=organisation.pk,
        sha256=sha256,
    )
    if not missing_assents(version):
        _put_into_force(by, version, at)
    return version


@action
def take_back_terms(*, by: Person, version: AgreementVersion) -> AgreementVersion:
    """Take back what one's organisation proposed and not all have agreed. It stays readable. Raises NotFound, Refused."""
    speaks_for = must_speak(by, version.agreement)
    in_turn(version.agreement_id)
    version.refresh_from_db()
    if version.taken_back_at:
        audit.nothing_changed()
        return version
    if version.organisation_id != speaks_for.pk:
        raise NotAllowed(_("Whoever proposed it takes it back."))
    waiting = open_version(version.agreement)
    if waiting is None or waiting.pk != version.pk:
        raise Refused(_("This does not wait for anybody any more."))
    version.taken_back_at = timezone.now()
    version.save(update_fields=["taken_back_at"])
    audit.record(by=by, verb="agreement.taken_back", subject=version, circle=version.agreement.partnership)
    return version


def enter(by: Person | None, agreement: Agreement, **said: Any) -> LedgerEntry:
    """Enter in the ledger of an agreement. The database refuses what would make more paid than due, or due than agreed."""
    return LedgerEntry.objects.create(agreement=agreement, currency=agreement.currency, written_by=by, **said)


def _propose(
    by: Person,
    agreement: Agreement,
    latest: AgreementVersion | None,
    kind: str,
    terms: Terms,
    why: str,
    speaks_for: Organisation,
) -> AgreementVersion:
    version = _write(by, agreement, latest.number + 1 if latest else 1, kind, terms, why.strip(), speaks_for)
    if agreement.agreed_at is None:
        _keep_in_its_row(agreement, terms)
    audit.record(
        by=by,
        verb="agreement.proposed",
        subject=version,
        circle=agreement.partnership,
        number=version.number,
        kind=kind,
        sha256=version.sha256,
    )
    return version


def _write(
    by: Person,
    agreement: Agreement,
    number: int,
    kind: str,
    terms: Terms,
    why: str,
    organisation: Organisation,
    at: datetime.datetime | None = None,
) -> AgreementVersion:
    return AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        kind=kind,
        terms=terms.as_json(),
        sha256=terms.hashed(agreement.pk, number),
        why=why,
        organisation=organisation,
        written_by=by,
        written_at=at or timezone.now(),
    )


def _put_into_force(by: Person, version: AgreementVersion, at: datetime.datetime) -> None:
    """All have agreed: the agreement's own row holds these terms, and the ledger how much more or less money it is."""
    agreement, terms = version.agreement, Terms.from_json(version.terms)
    before = terms_in_force(agreement)
    first = agreement.agreed_at is None
    agreement.agreed_at = agreement.agreed_at or at
    agreement.in_force = version.number
    _keep_in_its_row(agreement, terms)
    more = terms.amount - (Decimal(0) if first or before is None else before.amount)
    if more:
        enter(
            by,
            agreement,
            kind="agreed" if first else "varied",
            account="agreed",
            amount=more,
            day=timezone.localdate(at),
            version=version,
            written_at=at,
        )
    hashed, number, circle = version.sha256, version.number, agreement.partnership
    if terms.ending:
        audit.record(
            by=by, verb="agreement.ended", subject=agreement, circle=circle, number=number, sha256=hashed
        )
    else:
        audit.record(
            by=by, verb="agreement.in_force", subject=agreement, circle=circle, number=number, sha256=hashed
        )


def _row(terms: Terms) -> dict[str, Any]:
    return terms.columns | {"ended_on": None}


def _keep_in_its_row(agreement: Agreement, terms: Terms) -> None:
    for name, value in terms.columns.items():
        setattr(agreement, name, value)
    agreement.save()
    agreement.questions.set(LearningQuestion.objects.filter(pk__in=terms.questions))


def _by_key(parts: Mapping[Organisation, Decimal] | None) -> dict[uuid.UUID, Decimal]:
    return {organisation.pk: part for organisation, part in (parts or {}).items()}
