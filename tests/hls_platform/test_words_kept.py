"""What somebody typed comes back to them when it could not be saved."""

import html
import json
import re

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from hls_platform.embedded import Services
from hls_platform.identifiers import uuid7
from hls_platform.web import errors
from learning.models import Reflection
from tests.factories import a_person
from tests.hls_platform.test_markup import wrong_with

WORDS = 'She said “no” & meant <b>"yes"</b>.\nThen she laughed.'


def answer_to(path: str, words: dict[str, str], error: Exception, *, ours: bool = True) -> HttpResponse:
    """The page that somebody gets whose form, from a page of ours or from elsewhere, met `error`."""
    request = RequestFactory().post(path, words)
    request._dont_enforce_csrf_checks = ours  # type: ignore[attr-defined]
    try:
        raise error
    except type(error):
        return errors.server_error(request)


def sent_again(page: str) -> dict[str, str]:
    """What a browser sends from the page of kept words."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    boxes = re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in hidden + boxes}


@pytest.mark.parametrize(("error", "status"), [(OperationalError(), 503), (ZeroDivisionError(), 500)])
def test_a_form_that_met_an_error_comes_back_with_every_word_and_no_secret(error, status):
    words = {"id": "01a2", "text": WORDS, "password": "a lantern in the fog", "code": "123 456"}
    answer = answer_to("/reflect/?draft=1", words, error)
    page = answer.content.decode()
    assert answer.status_code == status
    assert sent_again(page).items() >= {"id": "01a2", "text": WORDS}.items()
    assert 'action="/reflect/?draft=1"' in page
    assert "lantern" not in page
    assert "123 456" not in page
    assert answer["Cache-Control"] == "no-store"
    assert wrong_with(answer.content) == []


def test_nothing_is_given_back_of_a_form_that_another_site_sent():
    page = answer_to("/reflect/", {"text": WORDS}, OperationalError(), ours=False).content.decode()
    assert "laughed" not in page
    assert "Back in a moment" in page


def test_a_program_is_told_that_the_database_is_away():
    answer = answer_to("/api/reflections/", {"text": WORDS}, OperationalError())
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert json.loads(answer.content)["type"].endswith("#problem-away")


@pytest.mark.django_db(transaction=True)
def test_words_that_met_a_lost_database_are_saved_once_when_they_are_sent_again(services: Services):
    amina = a_person("Amina")
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.force_login(amina)
    page = browser.get(reverse("learning:reflect")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    words = {"id": str(uuid7()), "text": WORDS, "kind": "surprise", "csrfmiddlewaretoken": token[1]}
    with psycopg.connect(
        services.database_address("postgres", settings.DATABASES["default"]["NAME"])
    ) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    failed = browser.post(reverse("learning:reflect"), words)
    assert failed.status_code == 503
    assert failed["Cache-Control"] == "no-store"
    connection.close()
    again = sent_again(failed.content.decode())
    assert [browser.post(reverse("learning:reflect"), again).status_code for _n in range(2)] == [302, 302]
    kept = Reflection.objects.get()
    assert (kept.text.splitlines(), kept.kind) == (WORDS.splitlines(), "surprise")
