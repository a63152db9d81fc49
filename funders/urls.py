"""The addresses of funders."""

from django.urls import path

from funders.views import auditing, committees, composing, conversations, funds, looks, partnerships, reports

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
    path("circles/<slug:slug>/look/", looks.look, name="look"),
    path("agreements/<uuid:id>/payments/", partnerships.plan_payment, name="plan_payment"),
    path("payments/<uuid:id>/paid/", partnerships.record_payment, name="record_payment"),
    path("schemas/accountability-for-learning-1.json", reports.schema, name="report_schema"),
    path("reports/", reports.reports, name="reports"),
    path("reports/committees/", committees.committees, name="committees"),
    path("reports/committees/<uuid:id>/", committees.committee_report, name="committee_report"),
    path(
        "reports/committees/<uuid:id>/report.<str:format>", committees.committee_file, name="committee_file"
    ),
    path("reports/parts/<uuid:id>/", committees.give_parts, name="give_parts"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/compose/", composing.compose_together, name="compose_together"),
    path("reports/<uuid:id>/compose/state/", composing.composing_state, name="composing_state"),
    path("reports/<uuid:id>/compose/choose/", composing.choose, name="choose_item"),
    path("reports/<uuid:id>/compose/summary/", composing.summary, name="write_summary"),
    path("reports/<uuid:id>/compose/comment/<str:key>/", composing.comment, name="comment_on"),
    path("reports/<uuid:id>/others/", auditing.show_others, name="show_others"),
    path("reports/<uuid:id>/supersede/", auditing.supersede, name="supersede"),
    path("reports/links/<uuid:id>/end/", auditing.end_auditor_link, name="end_auditor_link"),
    path("genuine/", auditing.is_genuine, name="is_genuine"),
    path("audited/<str:secret>/", auditing.audited, name="audited"),
    path("reports/<uuid:id>/again/", reports.compose_again, name="compose_again"),
    path("reports/<uuid:id>/sign/", reports.sign, name="sign"),
    path("reports/<uuid:id>/report.<str:format>", reports.download, name="download"),
]
