"""The addresses of relationships. A circle's own page is in learning, because it shows what was shared."""

from django.urls import path

from relationships.views import circles, coming_in, me

app_name = "relationships"
urlpatterns = [
    path("circles/", circles.circles, name="circles"),
    path("circles/begin/", circles.begin, name="begin"),
    path("circles/found/", circles.found, name="found"),
    path("circles/<slug:slug>/people/", circles.people, name="people"),
    path("circles/<slug:slug>/about/", circles.about, name="about"),
    path("circles/<slug:slug>/invite/", circles.invite, name="invite"),
    path("circles/<slug:slug>/join/", circles.join_group, name="join_group"),
    path("invitations/<uuid:id>/withdraw/", circles.withdraw_invitation, name="withdraw_invitation"),
    path("memberships/<uuid:id>/role/", circles.change_role, name="change_role"),
    path("memberships/<uuid:id>/leave/", circles.leave, name="leave"),
    path("join/<str:token>/", coming_in.accept, name="accept"),
    path("me/", me.me, name="me"),
    path("me/letters/", me.letters, name="letters"),
]
