"""What every page may show of the place itself."""

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hls_platform.spoken import once_in_each_language


@once_in_each_language
def _doors() -> tuple[tuple[str, str, str], ...]:
    """The words, the address and the icon of each door."""
    return (
        (_("Today"), reverse("learning:today"), "today"),
        (_("Circles"), reverse("relationships:circles"), "circles"),
        (_("Partnerships"), reverse("funders:partnerships"), "partnerships"),
        (_("Learning"), reverse("learning:home"), "learning"),
        (_("Maps"), reverse("systems:maps"), "maps"),
        (_("Reports"), reverse("funders:reports"), "reports"),
    )


@once_in_each_language
def _through(here: str, *, reflecting: bool, searching: bool) -> SafeString:
    """The doors as the page shows them; `here` is the address of the one we stand in, empty in none.

    A phone has room for five doors under the thumb; those beyond are `further` and stand at its top.
    """
    doors = [
        {"label": label, "url": url, "icon": icon, "further": number >= 5, "here": url == here}
        for number, (label, url, icon) in enumerate(_doors())
    ]
    return render_to_string(
        "components/doors.html", {"doors": doors, "reflecting": reflecting, "searching": searching}
    )


def place(request: HttpRequest) -> dict[str, object]:
    """Template context: `demo`, `platform_name`, and `doors`, the main ways through with the one we stand in."""
    path = request.path
    here = [url for _label, url, _icon in _doors() if path == url or (url != "/" and path.startswith(url))]
    return {
        "demo": settings.DEMO,
        "platform_name": settings.PLATFORM_NAME,
        "doors": _through(
            "".join(here[:1]),
            reflecting=path == reverse("learning:reflect"),
            searching=path == reverse("learning:search"),
        ),
    }
