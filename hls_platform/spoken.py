"""Words that pages say again and again, translated once in each language."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import get_language

P = ParamSpec("P")
R = TypeVar("R", bound=Hashable)


def once_in_each_language(function: Callable[P, R]) -> Callable[P, R]:
    """Remember what `function` said to the same arguments in the language that is spoken now.

    For words of the platform's own. Nothing that people wrote may be among the arguments: it would be kept.
    """

    @lru_cache(maxsize=1000)
    def said(_language: str | None, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        return said(get_language(), *args, **kwargs)  # type: ignore[arg-type]

    return wrapper
