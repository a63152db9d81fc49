"""Threads and themes: naming, joining, splitting and gathering."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from hls_platform.web.edits import Edits
from learning.models import (
    Share,
    Theme,
)


class ThreadForm(Edits):
    name = forms.CharField(label=_("What this thread is about"), max_length=160, required=False)


class ThemeForm(Edits):
    name = forms.CharField(label=_("What we call it"), max_length=160)


class GatherForm(forms.Form):
    """Something shared is put under a theme of its circle; `themes` are the names of those it has."""

    name = forms.CharField(
        label=_("What it is about"), max_length=160, widget=forms.TextInput({"list": "themes"})
    )

    def __init__(self, *args: Any, themes: Sequence[str], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.themes = themes


class SplitForm(forms.Form):
    """What is taken out of a theme, and what that is about."""

    shares = forms.ModelMultipleChoiceField(
        Share.objects.none(), label=_("Which of them"), widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("What these are about"), max_length=160)

    def __init__(self, *args: Any, gathered: QuerySet[Share], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["shares"].queryset = gathered  # type: ignore[attr-defined]
        self.fields["shares"].label_from_instance = _how_it_begins  # type: ignore[attr-defined]


def _how_it_begins(share: Share) -> str:
    return Truncator(share.reflection.words).words(30)


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(
        Theme.objects.none(), label=_("The theme that goes on"), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, others: QuerySet[Theme], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
