"""The addresses of funders under /api/."""

from rest_framework.routers import SimpleRouter

from funders.api import agreements, committees, funds, giving, looks, openings, payments, reports

router = SimpleRouter(use_regex_path=False)
router.register("funds", funds.Funds, "fund")
router.register("grants", giving.Grants, "grant")
router.register("publications", giving.Publications, "publication")
router.register("places", giving.Places, "place")
router.register("trustees-pages", giving.TrusteesPages, "trustees-page")
router.register("trustees-lines", giving.TrusteesLines, "trustees-line")
router.register("openings", openings.Openings, "opening")
router.register("agreements", agreements.Agreements, "agreement")
router.register("agreement-versions", agreements.AgreementVersions, "agreement-version")
router.register("target-challenges", agreements.TargetChallenges, "target-challenge")
router.register("payments", payments.Payments, "payment")
router.register("ledger-entries", payments.LedgerEntries, "ledger-entry")
router.register("report-looks", looks.ReportLooks, "report-look")
router.register("reports", reports.Reports, "report")
router.register("auditor-links", committees.AuditorLinks, "auditor-link")
router.register("committee-reports", committees.CommitteeReports, "committee-report")
router.register("committee-parts", committees.CommitteeParts, "committee-part")
urlpatterns = router.urls
