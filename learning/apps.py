from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self) -> None:
        from learning import (
            public_things,  # noqa: F401  (pieces can be public)
            receivers,  # noqa: F401  (connects the receivers; needs the models loaded)
        )
        from learning.finding import index

        post_migrate.connect(index.build)
