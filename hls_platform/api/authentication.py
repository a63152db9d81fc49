"""Who asks, as DRF wants to know it: by a token, or by the session of the pages."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hls_platform.api.problems import Wrong
from hls_platform.security.bearing import Bearer, bearer_of


class ByToken(BaseAuthentication):
    """`Authorization: Bearer …`: the middleware has found whose token it is; here it becomes the request's person."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Bearer] | None:
        bearer = bearer_of(request._request)
        if bearer is None:
            return None
        person = get_user_model().objects.filter(pk=bearer.person, is_active=True).first()
        if person is None:
            raise AuthenticationFailed(
                _("This token does not work: it has ended, was revoked, or never was.")
            )
        return person, bearer

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class BySession(SessionAuthentication):
    """The session of the pages, with their protection against forged requests."""


class HasScope(BasePermission):
    """A token does what its scopes say: a resource names one to read it (`to_read`) and one to write (`to_write`)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        wanted = view.to_read if request.method in {"GET", "HEAD", "OPTIONS"} else view.to_write
        if isinstance(request.auth, Bearer) and wanted not in request.auth.scopes:
            raise Wrong("scope", 403, _("This needs a token with the scope “%(scope)s”.") % {"scope": wanted})
        return True
