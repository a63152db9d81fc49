from django.apps import AppConfig


class HlsPlatformConfig(AppConfig):
    name = "hls_platform"
    verbose_name = "Platform"

    def ready(self) -> None:
        # So that a task sent from a web request finds our broker.
        import hls_platform.celery  # noqa: F401
