"""What waits for a person about money: what is late or to be approved, for the side that gives; what is to be agreed or answered."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.money import said
from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from hls_platform.what_waits import Waits
from relationships.models import Person

MOST = 5
"""Of each kind, at most."""
WAITING = """
    WITH inside AS MATERIALIZED (
        SELECT circle_id, on_behalf_of_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ), party AS MATERIALIZED (
        SELECT partnership_id, organisation_id, side FROM relationships_partnershipparty
    ), held AS MATERIALIZED (
        SELECT id, partnership_id, amount, currency, in_force, organisation_id, side
        FROM funders_agreement LEFT JOIN party USING (partnership_id)
    ), mine AS MATERIALIZED (
        SELECT held.*, circle.name
        FROM held JOIN inside ON circle_id = partnership_id AND on_behalf_of_id = organisation_id
        JOIN relationships_circle circle ON circle.id = circle_id AND ended_at IS NULL
    )
    (SELECT 'late', mine.id, mine.name, payment.amount, currency, due_on
     FROM mine JOIN funders_payment payment ON payment.agreement_id = mine.id
     WHERE side = 'resourcing' AND due_on < %(today)s AND paid_on IS NULL AND called_off_at IS NULL
     ORDER BY due_on, payment.id LIMIT %(most)s)
    UNION ALL
    (SELECT 'approve', mine.id, mine.name, payment.amount, currency, due_on
     FROM mine JOIN funders_payment payment ON payment.agreement_id = mine.id
     WHERE side = 'resourcing' AND due_on >= %(today)s AND approved_by_id IS NULL AND called_off_at IS NULL
       AND entered_by_id <> %(person)s
     ORDER BY due_on, payment.id LIMIT %(most)s)
    UNION ALL
    (SELECT 'agree', mine.id, mine.name, mine.amount, currency, written_at::date
     FROM mine JOIN funders_agreementversion version ON version.agreement_id = mine.id
     WHERE side IN ('resourcing', 'delivering') AND taken_back_at IS NULL AND number IS DISTINCT FROM in_force
       AND number = (SELECT max(number) FROM funders_agreementversion last WHERE last.agreement_id = mine.id)
       AND NOT EXISTS (SELECT FROM funders_assent
                       WHERE version_id = version.id AND funders_assent.organisation_id = mine.organisation_id)
     ORDER BY written_at, version.id LIMIT %(most)s)
    UNION ALL
    (SELECT 'answer', challenge.id, mine.name, mine.amount, currency, asked_at::date
     FROM mine JOIN funders_targetchallenge challenge ON challenge.agreement_id = mine.id
     WHERE wanted <> '' AND let_go_at IS NULL AND challenge.organisation_id <> mine.organisation_id
       AND NOT EXISTS (SELECT FROM funders_challengeanswer answer
                       WHERE challenge_id = challenge.id AND answer.organisation_id = mine.organisation_id)
     ORDER BY asked_at, challenge.id LIMIT %(most)s)"""
"""Each table is read once, as far as one may see it, and then joined: looked up for each partnership, its policy goes through
all of one's circles each time, which in 500 partnerships takes ten times as long. (Joined from the left, agreements and
parties are not taken for so few that no hash is worth it.)"""


@dataclass(frozen=True)
class _Waiting:
    kind: str
    id: uuid.UUID
    partnership: str
    amount: Decimal
    currency: str
    day: datetime.date

    def line(self) -> Waits:
        amount = said(self.amount, self.currency)
        late = (timezone.localdate() - self.day).days
        texts = {
            "late": ngettext("%(amount)s is %(number)s day late", "%(amount)s is %(number)s days late", late),
            "approve": _("A payment of %(amount)s waits to be approved"),
            "agree": _("Terms of an agreement wait for your organisation"),
            "answer": _("Somebody wants a target, and waits for what you say"),
        }
        name = "funders:challenge" if self.kind == "answer" else "funders:agreement"
        return Waits(
            self.partnership, texts[self.kind] % {"amount": amount, "number": late}, address_of(name, self.id)
        )


def about_money(person: Person) -> list[Waits]:
    """What is late first. That money is late is told to the side that gives it, and to nobody else."""
    values = {"person": person.pk, "now": timezone.now(), "today": timezone.localdate(), "most": MOST}
    return [each.line() for each in rows(_Waiting, WAITING, values)]


WAITS = [about_money]
