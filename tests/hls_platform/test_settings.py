"""The settings: safe unless asked otherwise, and one sentence about what cannot be."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from hls_platform.embedded import ROOT

NEEDED = {
    "SECRET_KEY": "a long one that nobody guesses, with some 0123456789 in it",
    "DATABASE_URL": "postgresql://hls_app@localhost/hls",
    "DATABASE_OWNER_URL": "postgresql://hls_owner@localhost/hls",
    "REDIS_URL": "redis://localhost",
}
SHOW = "import json, sys; from hls_platform import settings as s; print(json.dumps({n: getattr(s, n, None) for n in sys.argv[1:]}, default=str))"


def read_with(environment: dict[str, str], *names: str) -> subprocess.CompletedProcess[str]:
    """The settings `names` as a new process reads them from `environment` alone."""
    return subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        cwd=ROOT, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_nobody_asked_for_is_off():
    told = json.loads(read_with(NEEDED, "DEBUG", "DEMO", "EMAIL_USE_TLS", "SESSION_COOKIE_HTTPONLY").stdout)
    assert told == {"DEBUG": False, "DEMO": False, "EMAIL_USE_TLS": True, "SESSION_COOKIE_HTTPONLY": True}


def test_a_public_https_address_brings_its_protections():
    names = (
        "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
    )  # fmt: skip
    told = json.loads(read_with({**NEEDED, "PUBLIC_URL": "https://learn.example.org/"}, *names).stdout)
    assert told.pop("SECURE_HSTS_SECONDS") >= 31_536_000
    assert told.pop("ALLOWED_HOSTS")[0] == "learn.example.org"
    assert told.pop("CSRF_TRUSTED_ORIGINS") == ["https://learn.example.org"]
    assert set(told.values()) == {True}
    plain = json.loads(read_with(NEEDED, "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE").stdout)
    assert set(plain.values()) == {None}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("DATABASE_OWNER_URL", "", "DATABASE_OWNER_URL is not set"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL is no address"),
        ("DATABASE_URL", "postgresql://somewhere", "name of a database"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL must begin with"),
        ("REDIS_URL", "sentinel://one:26379/0", "REDIS_URL must name the sentinels"),
        ("PUBLIC_URL", "learn.example.org", "PUBLIC_URL must begin with"),
        ("DEBUG", "maybe", "DEBUG is “maybe”, and can only be 1 or 0"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT is “smtp”, and must be a whole number"),
        ("TIME_ZONE", "Europe/Nowhere", "TIME_ZONE is “Europe/Nowhere”"),
        ("API_RATE", "0/hour", "API_RATE is “0/hour”, and must be a number and a time"),
        ("API_RATE", "6000", "API_RATE is “6000”, and must be a number and a time"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is “LOUD”"),
    ],
)
def test_what_cannot_be_is_one_sentence(name, value, sentence):
    done = read_with({**NEEDED, name: value}, "DEBUG")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert sentence in done.stderr


def test_behind_a_pooler_nothing_is_prepared_and_a_replica_is_there_only_when_named():
    said = {"DATABASE_POOLED": "1", "REPLICA_URL": "postgresql://hls_app@copy/hls"}
    pooled = json.loads(read_with(NEEDED | said, "DATABASES").stdout)["DATABASES"]
    assert pooled["default"]["OPTIONS"]["prepare_threshold"] is None
    assert pooled["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert pooled["replica"]["HOST"] == "copy"
    usual = json.loads(read_with(NEEDED, "DATABASES").stdout)["DATABASES"]
    assert usual["default"]["OPTIONS"]["prepare_threshold"] == 3
    assert set(usual) == {"default", "owner"}


@pytest.mark.django_db
def test_a_page_names_the_language_its_words_are_in(client):
    compiled = {
        path.parent.parent.name for path in Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/django.mo")
    }
    assert {code for code, _name in settings.LANGUAGES} == {"en-gb"} | compiled
    page = client.get("/accounts/login/", headers={"accept-language": "cy, en;q=0.5"})
    lang = re.search(r'<html[^>]* lang="([^"]+)"', page.content.decode())
    assert lang
    assert lang[1] == ("cy" if "cy" in compiled else "en-gb")
