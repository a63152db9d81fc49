"""What the API shows and what it takes, in words that no serializer can write to a model with."""

import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

LONGEST = 50_000
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)


class Shown(serializers.ModelSerializer):
    """Something as it is read. It never takes anything in."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        return fields

    def save(self, **_kwargs: Any) -> None:
        raise TypeError("what is shown writes nothing: actions do")


class Sent(serializers.Serializer):
    """What somebody sends for an action. Names it does not know are refused, so that a slip is noticed."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError({str(name): [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)

    def save(self, **_kwargs: Any) -> None:
        raise TypeError("what is sent writes nothing: actions do")


class Filters(serializers.Serializer):
    """What a list can be asked for. The `source` of each field is the lookup it stands for."""

    after = serializers.CharField(
        required=False, max_length=600, help_text=_("The cursor of the next stretch.")
    )
    size = serializers.IntegerField(
        required=False, min_value=1, max_value=100, default=20, help_text=_("How many, at most.")
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that were asked for."""
        chosen = {name: each for name, each in self.validated_data.items() if name not in {"after", "size"}}
        return rows.filter(**chosen)


class Day(serializers.DateField):
    """A day between 1900 and 2200."""

    def to_internal_value(self, value: Any) -> datetime.date:
        day: datetime.date = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            raise serializers.ValidationError(_("Choose a day between 1900 and 2200."))
        return day


class Moment(serializers.DateTimeField):
    """A moment between 1900 and 2200, with its offset from UTC."""

    def to_internal_value(self, value: Any) -> datetime.datetime:
        moment: datetime.datetime = super().to_internal_value(value)
        if not EARLIEST <= moment.date() <= LATEST:
            raise serializers.ValidationError(_("Choose a moment between 1900 and 2200."))
        return moment


class Words(serializers.CharField):
    """Text of any length that a person might write."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**{"max_length": LONGEST, **said})


def may_be_left_out(**said: Any) -> dict[str, Any]:
    """The arguments of a text field that can be empty or missing."""
    return {"required": False, "allow_blank": True, "default": "", **said}


class Known(serializers.PrimaryKeyRelatedField):
    """The id of something that the person may see; what they may not see is not there."""

    def __init__(self, model: type[Model], **said: Any) -> None:
        self.model = model
        super().__init__(queryset=model._default_manager.none(), pk_field=serializers.UUIDField(), **said)

    def get_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.visible_to(self.context["person"])  # type: ignore[attr-defined]
