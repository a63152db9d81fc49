"""Digests: how one wants one's own, what stands in a circle's, and nudges."""

import datetime
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from learning.actions.digest_choices import zones
from learning.digests.sections import SECTIONS
from learning.models import (
    DigestChoice,
)
from learning.models.nudge import DAYS
from relationships.models import Circle


class NudgeForm(forms.Form):
    """When one would like to be nudged."""

    days = forms.MultipleChoiceField(
        label=_("On which days"),
        choices=[(str(n), day) for n, day in enumerate(DAYS, start=1)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    at = forms.TimeField(
        label=_("At what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    zone = forms.ChoiceField(label=_("By the clocks of"))
    quiet_from = forms.TimeField(
        label=_("Quiet hours begin"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet hours end"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        usual = {
            "days": ["5"],
            "at": datetime.time(16, 30),
            "zone": settings.TIME_ZONE,
            "quiet_from": datetime.time(20),
            "quiet_until": datetime.time(7),
        }
        super().__init__(*args, **{"initial": usual, **fields})
        zones = sorted(each for each in available_timezones() if "/" in each and not each.startswith("Etc/"))
        if settings.TIME_ZONE not in zones:
            zones.insert(0, settings.TIME_ZONE)
        cast(forms.ChoiceField, self.fields["zone"]).choices = [
            (zone, zone.replace("_", " ")) for zone in zones
        ]

    def clean_days(self) -> str:
        return "".join(self.cleaned_data["days"])


class DigestChoiceForm(Edits, forms.ModelForm):
    """When, where and how one wants one's digests."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=offered(Circle.Rhythm.choices))
    day = forms.TypedChoiceField(
        label=_("On which day"),
        coerce=int,
        choices=offered(DigestChoice.Day.choices),
        help_text=_("Every month: the first such day of the month."),
    )
    hour = forms.TypedChoiceField(
        label=_("At which hour"), coerce=int, choices=[(hour, f"{hour}:00") for hour in range(24)]
    )
    zone = forms.ChoiceField(
        label=_("Where that hour is told"),
        choices=lambda: [(each, each.replace("_", " ")) for each in zones()],
    )
    channel = forms.ChoiceField(
        label=_("How it reaches you"),
        choices=offered(DigestChoice.Channel.choices),
        widget=forms.RadioSelect,
        help_text=_("It always stands here, too. For a feed, make its address under My digests."),
    )
    own = forms.ChoiceField(
        label=_("What you kept to yourself comes back to you"),
        choices=offered(DigestChoice.Own.choices),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = DigestChoice
        fields = DigestChoice.EDITED
        widgets = {"away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {"names_circles": _("An e-mail without anything that was written may name my circles")}
        help_texts = {"names_circles": ""}

    def _post_clean(self) -> None:
        """What may be chosen is the action's to say."""


class SectionsForm(Edits):
    """What stands in a circle's digests."""

    stored = {"sections": "left_out"}

    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        choices=offered(SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def _kept(self, name: str) -> Any:
        left_out = super()._kept(name)
        return [each for each in SECTIONS if each not in left_out] if name == "sections" else left_out
