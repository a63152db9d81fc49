"""The addresses of learning."""

from django.urls import path

from learning.views import (
    circle,
    digests,
    factor,
    glass,
    handing_on,
    mine,
    my_data,
    questions,
    reflect,
    shared,
    today,
)

app_name = "learning"
urlpatterns = [
    path("", today.today, name="today"),
    path("reflect/", reflect.reflect, name="reflect"),
    path("drafts/", reflect.keep_draft, name="keep_draft"),
    path("drafts/<uuid:id>/discard/", reflect.discard_draft, name="discard_draft"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("reflections/", mine.reflections, name="reflections"),
    path("reflections/<uuid:id>/", mine.reflection, name="reflection"),
    path("reflections/<uuid:id>/edit/", mine.edit, name="edit"),
    path("reflections/<uuid:id>/history/", mine.history, name="history"),
    path("reflections/<uuid:id>/map/", mine.mention, name="mention"),
    path("administration/glass/<uuid:id>/", glass.through_glass, name="through_glass"),
    path("shared/<uuid:id>/", shared.shared, name="shared"),
    path("shared/<uuid:id>/withdraw/", mine.withdraw, name="withdraw"),
    path("responses/<uuid:id>/reply/", mine.reply, name="reply"),
    path("circles/<slug:slug>/", circle.circle, name="circle"),
    path("circles/<slug:slug>/hand-on/", handing_on.hand_on, name="hand_on"),
    path("circles/<slug:slug>/ask/", questions.ask, name="ask"),
    path("circles/<slug:slug>/digests/", digests.circle_digests, name="circle_digests"),
    path("digests/<uuid:id>/", digests.digest, name="digest"),
    path("threads/<uuid:id>/name/", digests.name, name="name_thread"),
    path("maps/<slug:slug>/factors/<uuid:id>/", factor.factor, name="factor"),
    path("learning/", questions.home, name="home"),
    path("questions/<uuid:id>/", questions.question, name="question"),
    path("questions/<uuid:id>/put/", questions.put, name="put"),
    path("questions/<uuid:id>/close/", questions.close, name="close"),
]
