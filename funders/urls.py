"""The addresses of funders."""

from django.urls import path

from funders.views import conversations, first_words, funds, openings, partnerships, reports

app_name = "funders"
urlpatterns = [
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/begin/", partnerships.begin, name="begin"),
    path("partnerships/<slug:slug>/", partnerships.partnership, name="partnership"),
    path("partnerships/<slug:slug>/conversations/", conversations.plan, name="plan_conversation"),
    path("partnerships/<slug:slug>/promises/", partnerships.make_promise, name="make_promise"),
    path("partnerships/<slug:slug>/agreements/", partnerships.make_agreement, name="make_agreement"),
    path("conversations/<uuid:id>/", conversations.conversation, name="conversation"),
    path("conversations/<uuid:id>/cancel/", conversations.cancel, name="cancel_conversation"),
    path("promises/<uuid:id>/", partnerships.close_promise, name="close_promise"),
    path("circles/<slug:slug>/funds/", funds.funds, name="funds"),
    path("funds/", funds.open_funds, name="open_funds"),
    path("funds/<slug:slug>/", funds.fund, name="fund"),
    path("funds/<slug:slug>/describe/", funds.describe, name="describe_fund"),
    path("funds/<slug:slug>/first-words/", first_words.begin, name="begin_words"),
    path("first-words/on-its-way/", first_words.link_sent, name="link_sent"),
    path("first-words/<str:token>/", first_words.first_words, name="first_words"),
    path("first-words/<str:token>/file/", first_words.file_by_link, name="file_by_link"),
    path("openings/", openings.openings, name="openings"),
    path("openings/<uuid:id>/", openings.opening, name="opening"),
    path("openings/<uuid:id>/words/", first_words.own_words, name="own_words"),
    path("openings/<uuid:id>/words/file/", first_words.file_of_words, name="file_of_words"),
    path("openings/<uuid:id>/file/", openings.file, name="opening_file"),
    path("openings/<uuid:id>/withdraw/", openings.withdraw, name="withdraw_words"),
    path("openings/<uuid:id>/answer/", openings.answer, name="answer_decision"),
    path("openings/<uuid:id>/tie/", openings.declare_interest, name="declare_interest"),
    path("openings/<uuid:id>/view/", openings.write_view, name="write_view"),
    path("openings/<uuid:id>/talk/", openings.plan_talk, name="plan_talk"),
    path("openings/<uuid:id>/decide/", openings.decide, name="decide"),
    path("openings/<uuid:id>/begin/", openings.begin_together, name="begin_together"),
    path("opening-talks/<uuid:id>/", openings.talk, name="opening_talk"),
    path("opening-talks/<uuid:id>/cancel/", openings.cancel_talk, name="cancel_talk"),
    path("agreements/<uuid:id>/payments/", partnerships.plan_payment, name="plan_payment"),
    path("payments/<uuid:id>/paid/", partnerships.record_payment, name="record_payment"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/again/", reports.compose_again, name="compose_again"),
    path("reports/<uuid:id>/sign/", reports.sign, name="sign"),
    path("reports/<uuid:id>/report.<str:format>", reports.download, name="download"),
]
