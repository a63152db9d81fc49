"""The addresses of funders."""

from django.urls import path

from funders.views import (
    conversations,
    funds,
    grants,
    partnerships,
    places,
    publishing,
    reports,
    trustees,
)

app_name = "funders"
urlpatterns = [
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/begin/", partnerships.begin, name="begin"),
    path("partnerships/<slug:slug>/", partnerships.partnership, name="partnership"),
    path("partnerships/<slug:slug>/places/", places.places, name="places"),
    path("places/<uuid:id>/remove/", places.remove, name="remove_place"),
    path("partnerships/<slug:slug>/conversations/", conversations.plan, name="plan_conversation"),
    path("partnerships/<slug:slug>/promises/", partnerships.make_promise, name="make_promise"),
    path("partnerships/<slug:slug>/agreements/", partnerships.make_agreement, name="make_agreement"),
    path("conversations/<uuid:id>/", conversations.conversation, name="conversation"),
    path("conversations/<uuid:id>/cancel/", conversations.cancel, name="cancel_conversation"),
    path("promises/<uuid:id>/", partnerships.close_promise, name="close_promise"),
    path("circles/<slug:slug>/funds/", funds.funds, name="funds"),
    path("funds/<slug:slug>/publish/", publishing.publish, name="publish"),
    path("funds/<slug:slug>/publish/no-more/", publishing.unpublish, name="unpublish"),
    path("published/<slug:slug>/", publishing.published, name="published"),
    path("published/<slug:slug>/grants.<str:format>", publishing.published_file, name="published_file"),
    path("grants/", grants.grants, name="grants"),
    path("grants/bring-in/", grants.bring_in, name="bring_grants_in"),
    path("grants/bring-in/valid/", grants.bring_the_valid_in, name="bring_the_valid_in"),
    path("grants/bring-in/leave/", grants.leave, name="leave_grant_file"),
    path("grants/<uuid:id>/", grants.grant, name="grant"),
    path("grants/<uuid:id>/take-away/", grants.take_away, name="take_grants_away"),
    path("circles/<slug:slug>/trustees/", trustees.pages, name="trustees_pages"),
    path("trustees/<uuid:id>/", trustees.page, name="trustees_page"),
    path("trustees/<uuid:id>/write/", trustees.write, name="write_trustees_page"),
    path("trustees/<uuid:id>/choose/", trustees.choose, name="choose_for_trustees"),
    path("trustees/<uuid:id>/review/", trustees.review, name="review_trustees_page"),
    path("trustees/lines/<uuid:id>/leave-out/", trustees.leave_out, name="leave_out_for_trustees"),
    path("agreements/<uuid:id>/payments/", partnerships.plan_payment, name="plan_payment"),
    path("payments/<uuid:id>/paid/", partnerships.record_payment, name="record_payment"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/again/", reports.compose_again, name="compose_again"),
    path("reports/<uuid:id>/sign/", reports.sign, name="sign"),
    path("reports/<uuid:id>/report.<str:format>", reports.download, name="download"),
]
