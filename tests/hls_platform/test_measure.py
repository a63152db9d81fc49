"""What one person may send in an hour."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_a_machine_that_fills_the_place_is_told_to_wait_and_others_go_on(settings):
    settings.WRITES_AN_HOUR = 3
    cache.clear()
    ben, amina = Client(), Client()
    ben.force_login(a_person("Ben"))
    amina.force_login(a_person("Amina"))
    page = reverse("learning:end_feed")
    assert [ben.post(page).status_code for _nth in range(5)] == [302, 302, 302, 429, 429]
    assert "Send it again later" in ben.post(page).content.decode()
    assert ben.get(reverse("relationships:me")).status_code == 200
    assert amina.post(page).status_code == 302


def test_while_valkey_is_away_nobody_is_counted(settings, client: Client):
    settings.WRITES_AN_HOUR = 0
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    client.force_login(a_person("Ben"))
    page = reverse("learning:end_feed")
    assert client.post(page).status_code == 429
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://localhost:9/0"}}
    assert client.post(page).status_code == 302
