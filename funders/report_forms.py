"""What people may type when they compose, sign, supersede and show a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from funders.actions.auditing import DAYS
from funders.models import CommitteePart, Report
from funders.reports.document import Document
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from relationships.models import Circle, Membership, Organisation, Person


class CommentForm(Edits, LookedOver):
    words_for_others = ("comment",)
    comment = forms.CharField(
        label=_("What we say about it"),
        help_text=_("It is printed with the item, as the partnership’s words. Empty for nothing."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
    )


class SummaryForm(Edits, LookedOver):
    words_for_others = ("summary",)
    summary = forms.CharField(
        label=_("What it says, in plain words"),
        help_text=_("For somebody who reads nothing else. Short sentences, everyday words."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=8000,
    )


class SignForm(LookedOver):
    words_for_others = ("reservation",)
    reservation = forms.CharField(
        label=_("What we do not agree with"),
        help_text=_("It is printed with your signature. Leave it empty to sign without a reservation."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
    )


class SupersedeForm(LookedOver):
    words_for_others = ("what_changed",)
    what_changed = forms.CharField(
        label=_("What changes, and why"),
        help_text=_(
            "It is printed in the new report. The one before stays as it is, and says that it was superseded."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class AuditorForm(forms.Form):
    for_whom = forms.CharField(label=_("For whom"), help_text=_("A name or an office."), max_length=160)
    days = forms.TypedChoiceField(label=_("For how long"), coerce=int)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(number)s day", "%(number)s days", days) % {"number": days}) for days in DAYS
        ]


class AskedForm(forms.Form):
    """What somebody wants to know the origin of."""

    asked = forms.CharField(
        label=_("Its number, or a hash"),
        help_text=_(
            "The number stands on its first page, such as 2026-0007; the hash is its 64 letters and digits."
        ),
        required=False,
        max_length=200,
    )
    file = forms.FileField(
        label=_("Or the file itself"),
        help_text=_("Only its hash is taken; the file is not kept."),
        required=False,
    )


class CommitteeForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Whose committee"), empty_label=_("Choose one")
    )
    title = forms.CharField(label=_("What it is called"), max_length=160)
    for_whom = forms.CharField(
        label=_("Who will read it"),
        help_text=_("The partnerships you ask see this: it is to whom they say yes."),
        max_length=160,
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        tended = (
            Membership.objects.current()
            .filter(person=person, circle__kind=Circle.Kind.ORGANISATION, circle__ended_at=None)
            .exclude(role=Membership.Role.MEMBER)
        )
        self.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=tended.values("circle_id")
        ).order_by("name")


class AskPartsForm(forms.Form):
    """Which issued report a partnership is asked for parts of."""

    report = forms.ModelChoiceField(
        Report.objects.none(), label=_("An issued report"), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, reports: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["report"].queryset = reports  # type: ignore[attr-defined]
        self.fields["report"].label_from_instance = lambda each: f"{each.number}: {each.partnership.name}"  # type: ignore[attr-defined]


class PartForm(Edits):
    """Which sections an organisation gives to a committee."""

    sections = forms.MultipleChoiceField(
        label=_("What we give"),
        help_text=_("Tick nothing to give nothing. A section is shown once every organisation gives it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, part: CommitteePart, **fields: Any) -> None:
        super().__init__(*args, **fields)
        document = Document.from_json(part.report.content or {})
        self.fields["sections"].choices = [(each.key, each.title) for each in document.sections]  # type: ignore[attr-defined]
