"""The same pages, asked for as a role that no policy binds: what is between them and ours is the cost of the second wall."""

from hls_platform.security import asking
from tests.bench.place import PAST_WALLS

asking.APPLICATION = PAST_WALLS  # before the first request: each page then asks as this role

from hls_platform.asgi import application  # noqa: E402 - it reads the line above

__all__ = ["application"]
