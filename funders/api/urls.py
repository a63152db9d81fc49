"""The addresses of funders under /api/."""

from rest_framework.routers import SimpleRouter

from funders.api import committees, looks, money, reports

router = SimpleRouter(use_regex_path=False)
router.register("funds", money.Funds, "fund")
router.register("agreements", money.Agreements, "agreement")
router.register("payments", money.Payments, "payment")
router.register("report-looks", looks.Looks, "report-look")
router.register("reports", reports.Reports, "report")
router.register("auditor-links", committees.AuditorLinks, "auditor-link")
router.register("committee-reports", committees.CommitteeReports, "committee-report")
router.register("committee-parts", committees.CommitteeParts, "committee-part")
urlpatterns = router.urls
