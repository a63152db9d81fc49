"""The addresses of funders under /api/."""

from rest_framework.routers import SimpleRouter

from funders.api import giving, money, reports

router = SimpleRouter(use_regex_path=False)
router.register("funds", money.Funds, "fund")
router.register("grants", giving.Grants, "grant")
router.register("publications", giving.Publications, "publication")
router.register("places", giving.Places, "place")
router.register("trustees-pages", giving.TrusteesPages, "trustees-page")
router.register("trustees-lines", giving.TrusteesLines, "trustees-line")
router.register("agreements", money.Agreements, "agreement")
router.register("payments", money.Payments, "payment")
router.register("reports", reports.Reports, "report")
urlpatterns = router.urls
