"""Who is asking."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from relationships.models import Person


def signed_in(request: HttpRequest) -> "Person":
    """The person who is signed in. Only for views behind the sign-in, which is every view not marked otherwise."""
    return cast("Person", request.user)
