"""Which passwords can be chosen: any of twelve characters, but not what is tried first."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hls_platform.embedded import ROOT
from hls_platform.settings import AUTH_PASSWORD_VALIDATORS
from relationships.accounts.passwords import WORDS, words_of_this_place
from relationships.models import Person
from tests.hls_platform.test_headers import started_with

AMINA = Person(name="Amina Yusuf", email="amina.yusuf@harbour.example")


def can_be_chosen(password: str) -> bool:
    try:
        validate_password(password, AMINA)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "learningtogether",
        "Human-Learning-2026!",
        "password1234",
        "Welcome12345!",
        "hls_circle_2026",
        "trustsystem99",
        "short",
        "justinbieber",
        "amina.yusuf@harbour.example",
    ],
)
def test_what_is_tried_first_is_refused(password):
    assert not can_be_chosen(password)


@pytest.mark.parametrize(
    "password",
    [
        "tide comes in twice",
        "kettle learning borrowed",
        "93751850263847",
        "…………ŵŷâêîôû…………",
        "x1" * 64,
        " spaces around it ",
    ],
)
def test_of_any_kind_of_character_and_any_length(password):
    assert can_be_chosen(password)


def test_the_place_s_own_name_and_address_are_such_words(settings):
    settings.PLATFORM_NAME, settings.PUBLIC_URL = "Haddermouth learns", "https://harbourside.example.org"
    assert {"haddermouth", "harbourside"} <= words_of_this_place()
    assert not can_be_chosen("haddermouth123")


def test_the_guide_names_every_word():
    told = (
        (ROOT / "docs" / "signing-in.md").read_text().split("words that are tried first")[1].split("\n\n")[0]
    )
    assert set(re.findall(r"[a-z]+", told.split(":")[1])) >= WORDS


def test_whoever_runs_the_place_brings_a_list_of_passwords_that_others_know(monkeypatch, tmp_path, settings):
    known = tmp_path / "known.txt"
    known.write_text("thames barrier closes\n")
    settings.AUTH_PASSWORD_VALIDATORS = started_with(monkeypatch, BREACHED_PASSWORDS=str(known))[
        "AUTH_PASSWORD_VALIDATORS"
    ]
    assert len(settings.AUTH_PASSWORD_VALIDATORS) == len(AUTH_PASSWORD_VALIDATORS) + 1
    assert not can_be_chosen("Thames Barrier closes")
    assert can_be_chosen("Thames Barrier opens")
    with pytest.raises(SystemExit):
        started_with(monkeypatch, BREACHED_PASSWORDS=str(tmp_path / "not-there.txt"))
