"""What the place tells about how it is: to a load balancer, and to Prometheus."""

import subprocess
import sys

import pytest
from django.conf import settings as current
from django.db import connection
from django.utils import timezone

from hls_platform.embedded import ROOT
from learning.models import Delivery
from relationships.models import Subscription
from tests.world import a_world

SECRET = "only Prometheus knows this one"


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_no_page_can_be_served_and_ready_says_so(client):
    assert client.get("/health/ready").json() == {"database": True, "broker": True}
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "nowhere"
    try:
        answer = client.get("/health/ready")
        told = client.get("/metrics").content.decode()
        alive = client.get("/health/live")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert answer.status_code == 503
    assert answer.json()["database"] is False
    assert "database does not answer" in answer.json()["says"]
    assert alive.status_code == 200
    assert 'hls_answers{part="database"} 0.0' in told
    assert 'hls_answers{part="broker"} 1.0' in told


@pytest.mark.django_db
def test_while_valkey_is_away_pages_are_served_and_ready_says_what_waits(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nothing.sock"
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["broker"] is False
    assert answer.json()["says"].startswith("Degraded: pages work")
    assert 'hls_answers{part="broker"} 0.0' in client.get("/metrics").content.decode()


@pytest.mark.django_db
def test_only_this_machine_or_whoever_knows_the_secret_is_told(client, settings):
    def status(**sent: str) -> int:
        return client.get(
            "/metrics", REMOTE_ADDR=sent.pop("came_from", "127.0.0.1"), headers=sent
        ).status_code

    assert status() == 200
    assert status(came_from="192.0.2.7") == 404
    assert status(**{"x-forwarded-for": "192.0.2.7"}) == 404
    settings.METRICS_SECRET = SECRET
    assert status() == 404
    assert status(authorization="Bearer something else") == 404
    assert status(came_from="192.0.2.7", authorization=f"Bearer {SECRET}") == 200


@pytest.mark.django_db
def test_the_signs_count_what_waits_and_name_neither_people_nor_circles(client):
    w = a_world()
    Subscription.objects.update(failures=3)
    Delivery.objects.update(sent_at=None, created_at=timezone.now())
    client.force_login(w.worker)
    client.get(f"/circles/{w.group.slug}/")
    told = client.get("/metrics").content.decode()
    rows = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    page = 'hls_request_seconds_count{method="GET",route="circles/<slug:slug>/",status="200"}'
    assert float(rows[page]) >= 1
    assert float(rows['hls_webhooks{state="waiting"}']) == Subscription.objects.count() > 0
    assert float(rows['hls_letters{state="waiting"}']) > 0
    assert float(rows["hls_letters_waiting_seconds"]) >= 0
    assert float(rows['hls_database_connections{which="most"}']) >= float(
        rows['hls_database_connections{which="used"}']
    )
    assert "hls_queue_length" in told
    for word in (
        w.worker.name,
        w.worker.email,
        str(w.worker.pk),
        w.group.slug,
        w.group.name,
        str(w.group.pk),
    ):
        assert word not in told


def test_what_several_web_processes_count_adds_up(tmp_path):
    script = """
import os
from django.conf import settings
settings.METRICS_DIR
from hls_platform.watching import counts
if child := os.fork():
    os.waitpid(child, 0)
from prometheus_client import generate_latest
counts.requests.labels(method="GET", route="a/", status=200).observe(0.2)
if child:
    print(generate_latest(counts.registry()).decode())
else:
    os._exit(0)
"""
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "hls_platform.settings",
        "METRICS_DIR": str(tmp_path),
        "SECRET_KEY": current.SECRET_KEY,
        "DATABASE_URL": "postgresql://nobody@localhost/none",
        "DATABASE_OWNER_URL": "postgresql://nobody@localhost/none",
        "REDIS_URL": "redis://localhost",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert 'hls_request_seconds_count{method="GET",route="a/",status="200"} 2.0' in done.stdout, done.stderr
