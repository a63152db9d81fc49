"""The pages for when something went wrong."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from hls_platform.web import errors
from tests.factories import a_person
from tests.hls_platform.test_markup import wrong_with


def test_the_page_for_our_own_mistakes_needs_no_database():
    answer = errors.server_error(RequestFactory().get("/"))  # this test may not reach the database
    assert answer.status_code == 500
    assert wrong_with(answer.content) == []
    assert b"It is not your doing" in answer.content


def test_the_page_kept_for_being_offline_asks_nobody_and_names_nobody(client: Client):
    answer = client.get(reverse("offline"))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer
    assert b"data-person" not in answer.content
    assert wrong_with(answer.content) == []


def test_the_service_worker_is_fetched_anew_each_time_and_keeps_only_that_page_and_its_files(client: Client):
    answer = client.get(reverse("service_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    worker = answer.content.decode()
    page, *files = json.loads(re.search(r"SHELL = (.*);", worker)[1])
    assert page == reverse("offline")
    assert files
    assert all(each.startswith(settings.STATIC_URL) for each in files)
    assert re.findall(r"\.(add|addAll|put)\(", worker) == ["addAll"]
    assert "addAll(SHELL." in worker
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_page_open_for_too_long_says_what_to_do():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_person("Amina"))
    answer = strict.post(reverse("learning:reflect"), {"text": "Long thought about."})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
    assert wrong_with(answer.content) == []


@pytest.mark.django_db
def test_a_password_tried_too_often_is_paused_in_plain_words(client: Client):
    for _attempt in range(40):
        answer = client.post(
            reverse("account_login"), {"login": "nobody@example.org", "password": "not this one"}
        )
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()
    assert wrong_with(answer.content) == []


@pytest.mark.django_db
@pytest.mark.parametrize("show", [errors.bad_request, errors.forbidden, errors.not_found])
def test_the_other_error_pages_are_valid(show, client: Client):
    request = client.get(reverse("account_login")).wsgi_request
    answer = show(request, None)
    assert answer.status_code in {400, 403, 404}
    assert wrong_with(answer.content) == []


@pytest.mark.django_db
def test_the_page_of_components_is_there_in_a_demo_only(client: Client, settings):
    client.force_login(a_person("Amina"))
    assert client.get(reverse("components")).status_code == 404
    settings.DEMO = True
    assert client.get(reverse("components")).status_code == 200
