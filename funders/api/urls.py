"""The addresses of funders under /api/."""

from rest_framework.routers import SimpleRouter

from funders.api import money, openings, reports

router = SimpleRouter(use_regex_path=False)
router.register("funds", money.Funds, "fund")
router.register("openings", openings.Openings, "opening")
router.register("agreements", money.Agreements, "agreement")
router.register("payments", money.Payments, "payment")
router.register("reports", reports.Reports, "report")
urlpatterns = router.urls
