"""Forms that come back are valid too; and the checks of markup can fail. The walk of all pages: tests/test_every_answer.py."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.markup import wrong_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("learning:reflect", {"text": "", "happened_on": "no day"}),
        ("relationships:begin", {"name": ""}),
        ("relationships:me", {"name": ""}),
        ("systems:import", {"name": ""}),
    ],
)
def test_a_form_with_mistakes_in_it_is_valid_and_says_so_at_the_field(w, name, words, client: Client):
    client.force_login(w.lead)
    answer = client.post(reverse(name), words)
    assert answer.status_code == 422
    assert wrong_with(answer.content) == []
    assert b'class="error-summary"' in answer.content


def test_the_checks_can_fail():
    said = wrong_with(
        b"<!doctype html><title></title><h2 id=a>x</h2><p id=a style='x'><input name=b><a href='#c'>d</a>"
    )
    for part in (
        "stands 2 times",
        "headings",
        "no label for b",
        "style in a tag",
        "#c",
        "no language",
        "no title",
    ):
        assert any(part in each for each in said), part
