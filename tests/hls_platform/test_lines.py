"""A log that whoever runs the place can read, and in which nobody's words stand."""

import io
import json
import logging
import re

import pytest
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from hls_platform.identifiers import uuid7
from hls_platform.models import KeptAnswer
from hls_platform.watching.lines import JsonLine, PlainLine
from learning.models import Reflection
from relationships.models import Person
from tests.factories import a_person

pytestmark = pytest.mark.django_db
SECRET = "canary"  # what people write, and where they live in the addresses


class Log(io.StringIO):
    """What was logged since, as text and as the JSON of each line."""

    def lines(self, logger: str = "") -> list[dict[str, object]]:
        lines = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in lines if str(line["logger"]).startswith(logger)]


@pytest.fixture
def log():
    """Everything that is logged, down to the smallest thing, in the form of the settings."""
    kept = Log()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.setLevel(level)
    root.removeHandler(handler)


def breaks(request: HttpRequest, how: str) -> HttpResponse:
    """A view with each of the faults that quote people."""
    said = request.GET["q"]
    if how == "row":
        for _twice in (1, 2):
            KeptAnswer.objects.create(person_id=request.user.pk, key=said, expires_at=timezone.now())
    if how == "form":
        raise ValidationError(f"“{said}” is no date.")
    try:
        raise KeyError(said)
    except KeyError as error:
        raise ValueError(f"{said} again") from error


urlpatterns = [
    path("breaks/<str:how>/", breaks),
    path("", include("hls_platform.urls")),
]
handler500 = "hls_platform.web.errors.server_error"


def test_no_word_of_a_form_a_query_an_address_or_a_header_is_logged(client, log):
    amina = a_person("Canary")
    client.force_login(amina)
    headers = {"user-agent": SECRET, "x-request-id": f"{SECRET}0", "referer": f"https://{SECRET}.example/"}
    words = {"id": str(uuid7()), "text": f"{SECRET} was here"}
    assert client.post("/reflect/", words, headers=headers).status_code == 302
    client.post("/reflect/", {"text": "", "happened_on": SECRET}, headers=headers)
    client.get(f"/circles/{SECRET}/", {"q": SECRET}, headers=headers)
    client.get(f"/{SECRET}", headers=headers)
    client.get("/", headers={"host": f"{SECRET}.example.org"})
    client.get("/api/reflections/", headers={"authorization": f"Bearer {SECRET}"})
    client.post("/api/reflections/", f'{{"{SECRET}": ', content_type="application/json")
    client.post("/accounts/login/", {"login": f"{SECRET}@example.org", "password": SECRET})
    reflection = Reflection.objects.get()

    lines = log.lines("hls_platform.watching.requests")
    assert len(lines) == 8
    assert SECRET not in log.getvalue().lower()
    said = [
        line for line in log.lines() if line["logger"] != "hls_platform.security"
    ]  # which says who was refused
    assert str(amina.pk) not in json.dumps(said)
    assert str(reflection.pk) not in log.getvalue()
    routes = [(line["method"], line["route"], line["status"]) for line in lines]
    assert routes[0] == ("POST", "reflect/", 302)
    assert ("GET", "circles/<slug:slug>/", 404) in routes
    assert ("GET", "none", 404) in routes
    assert ("GET", "none", 400) in routes or ("GET", "/", 400) in routes
    assert {"time", "level", "logger", "message", "request", "method", "route", "status", "seconds"} == set(
        lines[0]
    )


@pytest.mark.urls("tests.hls_platform.test_lines")
@pytest.mark.parametrize(
    ("how", "types"),
    [
        ("row", ["django.db.utils.IntegrityError", "psycopg.errors.UniqueViolation"]),
        ("form", ["django.core.exceptions.ValidationError"]),
        ("chain", ["builtins.ValueError", "builtins.KeyError"]),
    ],
)
def test_an_error_is_told_by_its_types_and_its_way_and_never_by_what_it_says(client, log, how, types):
    client.raise_request_exception = False
    client.force_login(a_person())
    assert client.get(f"/breaks/{how}/", {"q": SECRET}).status_code == 500
    (line,) = log.lines("django.request")
    assert line["error"]["types"] == types
    assert any(
        re.fullmatch(r"tests/hls_platform/test_lines.py:\d+ breaks", each) for each in line["error"]["stack"]
    )
    if how == "row":
        assert line["error"]["constraint"] == "answered_once"
        assert line["error"]["sqlstate"] == "23505"
    assert line["request"] == log.lines("hls_platform.watching.requests")[0]["request"]
    assert SECRET not in log.getvalue()


def test_a_request_keeps_the_id_that_a_proxy_gave_it_and_gets_one_otherwise(client, log):
    given = "4bf92f3577b34da6a3ce929d0e0e4736"
    assert client.get("/offline/", headers={"x-request-id": given}).headers["X-Request-ID"] == given
    made = client.get("/offline/", headers={"x-request-id": "not an id\nat all"}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert [line["request"] for line in log.lines("hls_platform.watching.requests")] == [given, made]


def test_a_task_that_fails_or_tries_again_says_neither_its_words_nor_its_arguments(log):
    @current_app.task(name="tests.fails", bind=True, shared=False, max_retries=1)
    def fails(self, words: str, *, again: bool) -> None:
        if again and not self.request.retries:
            raise self.retry(exc=OSError(f"{words} did not answer"), countdown=0)
        Person.objects.create(email=words, name=words)
        raise IntegrityError(f"DETAIL: Key (name)=({words}) already exists.")

    try:
        for again in (True, False):
            fails.apply(args=[SECRET], kwargs={"again": again}, task_id="one-task")
    finally:
        current_app.tasks.pop("tests.fails")
    assert SECRET not in log.getvalue()
    states = [line["state"] for line in log.lines("hls_platform.watching.tasks") if "state" in line]
    assert states.count("FAILURE") == 2
    assert "RETRY" in states
    failed = log.lines("celery.app.trace")
    assert {line["error"]["types"][0] for line in failed if "error" in line} == {
        "django.db.utils.IntegrityError"
    }
    assert {line["task"] for line in failed} == {"tests.fails"}


def test_what_other_peoples_code_fills_in_is_a_gap_and_numbers_stay(log):
    logging.getLogger("django.somewhere").warning("%s took %d ms (%.1f)", SECRET, 12, 0.5)
    logging.getLogger("celery.worker").error(
        "Received %(what)s for %(name)s", {"what": SECRET, "name": "a.task"}
    )
    logging.getLogger("django.security.DisallowedHost").error(f"Invalid HTTP_HOST header: {SECRET}")
    logging.getLogger("asyncio").error(f"Task exception was never retrieved: {SECRET}")
    logging.getLogger("djangonaut").error("A name that only begins like one we know.")
    logging.getLogger("uvicorn.error").error(ValueError(SECRET))
    said = [line["message"] for line in log.lines()]
    assert said[:2] == ["… took 12 ms (0.5)", "Received … for a.task"]
    assert all(re.fullmatch(r"… \(test_lines.py:\d+\)", each) for each in said[2:])
    assert len(said) == 6


def test_a_plain_line_is_for_people_and_as_careful():
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(PlainLine())
    logger = logging.getLogger("hls_platform.somewhere")
    logger.addHandler(handler)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("the letters could not be counted", extra={"facts": {"letters": 3}})
    finally:
        logger.removeHandler(handler)
    first, *way, last = kept.getvalue().splitlines()
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d ERROR hls_platform.somewhere: the letters could not be counted letters=3", first
    )
    assert "tests/hls_platform/test_lines.py" in way[-1]
    assert last == "    {'types': ['builtins.ValueError']}"
    assert SECRET not in kept.getvalue()
