"""The ASGI door: pages and, beside them, event streams that stay open for hours."""

import os

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hls_platform.settings")


class OneThreadARequest(ASGIHandler):
    """Runs middleware and view of a request in one thread, start to end.

    Django's own handler changes threads at each middleware, which costs more than a page here
    (docs/decisions/0002-web-server.md). An event stream is a response whose content is an asynchronous
    iterator: the thread is given back when the view returns it, and the event loop sends what comes.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response)(request)


django.setup(set_prefix=False)
application = OneThreadARequest()
