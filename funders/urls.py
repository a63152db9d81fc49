"""The addresses of funders."""

from django.urls import path

from funders.views import conversations, funds, handovers, partnerships, promises, reports

app_name = "funders"
urlpatterns = [
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/begin/", partnerships.begin, name="begin"),
    path("partnerships/<slug:slug>/", partnerships.partnership, name="partnership"),
    path("partnerships/<slug:slug>/conversations/", conversations.conversations, name="conversations"),
    path("partnerships/<slug:slug>/conversations/plan/", conversations.plan, name="plan_conversation"),
    path("partnerships/<slug:slug>/promises/", promises.promises, name="promises"),
    path("partnerships/<slug:slug>/promises/make/", promises.make, name="make_promise"),
    path("partnerships/<slug:slug>/commitments/", promises.commitments, name="commitments"),
    path("partnerships/<slug:slug>/hand-over/", handovers.hand_over, name="hand_over"),
    path("partnerships/<slug:slug>/agreements/", partnerships.make_agreement, name="make_agreement"),
    path("conversations/<uuid:id>/", conversations.conversation, name="conversation"),
    path("conversations/<uuid:id>/cancel/", conversations.cancel, name="cancel_conversation"),
    path("conversations/<uuid:id>/heard/", conversations.write_heard, name="write_heard"),
    path("conversations/<uuid:id>/ask/", conversations.ask, name="ask_in_conversation"),
    path("promises/<uuid:id>/", promises.close, name="close_promise"),
    path("promises/<uuid:id>/ask/", promises.ask, name="ask_about_promise"),
    path("handovers/<uuid:id>/", handovers.handover, name="handover"),
    path("handovers/<uuid:id>/change/", handovers.change, name="change_handover"),
    path("handovers/<uuid:id>/accept/", handovers.accept, name="accept_handover"),
    path("handovers/<uuid:id>/take-back/", handovers.take_back, name="take_back_handover"),
    path("circles/<slug:slug>/funds/", funds.funds, name="funds"),
    path("agreements/<uuid:id>/payments/", partnerships.plan_payment, name="plan_payment"),
    path("payments/<uuid:id>/paid/", partnerships.record_payment, name="record_payment"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/again/", reports.compose_again, name="compose_again"),
    path("reports/<uuid:id>/sign/", reports.sign, name="sign"),
    path("reports/<uuid:id>/report.<str:format>", reports.download, name="download"),
]
