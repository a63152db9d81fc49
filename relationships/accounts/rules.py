"""What organisations ask of a session, and what it has shown. Looked at with each page, so that open sessions meet it too."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hls_platform.api.problems import plain_problem
from hls_platform.security.asking import ASK_NOTHING
from hls_platform.security.bearing import bearer_of
from relationships.actions.sign_in import SECOND_STEP
from relationships.models import Membership, Person, SignInRule

OPEN_WITHOUT = ("/accounts/", "/what-is-asked/", *ASK_NOTHING)
"""Pages by which one meets what is asked, or leaves; and those that are answered without the database."""


@dataclass(frozen=True)
class Asked:
    """What one organisation asks and the session has not shown: `provider` is the id of its own sign-in, if that."""

    organisation: str
    provider: str = ""


def proven_in(request: HttpRequest) -> set[str]:
    """What this session has shown: `SECOND_STEP`, and the ids of organisations' providers it came through."""
    records = get_authentication_records(request, request.user)
    return {
        SECOND_STEP if each["method"] == "mfa" else str(each.get("provider"))
        for each in records
        if each["method"] in {"mfa", "socialaccount"}
    }


def still_asked(request: HttpRequest) -> list[Asked]:
    """What the place, and the organisations of the person who asks, still want shown; empty when all are content."""
    if bearer := bearer_of(request):
        return _not_shown(bearer.person, bearer.proven) if bearer.person else []
    return _not_shown(request.user.pk, proven_in(request)) if isinstance(request.user, Person) else []


def _not_shown(person: uuid.UUID, proven: Collection[str]) -> list[Asked]:
    wanted = []
    if settings.SECOND_STEP_FOR_ALL and SECOND_STEP not in proven:
        wanted.append(Asked(settings.PLATFORM_NAME))
    organisations = Membership.objects.current().filter(person_id=person).values("circle_id")
    rules = SignInRule.objects.filter(organisation__in=organisations).values_list(
        "organisation__name", "second_step", "own_provider", "organisation__identity_provider"
    )
    asked = list(rules.order_by("organisation__name"))
    wanted += [
        Asked(name) for name, second_step, _own, _id in asked if second_step and SECOND_STEP not in proven
    ]
    return wanted + [Asked(name, str(id)) for name, _step, own, id in asked if own and str(id) not in proven]


class MeetsTheRules:
    """Middleware: nobody goes on until each of their organisations has been shown what it asks for.

    A program that bears a token has shown what the session had in which its person made it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN_WITHOUT) or not still_asked(request):
            return self.get_response(request)
        if bearer_of(request):
            said = _(
                "An organisation of yours asks more than was shown where this token was made. Sign in as it asks, and"
                " make a new one."
            )
            return plain_problem("not-allowed", 403, said)
        if request.path.startswith("/api/"):
            said = _("An organisation of yours asks more of your sign-in. Any page says what.")
            return plain_problem("not-allowed", 403, said)
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(reverse("relationships:what_is_asked") + "?" + urlencode({"next": back}))
