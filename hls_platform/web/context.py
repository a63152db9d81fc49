"""What every page may show of the place itself."""

from django.conf import settings
from django.http import HttpRequest


def place(request: HttpRequest) -> dict[str, object]:
    """Template context: `demo` (whether this is a demo place) and `platform_name`."""
    return {"demo": settings.DEMO, "platform_name": settings.PLATFORM_NAME}
