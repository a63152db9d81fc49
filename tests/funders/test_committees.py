"""A report over many partnerships holds of each what all of its organisations give, for as long as they do, and nothing else."""

import pytest
from django.urls import reverse

from funders.actions import committees, reports
from funders.models import CommitteePart, CommitteeReport, Report
from funders.queries.committees import document_of, given_to
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.security.asking import as_person
from learning.actions import withdraw_share
from relationships.models import PartnershipParty
from tests.factories import a_member, a_partnership, a_person, a_reflection, a_share, an_organisation
from tests.funders.test_reports import a_world, at, composed, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A partnership of three with an issued report, and a funder whose committee asks for parts of it."""
    world = a_world()
    world.trustee = a_person("Trustee")
    a_member(world.trustee, world.giver)
    a_member(world.fatima, world.giver, role="lead")
    world.third, world.tilda = an_organisation("Harbour Café"), a_person("Tilda")
    PartnershipParty.objects.create(partnership=world.place, organisation=world.third, side="delivering")
    a_member(world.tilda, world.place, on_behalf_of=world.third)
    report = composed(world)
    reports.sign_off(
        report=report, organisation=world.third, content_sha256=report.content_sha256, by=world.tilda
    )
    world.report = signed(world, report)
    world.asked = committees.begin_committee_report(
        by=world.fatima, organisation=world.giver, title="The year", for_whom="The trustees"
    )
    return world


def ask(world) -> dict[str, CommitteePart]:
    parts = committees.ask_for_parts(committee_report=world.asked, report=world.report, by=world.fatima)
    return {each.organisation.name: each for each in parts}


def flows(world, person) -> list[str]:
    with as_person(person.pk):
        given = document_of(world.asked, given_to(world.asked)).sections[1:]
        return [each.key.removeprefix(f"{world.report.number}-") for each in given]


def test_a_section_flows_once_each_organisation_gives_it_and_goes_when_one_takes_it_back(world):
    parts = ask(world)
    assert set(parts) == {"Northside", "Harbour Café"}
    assert flows(world, world.trustee) == []
    committees.give_parts(part=parts["Northside"], sections=["unsure", "money"], by=world.owen)
    assert flows(world, world.trustee) == []
    committees.give_parts(part=parts["Harbour Café"], sections=["money", "people"], by=world.tilda)
    assert flows(world, world.trustee) == ["money"]
    committees.give_parts(part=parts["Harbour Café"], sections=["unsure"], by=world.tilda)
    assert flows(world, world.trustee) == ["unsure"]
    committees.give_parts(part=parts["Harbour Café"], sections=[], by=world.tilda)
    assert flows(world, world.trustee) == []


def test_it_flows_to_the_people_of_the_organisation_alone(client, world):
    for name, person in (("Northside", world.owen), ("Harbour Café", world.tilda)):
        committees.give_parts(part=ask(world)[name], sections=["unsure"], by=person)
    assert flows(world, world.trustee) == ["unsure"]
    for person in (world.owen, a_person("Stranger")):
        assert flows(world, person) == []
    address = world.asked.get_absolute_url()
    client.force_login(world.trustee)
    page = client.get(address).content.decode()
    assert "We rang too late." in page
    assert f"Report {world.report.number}, issued on" in page
    for format in ("pdf", "html"):
        assert client.get(reverse("funders:committee_file", args=[world.asked.pk, format])).status_code == 200
    assert client.get(world.report.get_absolute_url()).status_code == 404
    client.force_login(world.owen)
    assert "We rang too late." not in client.get(address).content.decode()
    client.force_login(a_person("Other"))
    assert client.get(address).status_code == 404


def test_what_is_withdrawn_is_gone_there_at_once(client, world):
    for name, person in (("Northside", world.owen), ("Harbour Café", world.tilda)):
        committees.give_parts(part=ask(world)[name], sections=["unsure"], by=person)
    withdraw_share(by=world.owen, share=world.share)
    client.force_login(world.trustee)
    page = client.get(world.asked.get_absolute_url()).content.decode()
    assert "We rang too late." not in page
    assert "1 item was withdrawn by its author" in page


def test_an_organisation_that_was_not_asked_has_not_said_yes(world):
    for name, person in (("Northside", world.owen), ("Harbour Café", world.tilda)):
        committees.give_parts(part=ask(world)[name], sections=["unsure"], by=person)
    CommitteePart.objects.filter(organisation=world.third).delete()
    assert flows(world, world.trustee) == []


def test_nobody_asks_begins_or_gives_in_anothers_place(world):
    parts = ask(world)
    assert {each.pk for each in ask(world).values()} == {each.pk for each in parts.values()}
    with pytest.raises(NotAllowed):
        committees.give_parts(part=parts["Northside"], sections=["money"], by=world.tilda)
    with pytest.raises(NotFound):
        committees.give_parts(part=parts["Northside"], sections=["money"], by=world.trustee)
    with pytest.raises(Refused):
        committees.give_parts(part=parts["Northside"], sections=["nothing"], by=world.owen)
    with pytest.raises(NotAllowed):
        committees.begin_committee_report(by=world.trustee, organisation=world.giver, title="A", for_whom="B")
    for person in (world.trustee, world.owen):
        with pytest.raises(NotFound):
            committees.ask_for_parts(committee_report=world.asked, report=world.report, by=person)


def test_parts_are_asked_of_issued_reports_of_ones_own_partnerships(world):
    elsewhere = a_partnership(
        "Elsewhere", resourcing=an_organisation("Other Fund", kind="funder"), delivering=world.doer,
        people={world.fatima: world.doer},
    )  # fmt: skip
    a_share(a_reflection(world.owen, "x"), elsewhere, shared_at=at("2026-08-01"))
    preview = Report.objects.create(partnership=elsewhere, period_start="2026-07-01", period_end="2026-10-01")
    with pytest.raises(Refused):
        committees.ask_for_parts(committee_report=world.asked, report=preview, by=world.fatima)
    assert CommitteeReport.objects.count() == 1
