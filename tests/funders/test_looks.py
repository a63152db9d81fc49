"""How an organisation's reports look: who may say so, what can be read, and that it changes no word."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from funders.actions.looks import NotReadable, give_look
from funders.models import ReportLook
from funders.reports.dress import GREEN, PLAIN, dress_of
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.contrast import ENOUGH, contrast, dark_enough
from hls_platform.media import NotAccepted
from relationships.models import Organisation
from tests.api.asking import Program
from tests.factories import a_member, a_person, an_organisation
from tests.opened import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return a_person("Lee Lead")


@pytest.fixture
def place(lead):
    organisation = an_organisation("Northside")
    a_member(lead, organisation, role="lead")
    return organisation


def a_png(width: int = 900) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, 100), (0, 0, 0, 0)).save(out, "PNG", pnginfo=None)
    return out.getvalue()


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#1d5c4d", "#1d5c4d", 1)]
)  # fmt: skip
def test_contrast_is_worked_out_as_wcag_does(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("colour", ["#ffff00", "#ffffff", "#777777", "#ff0000", "#1d5c4d"])
def test_a_darker_colour_that_can_be_read_is_found(colour):
    assert contrast(dark_enough(colour)) >= ENOUGH


def test_whoever_leads_gives_a_look_and_a_logo_is_painted_anew(lead, place):
    look = give_look(
        by=lead, organisation=place, name="Ochr y Gogledd", colour="#6B2D5C", logo=a_png(), logo_alt="A star"
    )
    assert (look.colour, bytes(look.logo)[:3]) == ("#6b2d5c", b"\xff\xd8\xff")
    with Image.open(io.BytesIO(look.logo)) as opened_logo:
        assert max(opened_logo.size) == 800
    dress = dress_of(Organisation.objects.filter(pk=place.pk))
    assert (dress.name, dress.colour, dress.logo_alt) == ("Ochr y Gogledd", "#6b2d5c", "A star")
    again = give_look(by=lead, organisation=place, name="Ochr y Gogledd", colour="#6b2d5c", logo_alt="A star")
    assert bytes(again.logo) == bytes(look.logo)
    assert not give_look(by=lead, organisation=place, without_logo=True).logo
    assert dress_of(Organisation.objects.filter(pk=place.pk)).colour == GREEN
    assert dress_of(Organisation.objects.none()) == PLAIN


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(lead, place):
    with pytest.raises(NotReadable, match=r"contrast is 1\.0 to 1, and 4\.5 to 1 is needed.*#[0-9a-f]{6}"):
        give_look(by=lead, organisation=place, colour="#ffff00")
    with pytest.raises(NotReadable, match="six digits"):
        give_look(by=lead, organisation=place, colour="red")
    with pytest.raises(NotReadable):
        give_look(by=lead, organisation=place, colour="#12345g")
    assert not ReportLook.objects.exists()


def test_a_logo_has_words_and_is_a_picture(lead, place):
    with pytest.raises(Refused, match="Say in words"):
        give_look(by=lead, organisation=place, logo=a_png())
    with pytest.raises(NotAccepted):
        give_look(by=lead, organisation=place, logo=b"<svg onload='x'/>", logo_alt="A star")


def test_who_does_not_lead_gives_no_look(place):
    with pytest.raises(NotFound):
        give_look(by=a_person("Olga"), organisation=place)
    worker = a_person("Wren")
    a_member(worker, place)
    with pytest.raises(NotAllowed):
        give_look(by=worker, organisation=place)


@pytest.mark.parametrize("fault", [{"colour": "red"}, {"colour": "#FFF"}, {"logo": b"x"}])
def test_the_database_holds_it_too(place, fault):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportLook.objects.create(organisation=place, **fault)


def test_the_page_says_why_and_keeps_what_was_typed(lead, place):
    browser = Client()
    browser.force_login(lead)
    page = reverse("funders:look", args=[place.slug])
    sent = {"name": "Both names", "colour": "#eeee00", "logo_alt": "A star", **opened(browser, page)}
    answer = browser.post(page, sent)
    assert answer.status_code == 422
    assert "is too light" in answer.content.decode()
    assert "Both names" in answer.content.decode()
    logo = SimpleUploadedFile("x.png", a_png(60), "image/png")
    assert browser.post(page, {**sent, "colour": "#333300", "logo": logo}).status_code == 302
    shown = browser.get(page).content.decode()
    assert 'alt="A star"' in shown
    assert "#333300" in shown


def test_a_program_gives_a_look_as_the_page_does(lead, place):
    program = Program(lead)
    sent = {"organisation": str(place.pk), "colour": "#333300", "logo": base64.b64encode(a_png(60)).decode()}
    looks = reverse("api:look-list")
    assert program.post(looks, sent).status_code == 422  # without what the logo shows
    answer = program.post(looks, {**sent, "logo_alt": "A star"})
    assert (answer.status_code, answer.json()["has_logo"]) == (201, True)
    assert program.post(looks, {**sent, "logo": "!"}).status_code == 400
    assert program.get(looks).json()["items"] == [answer.json()]
