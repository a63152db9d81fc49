"""What no build machine can run is read here: the image, the compose file, and the page for whoever runs it."""

import re
from typing import Any

import psycopg
import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from hls_platform.embedded import Services
from hls_platform.settings import ENVIRONMENT

DOCKERFILE = (settings.BASE_DIR / "Dockerfile").read_text()
COMPOSE_TEXT = (settings.BASE_DIR / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"web", "worker", "beat", "migrate"}
THEIRS = {"database", "valkey"}


def test_the_services_are_those_of_the_house():
    assert set(SERVICES) == OURS | THEIRS
    for name in OURS - {"migrate"}:
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_every_environment_variable_is_known_and_no_secret_has_a_default():
    used = re.findall(r"(?<!\$)\$\{(\w+)(:[-?][^}]*)?\}", COMPOSE_TEXT)
    assert {name for name, _default in used} <= set(ENVIRONMENT)
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= set(ENVIRONMENT)
    secrets = {
        "SECRET_KEY",
        "DATABASE_APP_PASSWORD",
        "DATABASE_OWNER_PASSWORD",
        "DATABASE_SUPERUSER_PASSWORD",
    }
    assert {default for name, default in used if name in secrets} == {":?"}
    assert secrets <= {name for name, _default in used}


def test_only_the_migration_knows_the_superuser():
    knowing = {
        name for name, each in SERVICES.items() if "DATABASE_SUPERUSER_URL" in each.get("environment", {})
    }
    assert knowing == {"migrate"}


def test_what_runs_is_watched_and_what_is_kept_has_a_volume():
    for name in (OURS | THEIRS) - {"migrate"}:
        assert SERVICES[name]["healthcheck"]["test"], name
        assert SERVICES[name]["restart"] == "unless-stopped"
    mounted = {volume.split(":")[0] for each in SERVICES.values() for volume in each["volumes"]}
    assert mounted == set(COMPOSE["volumes"])
    assert SERVICES["database"]["volumes"] == [
        "database:/var/lib/postgresql"
    ]  # where version 18 and later keep it


def test_nothing_runs_as_root_or_can_become_it():
    for name, each in SERVICES.items():
        assert each["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in each["security_opt"]
        assert each["read_only"] is True
    for name in THEIRS:
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", SERVICES[name]["user"])
    users = re.findall(r"^USER (\S+)$", DOCKERFILE.split("FROM ")[-1], re.MULTILINE)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])


def test_web_and_worker_can_have_replicas_and_beat_is_one():
    for name, each in SERVICES.items():
        assert "container_name" not in each, name
    assert SERVICES["beat"]["deploy"] == {"replicas": 1}
    assert "ports" not in SERVICES["worker"]
    (port,) = SERVICES["web"]["ports"]
    assert re.fullmatch(r"127\.0\.0\.1:\$\{PORT:-\d+-\d+\}:8000", port)


def test_images_are_pinned():
    images = [SERVICES[name]["image"] for name in THEIRS] + re.findall(
        r"^FROM (\S+)", DOCKERFILE, re.MULTILINE
    )
    for image in images:
        assert re.search(r":\d+", image), image
    assert int(re.search(r"postgres:(\d+)", SERVICES["database"]["image"])[1]) >= 17


def test_the_image_takes_only_what_is_there_and_only_by_hash():
    for words in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in words.split()[:-1]:
            assert (settings.BASE_DIR / source).exists(), source
    for line in re.findall(r"pip install[^&\n\\]*", DOCKERFILE):
        assert "--require-hashes" in line
    assert "requirements-dev" not in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-s3.lock", "requirements-dev.lock", "requirements-node.lock"]
)
def test_a_lock_pins_each_package_with_its_hash_and_names_no_address(lock):
    text = (settings.BASE_DIR / lock).read_text()
    assert "://" not in text
    assert "index" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    for package in packages:
        assert re.match(r"[\w.-]+==\S+ ", package), package[:80]
        assert "--hash=sha256:" in package


def test_what_is_only_for_tests_is_not_in_the_image():
    runtime = (settings.BASE_DIR / "requirements.lock").read_text()
    for name in ("pytest", "mypy", "ruff", "playwright", "hypothesis", "weasyprint", "uv"):
        assert f"\n{name}==" not in runtime


def test_the_page_for_whoever_runs_it_explains_every_variable():
    page = (settings.BASE_DIR / "docs" / "run.md").read_text()
    table = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE))
    assert table == ENVIRONMENT


@pytest.mark.django_db
def test_the_roles_are_made_with_the_passwords_of_their_addresses(services: Services, monkeypatch, settings):
    name = settings.DATABASES["default"]["NAME"]
    monkeypatch.setenv("DATABASE_SUPERUSER_URL", services.database_address("postgres", name))
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", 'it\'s "odd"')
    monkeypatch.setitem(settings.DATABASES["owner"], "PASSWORD", "")

    call_command("make_roles")
    call_command("make_roles")

    with psycopg.connect(services.database_address("postgres", name)) as connection:
        kept = dict(
            connection.execute(
                "SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'hls_%'"
            ).fetchall()
        )
        connection.execute("ALTER ROLE hls_app PASSWORD NULL")
    assert kept["hls_app"].startswith("SCRAM-SHA-256$")
    assert kept["hls_owner"] is None
