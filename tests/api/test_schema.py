"""The committed description of the API is what the code does; and nothing that is sent breaks it."""

import re

import hypothesis
import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hls_platform.api.docs import DESCRIBED
from hls_platform.api.problems import TITLES
from hls_platform.wsgi import application
from tests.addresses import api_things
from tests.api.asking import Program

EXAMPLES = 1
"""Made-up requests for each operation; each is sent twice, the second time with an id that is there."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def test_the_committed_description_is_what_the_code_does(tmp_path):
    written = tmp_path / "openapi.yaml"
    call_command("spectacular", "--file", str(written), "--validate", "--fail-on-warn")
    assert written.read_text() == DESCRIBED.read_text(), (
        "docs/openapi.yaml is not what the code does any more: "
        "python manage.py spectacular --file docs/openapi.yaml writes it anew."
    )


@pytest.mark.django_db
def test_it_is_read_on_pages_of_our_own(client):
    page = client.get(reverse("api:docs")).content.decode()
    for kind in TITLES:
        assert f'id="problem-{kind}"' in page
    for path in yaml.safe_load(DESCRIBED.read_bytes())["paths"]:
        noun = path.split("/")[2]
        assert reverse("api:noun", args=[noun]) in page
        shown = client.get(reverse("api:noun", args=[noun]))
        assert path in shown.content.decode()
        assert len(shown.content) < 60_000
        said = shown.content.decode().split("<main")[1].split("</main")[0]
        assert not re.search(r"""(src|href|action|url\()\s*=?\s*["']?http""", said)


@pytest.fixture
def in_process():
    """Requests stay in this test's transaction, as those of Django's own test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("who", ["worker", "funder", "outsider"])
def test_whatever_is_sent_the_api_answers_as_described(w, who, settings):
    """Each operation with made-up requests, and with real ids in its address: no fault of ours, the schema held."""
    settings.API_RATE = "1000000/hour"
    program = Program(getattr(w, who))
    headers = {"Authorization": f"Bearer {program.secret}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.yaml", application)
    things = api_things(w)
    for found in schema.get_all_operations():
        operation = found.ok()
        name = operation.definition.raw["operationId"]
        thing = next(
            (each for key, each in things.items() if name.startswith(key.replace("-", "_") + "_")), None
        )

        @hypothesis.settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def attack(case):
            case.validate_response(case.call(headers=headers), checks=CHECKS)
            if "id" in case.path_parameters and thing is not None:  # noqa: B023 - called before the next turn
                case.path_parameters["id"] = str(thing.pk)  # noqa: B023
                case.headers["If-Match"] = "*"
                case.validate_response(case.call(headers=headers), checks=CHECKS)

        attack()
