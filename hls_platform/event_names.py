"""The events that an app lets out of the place: each is the verb of an audit entry, declared in the app's `events.py`."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def all_events() -> dict[str, str]:
    """Every declared event, and what it tells."""
    return {
        verb: str(tells)
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "events")
        for verb, tells in import_module(f"{app.name}.events").EVENTS.items()
    }
