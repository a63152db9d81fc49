"""Where one is signed in, and what organisations ask of how their people sign in. No key and no secret is in either."""

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.api.fields import Shown
from hls_platform.api.problems import Wrong
from hls_platform.api.resources import Resource, changes
from hls_platform.security.bearing import Bearer
from relationships.actions.people import end_session
from relationships.models import SignInRule


class SessionShown(Shown):
    class Meta:
        model = UserSession
        fields = ("id", "created_at", "ip", "user_agent")


class Sessions(Resource):
    """Where you are signed in. Nobody else sees it."""

    shown = SessionShown
    to_read = to_write = "account"
    lookup_value_converter = "int"

    def rows(self) -> QuerySet[UserSession]:
        running = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        return UserSession.objects.filter(user=self.person, session_key__in=running)

    @changes()
    def destroy(self, session: UserSession, sent: dict[str, Any]) -> None:
        """Sign yourself out there. With the session of the pages you first show again that it is you."""
        if not isinstance(self.request.auth, Bearer) and not did_recently_reauthenticate(
            self.request._request
        ):
            raise Wrong("not-allowed", 403, _("Show first that it is you: the page of your sessions asks."))
        end_session(by=self.person, session=session)


class RuleShown(Shown):
    class Meta:
        model = SignInRule
        fields = ("organisation", "second_step", "own_provider")


class SignInRules(Resource):
    """What each of your organisations asks of how its people sign in; none where nothing is asked."""

    shown = RuleShown
    order = ("organisation_id",)

    def rows(self) -> QuerySet[SignInRule]:
        return SignInRule.objects.visible_to(self.person)
