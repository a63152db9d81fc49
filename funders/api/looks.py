"""How reports of organisations look."""

import base64
import binascii
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from funders.actions.looks import give_look
from funders.models import ReportLook
from hls_platform.api.fields import Filters, Known, Sent, Shown, may_be_left_out
from hls_platform.api.resources import Resource, creates
from relationships.models import Organisation


class ReportLookShown(Shown):
    has_logo = serializers.BooleanField()

    class Meta:
        model = ReportLook
        fields = ("id", "organisation", "name", "colour", "has_logo", "logo_alt")


class LookFilters(Filters):
    organisation = serializers.UUIDField(required=False, source="organisation_id")


class Picture(serializers.CharField):
    """A picture's bytes in base64."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is no base64.")) from None


class LookToGive(Sent):
    organisation = Known(Organisation, help_text="The one you lead or facilitate.")
    name = serializers.CharField(**may_be_left_out(max_length=160), help_text="As it is printed.")
    colour = serializers.CharField(
        **may_be_left_out(max_length=7), help_text="Like #1d5c4d, and dark enough to be read on white."
    )
    logo = Picture(
        required=False,
        allow_null=True,
        default=None,
        max_length=24_000_000,
        help_text="A picture in base64; it is painted anew. Null leaves the one there is.",
    )
    logo_alt = serializers.CharField(
        **may_be_left_out(max_length=200), help_text="What the logo shows; needed with a logo."
    )
    without_logo = serializers.BooleanField(default=False)


class ReportLooks(Resource):
    """How reports look that your organisation hands on: its name, logo and colour."""

    shown = ReportLookShown
    order = ("-id",)
    filters = LookFilters
    to_write = "reports"

    def rows(self) -> QuerySet[ReportLook]:
        return ReportLook.objects.visible_to(self.person)

    @creates(LookToGive)
    def create(self, sent: dict[str, Any]) -> ReportLook:
        """Let the organisation's reports look like this, in place of how they looked."""
        return give_look(by=self.person, **sent)
