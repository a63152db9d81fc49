"""Each page is there for those it is for, and for nobody else; it is valid, no browser keeps it, and nothing foreign runs in it."""

from collections.abc import Mapping

import pytest
from django.db import transaction
from django.http import HttpResponse

from hls_platform.models import AuditEntry
from tests.addresses import NOT_PAGES, addresses
from tests.answers import ANYBODY, ONLY_POSTED, READERS, judged, status_for
from tests.markup import wrong_with

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OF_THEIR_OWN = {
    "systems:map_schema": {"Cache-Control"},  # the same to everybody, for good
    "systems:embedded": {"X-Frame-Options", "Cross-Origin-Resource-Policy", "Content-Security-Policy"},
}
"""What is otherwise on purpose: tests/systems/test_publishing.py holds the policy of the frame for other sites."""
POLICY = ("default-src 'none'", "report-uri /csp-reports/")


def wrong_headers(said: Mapping[str, str]) -> list[str]:
    wrong = [name for name, wanted in HEADERS.items() if said.get(name) != wanted]
    policy = said.get("Content-Security-Policy", "")
    if "unsafe" in policy or not all(each in policy for each in POLICY):
        wrong.append("Content-Security-Policy")
    if "camera=()" not in said.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    return wrong


def is_page(answer: HttpResponse) -> bool:
    html = "text/html" in answer.get("Content-Type", "") and not answer.get("Content-Disposition")
    return html and answer.status_code not in {301, 302, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "worker", "lead", "funder", "administrator", "outsider"])
def test_every_address_answers_each_person_as_it_should(w, client, who, settings):
    settings.DEMO = True
    AuditEntry.objects.create(verb="demo.loaded")
    if who != "nobody":
        client.force_login(getattr(w, who))
    session = client.cookies.copy()
    wrong, pages = [], 0
    for name, found in addresses(w).items():
        for number, address in enumerate(found):
            client.cookies = session.copy()  # also after the address that signs out
            with transaction.atomic():
                answer = client.get(address)
                transaction.set_rollback(True)
            if judged(name) and answer.status_code != (wanted := status_for(name, number, who)):
                wrong.append(f"{name} ({address}) answers {who} with {answer.status_code}, not {wanted}")
            headers = set(wrong_headers(answer.headers)) - OF_THEIR_OWN.get(name, set())
            wrong += [f"{address}: {each}" for each in sorted(headers)]
            if name not in NOT_PAGES and is_page(answer):
                pages += 1
                wrong += [f"{address}: {each}" for each in wrong_with(answer.content)]
    assert not wrong, "\n".join(wrong)
    assert pages > 5


@pytest.mark.django_db
def test_every_page_is_there_for_somebody(w):
    pages = {name for name in addresses(w) if ":" in name and judged(name)} - ONLY_POSTED - ANYBODY
    assert pages == set(READERS)
    assert all(all(each) for each in READERS.values())
