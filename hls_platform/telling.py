"""What was done, in words for those whom it concerns: each app says them of its own verbs, in its `told.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, kw_only=True)
class Words:
    """How an entry with one verb is told: to whoever did it, and to others; "" is not at all.

    `%(who)s` stands for whoever did it, `%(whom)s` for the person it was done to.
    """

    mine: Any = ""
    """To whoever did it, to themself or to nobody in particular."""
    mine_to: Any = ""
    """To whoever did it to somebody else, or to something of theirs; like `mine` where nothing stands here."""
    others: Any = ""
    """To the people of the circle in which it was done. Only of what is done to a circle itself, so that nobody's
    reflecting can be looked over; and never of what was shared."""
    others_to: Any = ""
    """The same where it was done to somebody; like `others` where nothing stands here."""
    to_me: Any = ""
    """To the person to whom, or to whose things, it was done; like `others` where nothing stands here."""

    def told(self, *, by_me: bool, concerns_me: bool, concerns_somebody: bool) -> str:
        """The words for one reader of one entry; "" where it is not theirs to read."""
        if by_me:
            return str((concerns_somebody and self.mine_to) or self.mine)
        return str((concerns_me and self.to_me) or (concerns_somebody and self.others_to) or self.others)


@cache
def all_words() -> Mapping[str, Words]:
    """Of every verb the words for it."""
    return {
        verb: words
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "told")
        for verb, words in import_module(f"{app.name}.told").TOLD.items()
    }


@cache
def told_to_a_circle() -> tuple[str, ...]:
    """The verbs that a circle's people are told of."""
    return tuple(sorted(verb for verb, words in all_words().items() if words.others))
