"""What a circle is for and how often its digest is made, said by those who tend it."""

import pytest
from django.urls import reverse

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.models import AuditEntry
from relationships.actions.circles import describe_circle
from relationships.models import Circle
from tests.factories import a_circle_with, a_person, a_reflection, a_share
from tests.opened import opened

pytestmark = pytest.mark.django_db
WORDS = {"purpose": "To think aloud.", "digest_rhythm": "monthly"}


def test_whoever_tends_a_circle_says_what_it_is_for_and_how_often_its_digest_is_made(client):
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    client.force_login(amina)
    address = reverse("relationships:about", args=[circle.slug])
    words = WORDS | opened(client, address)
    client.post(address, words)
    client.post(address, words)
    said = Circle.objects.get()
    assert (said.purpose, said.digest_rhythm) == ("To think aloud.", "monthly")
    assert AuditEntry.objects.filter(verb="circle.described").count() == 1
    client.force_login(ben)
    page = client.get(circle.get_absolute_url()).content.decode()
    assert "A digest is made every month" in page
    assert reverse("relationships:about", args=[circle.slug]) not in page


def test_nobody_else_changes_it_and_a_rhythm_has_to_be_one_of_ours():
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    a_share(a_reflection(amina), circle)
    with pytest.raises(NotAllowed):
        describe_circle(by=ben, circle=circle, **WORDS)
    with pytest.raises(NotFound):
        describe_circle(by=a_person("Cy"), circle=circle, **WORDS)
    with pytest.raises(Refused):
        describe_circle(by=amina, circle=circle, purpose="", digest_rhythm="hourly")
    assert Circle.objects.get().digest_rhythm == "weekly"
