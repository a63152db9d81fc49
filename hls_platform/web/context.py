"""What every page may show of the place itself."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def place(request: HttpRequest) -> dict[str, object]:
    """Template context: `demo`, `platform_name`, and `doors`, the main ways through with the one we stand in.

    A phone has room for five doors under the thumb; those beyond are `further` and stand at its top.
    """
    doors = [
        (_("Today"), reverse("learning:today"), "today"),
        (_("Circles"), reverse("relationships:circles"), "circles"),
        (_("Partnerships"), reverse("funders:partnerships"), "partnerships"),
        (_("Learning"), reverse("learning:home"), "learning"),
        (_("Maps"), reverse("systems:maps"), "maps"),
        (_("Reports"), reverse("funders:reports"), "reports"),
    ]
    return {
        "demo": settings.DEMO,
        "platform_name": settings.PLATFORM_NAME,
        "doors": [
            {
                "label": label,
                "url": url,
                "icon": icon,
                "further": number >= 5,
                "here": request.path == url or (url != "/" and request.path.startswith(url)),
            }
            for number, (label, url, icon) in enumerate(doors)
        ],
    }
