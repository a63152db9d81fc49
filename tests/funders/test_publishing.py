"""A fund's agreements in the open: what the standard takes, exactly as they were looked at, and nothing private."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from funders.actions.publishing import (
    FORM,
    publish_fund,
    take_publication_back,
    unpacked,
    what_there_is,
)
from funders.giving.reading import Read
from funders.models import Agreement, Fund, Publication
from hls_platform.actions import NotAllowed, Refused
from hls_platform.models import AuditEntry
from hls_platform.versions import ChangedMeanwhile, kept, version_of
from tests.factories import a_person
from tests.funders.giving import a_fund, official_package, opened

pytestmark = pytest.mark.django_db
CC_BY = Publication.Licence.CC_BY


@pytest.fixture
def w():
    return a_fund()


def publish(w, by=None, **more):
    words = {"licence": CC_BY, "id_prefix": "360G-harbour", "description": w.fund.purpose, **more}
    return publish_fund(by=by or w.fatima, fund=w.fund, **words)


def test_what_is_published_is_what_the_official_schema_takes(w):
    package = json.loads(unpacked(publish(w).package))
    assert not list(official_package().iter_errors(package))
    first, second = package["grants"]
    assert first == {
        "id": f"360G-harbour-{w.agreements[0].pk}",
        "title": "Grant to Northside",
        "description": "Rooms that are warm in winter.",
        "currency": "GBP",
        "amountAwarded": 60000.01,
        "awardDate": first["awardDate"],
        "plannedDates": [{"startDate": "2026-04-01", "endDate": "2027-04-01"}],
        "recipientOrganization": [
            {"id": "GB-COH-01164859", "name": "Northside", "companyNumber": "01164859"}
        ],
        "fundingOrganization": [{"id": "GB-CHC-200051", "name": "Harbour Fund", "charityNumber": "200051"}],
        "grantProgramme": [{"code": "warm-fund", "title": "Warm fund"}],
        "beneficiaryLocation": [{"name": "Old Quay", "latitude": 53.645, "longitude": -1.785}],
        "dateModified": first["dateModified"],
        "dataSource": package["accessURL"],
    }
    assert second["recipientOrganization"][0]["id"].startswith("360G-harbour-")
    assert second["beneficiaryLocation"] == [{"name": "Low Quay"}]
    assert (package["version"], package["license"]) == ("1.4", CC_BY)


def test_what_is_published_comes_back_through_our_own_import_and_as_rows(w):
    publication = publish(w)
    for file in (publication.package, publication.table):
        grants = [each for each in opened(unpacked(file)) if isinstance(each, Read)]
        assert sorted(str(each.amount) for each in grants) == ["1500", "60000.01"]
    rows = list(csv.DictReader(io.StringIO(unpacked(publication.table).decode("utf-8-sig"))))
    assert [row["Beneficiary Location:Name"] for row in rows] == ["Old Quay", "Low Quay"]


def test_nothing_private_is_in_it(w):
    publication = publish(w)
    for file in (publication.package, publication.table):
        for private in (b"in confidence", b"Owen", b"Fatima", str(w.partnership.pk).encode(), b"One"):
            assert private not in unpacked(file)


def test_an_agreement_can_be_left_out_and_what_is_agreed_later_waits_until_it_is_published_anew(w):
    publication = publish(w, left_out=[str(w.agreements[0].pk)])
    assert (publication.grants, publication.amounts) == (1, {"GBP": "1500.00"})
    Agreement.objects.filter(pk=w.agreements[1].pk).update(amount=1)
    publication.refresh_from_db()
    assert b'"amountAwarded": 1500' in unpacked(publication.package)
    with pytest.raises(Refused, match="no agreement"):
        publish(w, left_out=[str(each.pk) for each in w.agreements])


def test_only_what_all_sides_agreed_is_published(w):
    Agreement.objects.filter(pk=w.agreements[0].pk).update(agreed_at=None)
    publication = publish(w)
    assert (publication.grants, publication.amounts) == (1, {"GBP": "1500.00"})
    assert len(what_there_is(w.fatima, w.fund)) == 1


def test_only_who_leads_the_funder_publishes_and_takes_back(w):
    for by in (w.owen, a_person("Ossian")):
        assert what_there_is(by, w.fund) == []
        with pytest.raises(NotAllowed):
            publish(w, by)
        with pytest.raises(NotAllowed):
            take_publication_back(by=by, fund=w.fund)
    assert len(what_there_is(w.fatima, w.fund)) == 2
    publish(w)
    entry = AuditEntry.objects.get(verb="fund.published")
    assert (entry.person_id, entry.circle_id, entry.facts["grants"]) == (w.fatima.pk, w.giver.pk, 2)
    for _twice in range(2):
        take_publication_back(by=w.fatima, fund=w.fund)
    assert not Publication.objects.exists()
    assert AuditEntry.objects.filter(verb="fund.unpublished").count() == 1


def test_two_who_publish_at_once_do_not_undo_each_other(w):
    read = version_of(kept(None, FORM))
    publish(w, read=read)
    with pytest.raises(ChangedMeanwhile):
        publish(w, read=read, description="Other words.")
    publish(w, read=version_of(kept(Publication.objects.get(), FORM)), description="Other words.")


def test_anybody_reads_it_and_a_fund_that_is_not_published_is_not_there(w):
    anybody = Client()
    page = reverse("funders:published", args=[w.fund.slug])
    assert anybody.get(page).status_code == 404
    publish(w)
    said = anybody.get(page)
    assert said.status_code == 200
    assert "£61,500.01" in said.content.decode()
    files = {
        kind: anybody.get(reverse("funders:published_file", args=[w.fund.slug, kind]))
        for kind in ("json", "csv")
    }
    assert json.loads(files["json"].content)["grants"][0]["title"] == "Grant to Northside"
    assert files["csv"]["Content-Type"] == "text/csv; charset=utf-8"
    assert files["json"]["Access-Control-Allow-Origin"] == "*"
    take_publication_back(by=w.fatima, fund=w.fund)
    assert anybody.get(page).status_code == 404


def command(*options):
    out = io.StringIO()
    call_command("export_grants", *options, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_writes_a_fund_as_json_and_as_csv(w, tmp_path):
    for name in ("grants.json", "grants.csv"):
        said = command("--fund", w.fund.slug, "--output", str(tmp_path / name))
        assert said == {"grants": 2, "amounts": {"GBP": "61500.01"}}
        assert len([each for each in opened((tmp_path / name).read_bytes()) if isinstance(each, Read)]) == 2
    assert not list(official_package().iter_errors(json.loads((tmp_path / "grants.json").read_text())))
    empty = Fund.objects.create(funder=w.giver, slug="empty", name="Empty", purpose="Later.")
    for slug, output in ((empty.slug, "e.json"), ("nowhere", "n.json"), (w.fund.slug, "no/such/folder.json")):
        with pytest.raises(CommandError):
            command("--fund", slug, "--output", str(tmp_path / output))
    assert not (tmp_path / "e.json").exists()
