"""The addresses of funders."""

from django.urls import path

from funders.views import conversations, funds, partnerships, reports

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
    path("agreements/<uuid:id>/payments/", partnerships.plan_payment, name="plan_payment"),
    path("payments/<uuid:id>/paid/", partnerships.record_payment, name="record_payment"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/again/", reports.compose_again, name="compose_again"),
    path("reports/<uuid:id>/sign/", reports.sign, name="sign"),
    path("reports/<uuid:id>/report.<str:format>", reports.download, name="download"),
]
