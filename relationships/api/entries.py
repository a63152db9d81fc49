"""What was done that concerns the one who asks."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.api.fields import Filters
from hls_platform.api.resources import Resource
from relationships import trail
from relationships.trail import Line


class EntryShown(serializers.Serializer):
    id = serializers.UUIDField()
    verb = serializers.CharField(help_text="What was done: membership.ended.")
    words = serializers.CharField(help_text="The same in plain words.")
    mine = serializers.BooleanField(help_text="Whether you did it yourself.")
    at = serializers.DateTimeField(allow_null=True, help_text="The moment, of what you did yourself.")
    on = serializers.DateField(help_text="The day.")
    who = serializers.CharField(
        allow_null=True, help_text="The name of whoever did it, where you are in a circle with them."
    )
    circle = serializers.UUIDField(source="circle.pk", allow_null=True, default=None)
    noun = serializers.CharField(help_text="What kind of thing it was done to.")
    subject = serializers.CharField(
        allow_null=True, help_text="The id of that thing, where you did it or it is yours."
    )


class Entries(Resource):
    """What was done by you, to you and what is yours, and to the circles you are in themselves, newest first."""

    shown = EntryShown
    order = trail.NEWEST_FIRST

    def list(self, request: Request) -> Response:
        """A stretch of it, and the address of the next."""
        asked = self.asked(Filters).validated_data
        self.must_make_sense(asked.get("after"), trail.AuditEntry)
        return self.stretch(trail.concerning(self.person, asked.get("after"), asked["size"]))

    def thing(self, pk: uuid.UUID) -> Line:
        """The entry as you are told of it. Raises Http404."""
        return self.found(trail.one(self.person, pk))

    def shown_by_itself(self, thing: Any) -> Any:
        return EntryShown(thing).data
