"""Not yours and not there look the same, at every address that names something."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from hls_platform.identifiers import uuid7
from tests.addresses import addresses
from tests.markup import ANEW

OPEN_TO_ALL = {
    "relationships:accept": "The link is the key, whoever holds it.",
    **dict.fromkeys(
        (
            "relationships:listing",
            "relationships:event",
            "relationships:event_calendar",
            "relationships:say_concern",
            "relationships:ask_to_join",
            "learning:piece",
        ),
        "It is public: a steward has read it.",
    ),
    **dict.fromkeys(
        ("systems:published", "systems:embedded", "systems:published_file"),
        "It is public: whoever tends its circle has published it.",
    ),
    "systems:begin_as": "A way to begin a map of one's own; its address names nothing that anybody has.",
    "systems:come_as_guest": "The link is the key, whoever holds it.",
    "stop": "The link is the key, whoever holds it; it stops one thing of one person, and shows nothing.",
    "funders:audited": "The link is the key, whoever holds it; any other leads nowhere.",
    "funders:fund": "An open fund is a page for anybody.",
    "api:fund-detail": "An open fund is a page for anybody.",
    "funders:begin_words": "Anybody may write to an open fund.",
    "funders:first_words": "The link is the key, whoever holds it.",
    "funders:file_by_link": "The link is the key, whoever holds it.",
    "account_confirm_email": "allauth's; the key is the secret.",
    "account_reset_password_from_key": "allauth's; the key is the secret.",
}
"""Addresses with an argument that are nobody's in particular, each with the reason."""
PUBLIC = tuple(
    f"api:{noun}-" for noun in ("listing", "event", "look", "piece", "quote", "publication", "published-map")
)
"""Of these the world has one that everybody may see."""
NOTHING_TO_HIDE = {
    "learning:discard_draft": "Says “the draft is gone” whatever was there, and throws away one's own only.",
}

pytestmark = pytest.mark.django_db


def said(client: Client, verb: str, address: str, words: dict[str, Any]) -> tuple[int, bytes, str, list[str]]:
    """All that an answer tells: status, body, where it sends one and what is said there, the headers it has."""
    answer = getattr(client, verb)(address, words)
    then = client.get(answer.headers["Location"]).content if "Location" in answer.headers else b""
    body = ANEW.sub(b"", answer.content + then)
    return answer.status_code, body, answer.headers.get("Location", ""), sorted(answer.headers)


def nowhere(address: str) -> str:
    """The same address, naming things that are not there: other ids, other slugs."""
    named = resolve(address.partition("?")[0]).kwargs
    if not named:
        return address
    elsewhere = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda _found: str(uuid7()), address)
    if "slug" not in named or address.startswith(
        ("/api/", "/administration/")
    ):  # which name circles by their ids
        return elsewhere
    return re.sub(r"(?<=/)(circles|partnerships|maps|funds)/[^/]+/", r"\1/nowhere-at-all/", elsewhere)


def words_for(w: Any) -> dict[str, Any]:
    """What any of the forms would take."""
    return {
        "id": str(uuid7()), "text": "Why?", "kind": "question", "reply": "Because.", "name": "Letters",
        "role": "lead", "shared": "goes", "email": "x@example.org", "on_behalf_of": w.charity.pk,
        "organisation": w.charity.pk, "content_sha256": w.report.content_sha256, "amount": "10",
        "due_on": "2027-01-01", "state": "kept", "notes": "We talked.", "share_with": [w.group.pk],
        "starts_at": "2027-01-01T10:00", "about": "The rent", "factors": [w.factor.pk], "purpose": "To learn.",
    }  # fmt: skip


def test_at_every_address_what_is_not_mine_answers_as_what_is_not_there(w, client):
    w.group.joining = "invitation"
    w.group.save()
    client.force_login(w.outsider)
    walked, words = set(), words_for(w)
    for name, found in addresses(w).items():
        if name in OPEN_TO_ALL or name.startswith(PUBLIC):
            continue
        for theirs in found:
            absent = nowhere(theirs)
            if absent == theirs:
                continue
            walked.add(name)
            for verb in ("get", "post"):
                first, second = said(client, verb, theirs, words), said(client, verb, absent, words)
                assert first == second, f"{verb} {name}"
                if name not in NOTHING_TO_HIDE:
                    assert first[0] in {404, 405}, f"{verb} {name}: {first[0]}"
    with_an_argument = {name for name, found in addresses(w).items() if any(nowhere(a) != a for a in found)}
    assert walked == {each for each in with_an_argument - set(OPEN_TO_ALL) if not each.startswith(PUBLIC)}
    assert len(walked) > 35
    assert w.draft.__class__.objects.filter(pk=w.draft.pk).exists()


@pytest.mark.parametrize("who", ["worker", "outsider"])
def test_what_a_form_names_is_not_told_from_what_is_not_there(w, client, who):
    hidden = (w.foundation.pk, w.unfinished_report.pk) if who == "outsider" else (w.map.pk, w.fund.pk)
    client.force_login(getattr(w, who))
    for address, field in (
        (reverse("learning:reflect"), "share_with"),
        (reverse("funders:reports"), "partnership"),
        (reverse("funders:begin"), "on_behalf_of"),
        (reverse("funders:sign", args=[w.report.pk]), "organisation"),
    ):
        for theirs in hidden:
            absent = uuid.uuid4()
            answers = [
                said(client, "post", address, {"id": str(uuid7()), "text": "x", field: str(each)})
                for each in (theirs, absent)
            ]
            first, second = (
                (status, re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}", b"", body), where)
                for status, body, where, _h in answers
            )
            assert first == second, address


def test_nobody_signed_in_learns_nothing_but_where_to_sign_in(w, client):
    for name, found in addresses(w).items():
        if name in OPEN_TO_ALL:
            continue
        for theirs in found:
            absent = nowhere(theirs)
            if absent == theirs:
                continue
            for verb in ("get", "post"):
                status, _body, where, _headers = said(client, verb, theirs, {})
                told = (
                    {(401, ""), (405, "")}
                    if name.startswith("api:")
                    else {(302, "/accounts/login/"), (405, "")}
                )
                assert (status, where.split("?")[0]) in told, f"{verb} {name}"
                assert status == said(client, verb, absent, {})[0]
