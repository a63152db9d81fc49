from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HlsPlatformConfig(AppConfig):
    name = "hls_platform"
    verbose_name = "Platform"

    def ready(self) -> None:
        # So that a task sent from a web request finds our broker.
        import hls_platform.celery  # noqa: F401
        from hls_platform.security import walls
        from hls_platform.watching import tasks  # noqa: F401 - it listens to what Celery does

        post_migrate.connect(walls.build)
