"""The addresses of relationships. A circle's own page is in learning, because it shows what was shared."""

from django.urls import path

from relationships.views import (
    administration,
    break_glass,
    circles,
    coming_in,
    me,
    my_data,
    sign_in,
    tokens,
    webhooks,
)

app_name = "relationships"
urlpatterns = [
    path("circles/", circles.circles, name="circles"),
    path("circles/begin/", circles.begin, name="begin"),
    path("circles/found/", circles.found, name="found"),
    path("circles/<slug:slug>/people/", circles.people, name="people"),
    path("circles/<slug:slug>/about/", circles.about, name="about"),
    path("circles/<slug:slug>/invite/", circles.invite, name="invite"),
    path("circles/<slug:slug>/join/", circles.join_group, name="join_group"),
    path("circles/<slug:slug>/sign-in/", sign_in.sign_in_rule, name="sign_in_rule"),
    path("what-is-asked/", sign_in.what_is_asked, name="what_is_asked"),
    path("invitations/<uuid:id>/withdraw/", circles.withdraw_invitation, name="withdraw_invitation"),
    path("memberships/<uuid:id>/role/", circles.change_role, name="change_role"),
    path("memberships/<uuid:id>/leave/", circles.leave, name="leave"),
    path("join/<str:token>/", coming_in.accept, name="accept"),
    path("administration/", administration.people, name="administration"),
    path("administration/people/<uuid:id>/", administration.person, name="administration_person"),
    path("administration/circles/", administration.circles, name="administration_circles"),
    path("administration/circles/<uuid:id>/read/", break_glass.ask, name="ask_to_read"),
    path("administration/glass/", break_glass.glasses, name="glasses"),
    path("administration/glass/<uuid:id>/answer/", break_glass.answer, name="answer_glass"),
    path("circles/<slug:slug>/opened/", break_glass.opened, name="opened"),
    path("administration/audit/", administration.audit, name="administration_audit"),
    path("me/", me.me, name="me"),
    path("me/trail/", me.trail, name="trail"),
    path("me/sessions/", me.sessions, name="sessions"),
    path("me/sessions/<int:id>/end/", me.sign_out_there, name="sign_out_there"),
    path("me/sessions/end-others/", me.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/webhooks/", webhooks.webhooks, name="webhooks"),
    path("me/webhooks/<uuid:id>/resume/", webhooks.resume, name="resume_webhook"),
    path("me/webhooks/<uuid:id>/end/", webhooks.end, name="end_webhook"),
    path("me/tokens/<uuid:id>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("me/data/download/", my_data.ask, name="download"),
    path("me/data/download/file/", my_data.take, name="take"),
    path("me/data/erase/", my_data.erase, name="erase"),
    path("me/letters/", me.letters, name="letters"),
]
