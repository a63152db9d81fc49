"""A resource: one noun under /api/, read through `visible_to` and written through actions. It has no rule of its own."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.actions import in_turn
from hls_platform.api.bodies import body_of
from hls_platform.api.conditions import etag_of, is_known, must_match
from hls_platform.api.fields import Filters, Sent
from hls_platform.api.once import once
from hls_platform.api.problems import WrongParameters
from hls_platform.web.paging import Page, page_after, read_cursor


class Nothing(Sent):
    """An empty object: the address says it all."""


class Resource(viewsets.GenericViewSet):
    """Subclasses say what is `shown`, in which `order`, by which `filters`, and give the `rows` one may see."""

    shown: ClassVar[type[serializers.BaseSerializer]]
    shown_whole: ClassVar[type[serializers.BaseSerializer] | None] = None
    """How one of them is shown by itself, where that is more than in a list."""
    order: ClassVar[tuple[str, ...]] = ("-created_at", "-id")
    filters: ClassVar[type[Filters]] = Filters
    to_read: ClassVar[str] = "read"
    to_write: ClassVar[str] = ""
    lookup_value_converter = "uuid"
    pagination_class = None
    filter_backends = []

    def rows(self) -> QuerySet[Any]:
        """What the person who asks may see, with all that is needed to show it."""
        raise NotImplementedError

    def whole_rows(self) -> QuerySet[Any]:
        """The same for one of them by itself."""
        return self.rows()

    @property
    def person(self) -> Any:
        """Who asks."""
        return cast(AbstractBaseUser, self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return {"person": self.person, "request": self.request}

    def list(self, request: Request) -> Response:
        """A stretch of what one may see, and the address of the next."""
        asked = self.asked(self.filters)
        after = asked.validated_data.get("after")
        narrowed = asked.narrow(self.rows())
        self.must_make_sense(after, narrowed.model)
        size = asked.validated_data["size"]
        return self.stretch(page_after(narrowed, order=self.order, after=after, size=size))

    def must_make_sense(self, after: str | None, model: type[Model]) -> None:
        """Raise WrongParameters for a cursor that names no row of `model` in our order."""
        if after and read_cursor(after, model, self.order) is None:
            raise WrongParameters({"after": [_("This cursor makes no sense: take the one from “next”.")]})

    def stretch(self, page: Page) -> Response:
        """What `list` answers: the rows of the page, and the address of the next."""
        return Response(
            {"items": self.as_shown(page.items, many=True), "next": self._address_after(page.next_after)}
        )

    def retrieve(self, request: Request, pk: uuid.UUID) -> Response:
        """One of them, with its ETag."""
        shown = self.shown_by_itself(self.thing(pk))
        etag = etag_of(shown)
        if is_known(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return Response(shown, headers={"ETag": etag})

    def asked(self, filters: type[Filters]) -> Filters:
        """The parameters in the address. Raises WrongParameters, for unknown ones too."""
        sent = self.request.query_params.dict()
        asked = filters(data=sent, context=self.get_serializer_context())
        if unknown := set(sent) - set(asked.fields):
            raise WrongParameters({name: [_("There is no such parameter.")] for name in sorted(unknown)})
        if not asked.is_valid():
            raise WrongParameters(asked.errors)
        return asked

    def thing(self, pk: uuid.UUID) -> Any:
        """The one with this id. Raises Http404 when it is not there, or not for this person."""
        return self.found(self.whole_rows().filter(pk=pk).first())

    def found(self, thing: Any) -> Any:
        """The thing. Raises Http404 where there is none."""
        if thing is None:
            raise Http404
        return thing

    def as_shown(self, things: Any, *, many: bool = False) -> Any:
        return self.shown(things, many=many, context=self.get_serializer_context()).data

    def shown_by_itself(self, thing: Any) -> Any:
        return (self.shown_whole or self.shown)(thing, context=self.get_serializer_context()).data

    def words(self, wanted: type[serializers.Serializer]) -> dict[str, Any]:
        """What was sent, by the names of the action's arguments. Raises ValidationError."""
        sent = wanted(data=body_of(self.request), context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return cast("dict[str, Any]", sent.validated_data)

    def answered(self, thing: Model, status: int, **more: Any) -> Response:
        """The thing as it stands now, read anew, with its ETag and address; without a body when it is gone."""
        found = self.whole_rows().filter(pk=thing.pk).first()
        if found is None:
            return Response(status=204)
        shown = self.shown_by_itself(found)
        headers = {"ETag": etag_of(shown)}
        if status == 201:
            headers["Location"] = self.reverse_action("detail", args=[thing.pk])
        return Response({**shown, **more}, status, headers=headers)

    def _address_after(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        asked = self.request.query_params.copy()
        asked["after"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{asked.urlencode()}")


Method = Callable[..., Any]


def creates(
    words: type[Sent], *, again: bool = True, shown: type[serializers.BaseSerializer] | None = None
) -> Callable[[Method], Method]:
    """Make a method that takes what was `sent` and returns the new thing into DRF's `create`.

    With the thing it may return a dictionary of what is said this once; `shown` describes the two together.

    Sent twice under one Idempotency-Key it is done once, unless `again` is False: for answers that hold a secret.
    """

    def made(method: Method) -> Method:
        @wraps(method)
        def create(self: Resource, request: Request) -> Response:
            def answer() -> Response:
                made = method(self, self.words(words))
                thing, more = made if isinstance(made, tuple) else (made, {})
                return self.answered(thing, 201, **more)

            return once(request, answer) if again else answer()

        create.words, create.writes = words, "create"  # type: ignore[attr-defined]
        create.again, create.shown = again, shown  # type: ignore[attr-defined]
        return create

    return made


def changes(words: type[Sent] = Nothing) -> Callable[[Method], Method]:
    """Make a method that takes a `thing` and what was `sent` into a change of it, on the condition of If-Match.

    `partial_update` and `destroy` are DRF's PATCH and DELETE; any other name is a verb that is posted to the thing's
    own address. The answer is the thing as it stands then, or nothing when it is gone for this person.
    """

    def made(method: Method) -> Method:
        @wraps(method)
        def change(self: Resource, request: Request, pk: uuid.UUID) -> Response:
            in_turn(pk)  # as the actions behind the pages do, so that none of them comes in between
            thing = self.thing(pk)
            must_match(request, etag_of(self.shown_by_itself(thing)))
            changed = method(self, thing, self.words(words))
            return Response(status=204) if changed is None else self.answered(thing, 200)

        change.words, change.writes = words, "change"  # type: ignore[attr-defined]
        if method.__name__ in {"partial_update", "destroy"}:
            return change
        name = method.__name__.replace("_", "-")
        return cast(Method, action(detail=True, methods=["post"], url_path=name, url_name=name)(change))

    return made


def reads(
    answers: dict[Any, Any], *, filters: type[Filters] | None = None, at: str = ""
) -> Callable[[Method], Method]:
    """Make a method into something more that is read of one thing, `at` its own address.

    `answers` are what a schema says of it: by status, or by status and media type.
    """

    def made(method: Method) -> Method:
        method.answers, method.filters = answers, filters  # type: ignore[attr-defined]
        name = method.__name__
        return cast(Method, action(detail=True, url_path=at or name, url_name=name)(method))

    return made
