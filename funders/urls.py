"""The addresses of funders."""

from django.urls import path

from funders.views import agreements, challenges, conversations, funds, partnerships, payments, reports

app_name = "funders"
urlpatterns = [
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/begin/", partnerships.begin, name="begin"),
    path("partnerships/<slug:slug>/", partnerships.partnership, name="partnership"),
    path("partnerships/<slug:slug>/conversations/", conversations.plan, name="plan_conversation"),
    path("partnerships/<slug:slug>/promises/", partnerships.make_promise, name="make_promise"),
    path("partnerships/<slug:slug>/agreements/", agreements.make_agreement, name="make_agreement"),
    path("conversations/<uuid:id>/", conversations.conversation, name="conversation"),
    path("conversations/<uuid:id>/cancel/", conversations.cancel, name="cancel_conversation"),
    path("promises/<uuid:id>/", partnerships.close_promise, name="close_promise"),
    path("circles/<slug:slug>/funds/", funds.funds, name="funds"),
    path("agreements/<uuid:id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:id>/terms/", agreements.change_terms, name="change_terms"),
    path("agreements/<uuid:id>/longer/", agreements.extend, name="extend_agreement"),
    path("agreements/<uuid:id>/end/", agreements.end, name="end_agreement"),
    path("agreements/<uuid:id>/versions/<int:number>/", agreements.version, name="agreement_version"),
    path("agreements/versions/<uuid:id>/agree/", agreements.agree, name="agree"),
    path("agreements/versions/<uuid:id>/take-back/", agreements.take_back, name="take_back_terms"),
    path("agreements/<uuid:id>/targets/", challenges.ask_for_target, name="ask_for_target"),
    path("targets/<uuid:id>/", challenges.challenge, name="challenge"),
    path("targets/<uuid:id>/let-go/", challenges.let_go, name="let_go_of_target"),
    path("agreements/<uuid:id>/payments/", payments.plan_payment, name="plan_payment"),
    path("agreements/<uuid:id>/ledger.csv", payments.agreement_ledger, name="agreement_ledger"),
    path("payments/<uuid:id>/approve/", payments.approve_payment, name="approve_payment"),
    path("payments/<uuid:id>/paid/", payments.record_payment, name="record_payment"),
    path("payments/<uuid:id>/reverse/", payments.reverse_payment, name="reverse_payment"),
    path("payments/ledger.csv", payments.ledger, name="ledger"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/again/", reports.compose_again, name="compose_again"),
    path("reports/<uuid:id>/sign/", reports.sign, name="sign"),
    path("reports/<uuid:id>/report.<str:format>", reports.download, name="download"),
]
