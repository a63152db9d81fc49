from django.apps import AppConfig


class FundersConfig(AppConfig):
    name = "funders"

    def ready(self) -> None:
        from funders import receivers  # noqa: F401  (connects the receivers; needs the models loaded)
