"""Every address of the place. One of the two places that know all four apps."""

from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from relationships.views.leaving import leave_for_the_provider

urlpatterns = [
    path("", include("hls_platform.web.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/webauthn/login/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/oidc/<str:provider_id>/login/", leave_for_the_provider, name="openid_connect_login"),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("accounts/social/", include("allauth.socialaccount.urls")),
    path("", include("learning.urls")),
    path("", include("relationships.urls")),
    path("", include("systems.urls")),
    path("", include("funders.urls")),
]
handler400 = "hls_platform.web.errors.bad_request"
handler403 = "hls_platform.web.errors.forbidden"
handler404 = "hls_platform.web.errors.not_found"
handler500 = "hls_platform.web.errors.server_error"
