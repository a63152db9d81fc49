"""What each answer says to the browser: nothing private is kept, nothing foreign runs, nobody listens in."""

import json
import logging
import runpy
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.management import call_command
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
SETTINGS = Path(ours.BASE_DIR) / "hls_platform" / "settings.py"
STRONG = "q8XvR2mTz0LwYb5KdJc7NfHg1PsEuA9oVi4Ck3Bx6ZnMtQyWlDrS"


def test_a_file_of_the_look_is_kept_for_ever_because_its_name_changes_with_it(
    settings, tmp_path, client: Client
):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    answer = client.get(static("css/site.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/static/not-there.css").headers["Cache-Control"] == "no-store"


REPORT = {
    "document-uri": "https://learn.example.org/join/a-secret-token/?words=private",
    "blocked-uri": "https://elsewhere.example/script.js?what=they-wrote",
    "effective-directive": "script-src-elem",
}


@pytest.mark.parametrize(
    "body",
    [
        {"csp-report": REPORT},
        [
            {
                "type": "csp-violation",
                "body": {
                    "documentURL": REPORT["document-uri"],
                    "blockedURL": REPORT["blocked-uri"],
                    "effectiveDirective": REPORT["effective-directive"],
                },
            }
        ],
    ],
)
def test_a_report_is_logged_by_names_of_ours_and_without_what_the_address_holds(client: Client, caplog, body):
    with caplog.at_level(logging.WARNING):
        answer = client.post(reverse("csp_reports"), json.dumps(body), content_type="application/csp-report")
    assert answer.status_code == 204
    assert caplog.messages == [
        "content security policy: script-src-elem refused elsewhere.example on relationships:accept"
    ]


@pytest.mark.parametrize("body", ["", "no JSON", "[1, null]", '{"csp-report": 3}', '"words"'])
def test_a_report_that_makes_no_sense_is_passed_over(client: Client, caplog, body):
    answer = client.post(reverse("csp_reports"), body, content_type="application/csp-report")
    assert answer.status_code == 204
    assert not [said for said in caplog.messages if "content security policy" in said]


def test_a_flood_of_reports_is_not_taken(client: Client):
    said = [
        client.post(reverse("csp_reports"), "{}", content_type="text/plain").status_code for _ in range(30)
    ]
    assert said == [204] * 20 + [429] * 10
    assert client.post(reverse("csp_reports"), "x" * 20_000, content_type="text/plain").status_code == 413


def started_with(monkeypatch, **environment: str) -> dict[str, object]:
    """The settings as they come out in that environment."""
    for name, value in {"DEMO": "0", "SECRET_KEY": STRONG, **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


@pytest.mark.parametrize(
    "environment",
    [
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "a" * 80},
        {"SECRET_KEY": "django-insecure-" + STRONG},
        {"DATABASE_URL": "postgresql://hls_app:postgres@db/hls"},
        {"DATABASE_OWNER_URL": "postgresql://hls_owner:hls@db/hls"},
        {"REDIS_URL": "redis://:changeme@cache/0"},
        {"EMAIL_HOST_PASSWORD": "Password"},
    ],
)
def test_the_place_does_not_start_with_a_secret_that_is_guessed_first(monkeypatch, environment):
    with pytest.raises(SystemExit) as refused:
        started_with(monkeypatch, **environment)
    assert next(iter(environment)) in str(refused.value)
    assert not any(secret in str(refused.value) for secret in environment.values())
    if "SECRET_KEY" in environment:
        assert started_with(monkeypatch, **environment, DEMO="1")["DEMO"] is True


def test_behind_https_browsers_are_told_to_stay_there(monkeypatch):
    said = started_with(monkeypatch, PUBLIC_URL="https://learn.example.org")
    assert said["SECURE_HSTS_SECONDS"] == 31_536_000
    assert said["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert said["SESSION_COOKIE_SECURE"]
    assert said["CSRF_COOKIE_SECURE"]
    assert said["SECURE_SSL_REDIRECT"]


def test_behind_https_cookies_belong_to_this_host_alone_and_programs_are_not_led_on(
    monkeypatch, settings, client: Client
):
    said = started_with(monkeypatch, PUBLIC_URL="https://learn.example.org")
    assert (said["SESSION_COOKIE_NAME"], said["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    for name in ("SECURE_SSL_REDIRECT", "SECURE_REDIRECT_EXEMPT", "SECURE_PROXY_SSL_HEADER"):
        setattr(settings, name, said[name])
    assert client.get("/").url == "https://testserver/"
    refused = client.get("/api/me/", headers={"Authorization": "Bearer hls_never_was"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "without it should be revoked" in refused.json()["detail"]
    assert client.get("/api/me/", headers={"X-Forwarded-Proto": "https"}).status_code == 401


def test_whatever_is_no_page_says_that_it_runs_nothing(settings, client: Client):
    settings.SECURE_SSL_REDIRECT = True
    assert "default-src 'none'" in client.get("/circles/").headers["Content-Security-Policy"]
    assert client.generic("TRACE", "/").status_code == 405


def test_pages_name_no_objects_and_no_base(client: Client):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy
