"""Each page is there for those it is for, and for nobody else."""

import pytest

from hls_platform.models import AuditEntry
from tests.addresses import addresses
from tests.answers import ANYBODY, ONLY_POSTED, READERS, judged, status_for
from tests.world import a_world


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "worker", "lead", "funder", "administrator", "outsider"])
def test_every_address_answers_each_person_as_it_should(client, who, settings):
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    if who != "nobody":
        client.force_login(getattr(w, who))
    wrong = []
    for name, found in addresses(w).items():
        for number, address in enumerate(found if judged(name) else []):
            status, wanted = client.get(address).status_code, status_for(name, number, who)
            if status != wanted:
                wrong.append(f"{name} ({address}) answers {who} with {status}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_every_page_is_there_for_somebody():
    pages = {name for name in addresses(a_world()) if ":" in name and judged(name)} - ONLY_POSTED - ANYBODY
    assert pages == set(READERS)
    assert all(all(each) for each in READERS.values())
