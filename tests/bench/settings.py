"""The platform's own settings, with one page beside it to measure against."""

from hls_platform.settings import *  # noqa: F403
from hls_platform.settings import BASE_DIR, INSTALLED_APPS, TEMPLATES

INSTALLED_APPS += ["tests.bench"]
ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "tests/bench/templates"]  # type: ignore[operator]
SEARCH_RATE = "1000000/min"
