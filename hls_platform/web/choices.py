"""Choices as a form offers them."""

from collections.abc import Callable, Iterable

from django.utils.text import capfirst


def offered(choices: Iterable[tuple[object, object]]) -> Callable[[], list[tuple[object, str]]]:
    """The choices (value, words) with their words in the reader's language, each beginning with a capital."""
    return lambda: [(value, capfirst(str(words))) for value, words in choices]
