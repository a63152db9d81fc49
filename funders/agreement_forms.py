"""What people may type about an agreement, its payments, and a target that somebody wants in it. No field takes a target."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funders.forms import Day, WithoutModelRules
from funders.models import Agreement, Fund, Payment, TargetChallenge
from funders.money import DIGITS_BEFORE
from funders.targets import LooksLikeATarget
from funders.terms import PART
from hls_platform.actions import Refused
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.held import GONE
from learning.models import LearningQuestion
from relationships.models import Organisation, Partnership, PartnershipParty

A_FEW_LINES = {"rows": 4}


def amount_field(**said: Any) -> forms.DecimalField:
    """An amount in any currency; how fine it may be, the action says."""
    return forms.DecimalField(max_digits=DIGITS_BEFORE + 3, decimal_places=3, **said)


class SaysNoTarget(forms.Form):
    """A form whose words may look like a target: then they all stay, and the open way is offered beside them."""

    target_words: tuple[str, ...] = ()

    def say(self, refused: Refused) -> None:
        """Say on the page why nothing was saved."""
        self.target_words = tuple(refused.found) if isinstance(refused, LooksLikeATarget) else ()
        if isinstance(self, Edits):
            self.refuse(refused)
        else:
            self.add_error(None, str(refused))


class AgreementForm(SaysNoTarget, WithoutModelRules):
    """The terms. `parties` are the organisations that can each have a part of the money, where there are several."""

    amount = amount_field(label=_("Amount"))

    class Meta:
        model = Agreement
        fields = (
            "fund",
            "amount",
            "currency",
            "starts_on",
            "ends_on",
            "unrestricted",
            "rhythm",
            "accountable_for",
            "questions",
        )
        widgets = {
            "starts_on": Day(),
            "ends_on": Day(),
            "accountable_for": forms.Textarea(attrs=A_FEW_LINES),
            "questions": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "currency": _("Three letters, such as GBP."),
            "accountable_for": _("Learning, adapting, working together: in your own words, for both sides."),
        }

    def __init__(
        self,
        *args: Any,
        partnership: Partnership,
        ours: QuerySet[Organisation],
        fund: object = None,
        questions: Collection[object] = (),
        **fields: Any,
    ) -> None:
        super().__init__(*args, **fields)
        self.fields["fund"].queryset = Fund.objects.filter(  # type: ignore[attr-defined]
            Q(funder__in=ours) | Q(pk=fund)
        )
        self.fields["fund"].empty_label = _("No fund")  # type: ignore[attr-defined]
        asked = LearningQuestion.objects.filter(circle_id=partnership.pk).exclude(text=GONE)
        choice = self.fields["questions"]
        choice.queryset = asked.filter(Q(closed_at=None) | Q(pk__in=questions))  # type: ignore[attr-defined]
        choice.label = _("Learning questions")
        self.parties = parties_paid(partnership)
        for party in self.parties if len(self.parties) > 1 else ():
            self.fields[f"{PART}{party.pk.hex}"] = amount_field(
                label=_("Part of %(organisation)s") % {"organisation": party.name}, required=False
            )
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    def terms(self) -> dict[str, Any]:
        """What was typed, by the names of the action's arguments."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith(PART)}
        parts = {party: self.cleaned_data.get(f"{PART}{party.pk.hex}") for party in self.parties}
        said["parts"] = {party: part for party, part in parts.items() if part}
        said["questions"] = list(said["questions"])
        return said


class TermsForm(Edits, AgreementForm):
    """Other terms, with the reason that the others read."""

    why = forms.CharField(
        label=_("Why"),
        help_text=_("The others read it before they agree."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtendForm(Edits, SaysNoTarget):
    """A longer time, perhaps with more money; everything else stays."""

    ends_on = forms.DateField(label=_("Until"), widget=Day())
    amount = amount_field(
        label=_("Amount in all"), help_text=_("For the whole time, what was agreed so far included.")
    )
    why = TermsForm.base_fields["why"]


class EndForm(Edits, SaysNoTarget):
    """How it ends well: agreed by all, like its beginning."""

    on = forms.DateField(label=_("The day it ends"), widget=Day())
    learned = forms.CharField(label=_("What was learned"), widget=forms.Textarea(attrs=A_FEW_LINES))
    owed = forms.CharField(
        label=_("What stays owed, and by whom"),
        help_text=_("Money, a last conversation, an answer; or that nothing does."),
        widget=forms.Textarea(attrs=A_FEW_LINES),
    )
    amount = amount_field(label=_("What it comes to in the end"))
    why = forms.CharField(label=_("Why it ends"), widget=forms.Textarea(attrs={"rows": 3}))


class PaymentForm(WithoutModelRules):
    amount = amount_field(label=_("Amount"))

    class Meta:
        model = Payment
        fields = ("amount", "due_on", "to_organisation")
        widgets = {"due_on": Day()}

    def __init__(self, *args: Any, partnership: Partnership, **fields: Any) -> None:
        super().__init__(*args, **fields)
        parties = parties_paid(partnership)
        if len(parties) < 2:
            del self.fields["to_organisation"]
            return
        choice = self.fields["to_organisation"]
        choice.label, choice.queryset = _("To whom"), parties  # type: ignore[attr-defined]
        choice.empty_label = _("All of them together")  # type: ignore[attr-defined]


class ReversalForm(Edits):
    note = forms.CharField(label=_("Why"), help_text=_("It stands in the ledger."), max_length=300)


class ChallengeForm(LookedOver):
    """Three questions for whoever wants a target, and what the law says of it."""

    words_for_others = ("wanted", "why", "evidence", "effect", "law_reason")
    wanted = forms.CharField(
        label=_("The KPI or target that is wanted"),
        help_text=_(
            "In your own words; the three questions after it then want an answer. Leave it empty to record only why the law asks for no indicators here."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    why = forms.CharField(
        label=_("Why this choice?"), widget=forms.Textarea(attrs=A_FEW_LINES), required=False
    )
    evidence = forms.CharField(
        label=_("What evidence supports it for work this complex?"),
        widget=forms.Textarea(attrs=A_FEW_LINES),
        required=False,
    )
    effect = forms.CharField(
        label=_("What may it do to the people served?"),
        widget=forms.Textarea(attrs=A_FEW_LINES),
        required=False,
    )
    law = forms.ChoiceField(
        label=_("What does the law ask?"),
        help_text=_(
            "For English public contracts above £5 million, section 52 of the Procurement Act 2023 asks for at least three "
            "indicators, unless they could not appropriately assess the work; not for light-touch contracts or frameworks. "
            "This is no legal advice."
        ),
        choices=offered(TargetChallenge.Law.choices),
        initial=TargetChallenge.Law.NONE,
    )
    law_reason = forms.CharField(
        label=_("The reasons, where the law is concerned"),
        widget=forms.Textarea(attrs=A_FEW_LINES),
        required=False,
    )


class AnswerForm(LookedOver):
    text = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs=A_FEW_LINES))


class LetGoForm(LookedOver):
    words_for_others = ("because",)
    because = forms.CharField(label=_("Why you let it go"), widget=forms.Textarea(attrs={"rows": 3}))


def parties_paid(partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations that deliver, by name: those that money goes to."""
    return Organisation.objects.filter(
        parties__partnership=partnership, parties__side=PartnershipParty.Side.DELIVERING
    ).order_by("name")
