"""What every page may show of the place itself."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def place(request: HttpRequest) -> dict[str, object]:
    """Template context: `demo`, `platform_name`, and `doors`, the main ways through with the one we stand in."""
    doors = [
        (_("Today"), reverse("learning:today")),
        (_("Circles"), reverse("relationships:circles")),
        (_("Partnerships"), reverse("funders:partnerships")),
        (_("Learning"), reverse("learning:home")),
        (_("Maps"), reverse("systems:maps")),
        (_("Reports"), reverse("funders:reports")),
    ]
    return {
        "demo": settings.DEMO,
        "platform_name": settings.PLATFORM_NAME,
        "doors": [
            {
                "label": label,
                "url": url,
                "here": request.path == url or (url != "/" and request.path.startswith(url)),
            }
            for label, url in doors
        ],
    }
