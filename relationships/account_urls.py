"""The addresses of signing in, as django-allauth names them; before its own stand the two views that are ours to wrap."""

from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from relationships.views.leaving import leave_for_the_provider

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/webauthn/login/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("oidc/<str:provider_id>/login/", leave_for_the_provider, name="openid_connect_login"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("social/", include("allauth.socialaccount.urls")),
]
