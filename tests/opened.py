"""A form as somebody opened it: what it carries along from its page."""

import re

from django.test import Client

FORMS = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
READ = re.compile(r'name="read"[^>]*? value="([^"]*)"')


def forms_of(page: str, address: str) -> list[tuple[str, str]]:
    """Each form that is posted from the page at `address`, as (where to, what is in it)."""
    found = []
    for attributes, inside in FORMS.findall(page):
        if 'method="post"' in attributes:
            action = re.search(r'action="([^"]+)"', attributes)
            found.append((action[1] if action else address, inside))
    return found


def opened(browser: Client, page: str, to: str = "") -> dict[str, str]:
    """The version that the page at address `page` gives its form that is posted `to` (or to the page itself)."""
    forms = forms_of(browser.get(page).content.decode(), page)
    (read,) = {
        said[1] for action, inside in forms if action == (to or page) and (said := READ.search(inside))
    }
    return {"read": read}
