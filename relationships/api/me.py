"""Who asks."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.actions import in_turn
from hls_platform.api.conditions import etag_of, is_known, must_match
from hls_platform.api.fields import Sent, Shown
from hls_platform.api.resources import Resource
from hls_platform.security.bearing import Bearer
from hls_platform.security.held import counted
from relationships.actions.people import rename
from relationships.models import Person, Scope


class MeShown(Shown):
    scopes = serializers.SerializerMethodField(help_text="What this request may do.")

    class Meta:
        model = Person
        fields = ("id", "name", "email", "is_administrator", "joined_at", "scopes")

    def get_scopes(self, person: Person) -> list[str]:
        auth = self.context["request"].auth
        return sorted(auth.scopes) if isinstance(auth, Bearer) else sorted(Scope.values)


class NameToTake(Sent):
    name = serializers.CharField(max_length=120)


class Me(Resource):
    """You, and what this request may do."""

    shown = MeShown
    to_write = "circles"

    def rows(self) -> QuerySet[Person]:
        return Person.objects.filter(pk=self.person.pk)

    def retrieve(self, request: Request) -> Response:  # type: ignore[override]
        """Who asks."""
        shown = self.shown_by_itself(self.person)
        etag = etag_of(shown)
        return (
            Response(status=304, headers={"ETag": etag})
            if is_known(request, etag)
            else self.answered(self.person, 200)
        )

    def partial_update(self, request: Request) -> Response:
        """Change your own name."""
        in_turn(self.person.pk)
        must_match(request, etag_of(self.shown_by_itself(self.thing(self.person.pk))))
        rename(by=self.person, **self.words(NameToTake))
        return self.answered(self.person, 200)

    partial_update.words, partial_update.writes = NameToTake, "change"  # type: ignore[attr-defined]


class KindShown(serializers.Serializer):
    table = serializers.CharField(help_text="What the download calls it.")
    title = serializers.CharField()
    number = serializers.IntegerField()
    seen_by = serializers.CharField(help_text="Who can see it, in words.")


class MyDataShown(serializers.Serializer):
    kinds = KindShown(many=True)


class MyData(Resource):
    """What is held about you. The words themselves are in the download, which you ask for on the page “My data”."""

    shown = MyDataShown

    def retrieve(self, request: Request) -> Response:  # type: ignore[override]
        """Each kind of thing that is held about you, how many there are, and who can see it."""
        kinds = [
            {"table": held.table, "title": held.title, "number": number, "seen_by": held.seen_by}
            for held, number in counted()
        ]
        shown = self.shown({"kinds": kinds}).data
        etag = etag_of(shown)
        if is_known(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return Response(shown, headers={"ETag": etag})


def my_data_urls() -> Any:
    """The view of what is held about the one who asks."""
    return MyData.as_view({"get": "retrieve"}, basename="my-data")


def me_urls() -> Any:
    """The view of one address for the one who asks."""
    return Me.as_view({"get": "retrieve", "patch": "partial_update"}, basename="me")
