"""All tokens and components on one page, in a demo only, rendered from the includes that the pages use."""

from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

COLOURS = ("paper", "sheet", "ink", "soft", "line", "edge", "green", "tint", "rust", "rust-tint")
ICONS = ("mark", "today", "circles", "partnerships", "learning", "maps", "reports", "reflect")


class ExampleForm(forms.Form):
    """One field of each kind."""

    words = forms.CharField(
        label=_("Some words"), help_text=_("As many as you like."), widget=forms.Textarea(attrs={"rows": 2})
    )
    line = forms.CharField(label=_("A line"), required=False)
    day = forms.DateField(label=_("A day"), widget=forms.DateInput(attrs={"type": "date"}))
    choice = forms.ChoiceField(
        label=_("One of a few"), choices=[("a", _("The first")), ("b", _("The second"))]
    )
    several = forms.MultipleChoiceField(
        label=_("Some of a few"),
        choices=[("a", _("The first")), ("b", _("The second"))],
        widget=forms.CheckboxSelectMultiple,
    )
    tick = forms.BooleanField(label=_("Without my name"), required=False)


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """The page; 404 outside a demo."""
    if not settings.DEMO:
        raise Http404
    circle = SimpleNamespace(
        name=_("Thursday Tea"),
        seen_by=_("Seen by the 7 people of Thursday Tea"),
        get_absolute_url="#back",
    )
    words = _("I rang the landlord before I had asked her. She was right to be cross.")
    card = SimpleNamespace(
        author=_("Someone in this circle"),
        day=_("yesterday"),
        to_whom=_("to someone in this circle, yesterday"),
        kind=_("A mistake"),
        said=format_html('<p class="said">{}</p>', words),
        words=words,
        seen_by=[circle.seen_by],
        url="#share",
    )
    response = SimpleNamespace(
        author=SimpleNamespace(name="Amina Hart"),
        created_at=timezone.now(),
        get_kind_display=_("an open question"),
        text=_("What made you ring so soon?"),
        reply=_("I wanted to have good news for her."),
    )
    return render(
        request,
        "hls_platform/components.html",
        {
            "colours": COLOURS,
            "icons": ICONS,
            "form": ExampleForm(auto_id="good_%s", initial={"words": _("Half a thought")}),
            "wrong": ExampleForm(
                {"words": "", "choice": "a", "several": ["a"], "day": "x"}, auto_id="wrong_%s"
            ),
            "circle": circle,
            "cards": [card],
            "response": response,
            "map": SimpleNamespace(slug="example"),
        },
    )
