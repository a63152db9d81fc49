from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "relationships"

    def ready(self) -> None:
        from relationships import receivers  # noqa: F401  (connects the receivers; needs the models loaded)
