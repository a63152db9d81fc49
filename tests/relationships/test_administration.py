"""An administrator keeps order among people and circles, and reads nothing that anybody wrote."""

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from hls_platform.actions import NotFound, Refused
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_job, as_person
from relationships import administration
from relationships.actions import administration as keeping_order
from relationships.models import Circle, Person
from tests.factories import a_person
from tests.relationships.test_ways_in import is_in, prove, sign_in

pytestmark = pytest.mark.django_db
PAGES = ("administration", "administration_circles", "administration_audit")


def test_the_administration_shows_people_and_circles_and_no_word_of_theirs(w, client: Client):
    sign_in(client, w.administrator)
    prove(client)
    pages = [reverse(f"relationships:{name}") for name in PAGES]
    pages += [reverse("relationships:administration_person", args=[w.worker.pk])]
    shown = "".join(client.get(page).content.decode() for page in pages)
    for here in (w.worker.name, w.outsider.email, w.group.name, w.partnership.name, "invitation.sent"):
        assert here in shown
    for words in (
        "We rang too late",
        "Who rang?",
        "Half a thought",
        "Who never comes?",
        "The rent",
        "To think aloud",
    ):
        assert words not in shown


def test_to_everybody_else_there_is_no_administration(w, client: Client):
    sign_in(client, w.lead)
    prove(client)
    for name in PAGES:
        assert client.get(reverse(f"relationships:{name}")).status_code == 404
    person = reverse("relationships:administration_person", args=[w.worker.pk])
    assert client.post(person, {"do": "close"}).status_code == 404
    with pytest.raises(NotFound):
        keeping_order.close_account(by=w.lead, person=w.worker)


def test_an_administrator_shows_first_that_it_is_them_and_what_they_began_is_done_then(client: Client):
    ada, ben = a_person("Ada", is_administrator=True), a_person("Ben")
    there = Client()
    sign_in(there, ben)
    sign_in(client, ada)
    page = reverse("relationships:administration_person", args=[ben.pk])
    asked = client.post(page, {"do": "close"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    ben.refresh_from_db()
    assert ben.is_active
    client.post(asked.url, {"password": "correct horse battery"})
    ben.refresh_from_db()
    assert not ben.is_active
    assert not is_in(there)
    client.post(page, {"do": "open"})
    sign_in(there, ben)
    assert is_in(there)
    client.post(page, {"do": "end_sessions"})
    assert not is_in(there)
    verbs = AuditEntry.objects.filter(person_id=ada.pk).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["person.closed", "person.opened", "session.all_ended"]


def test_somebody_always_administers():
    Person.objects.update(is_administrator=False)
    ada, ben = a_person("Ada", is_administrator=True), a_person("Ben")
    for last in (keeping_order.take_administrator, keeping_order.close_account):
        with pytest.raises(Refused):
            last(by=ada, person=ada)
    keeping_order.make_administrator(by=ada, person=ben)
    keeping_order.take_administrator(by=ben, person=ada)
    with pytest.raises(Refused):
        keeping_order.close_account(by=ben, person=ben)
    assert list(Person.objects.filter(is_administrator=True)) == [ben]


def test_the_administrations_role_serves_nobody_who_is_no_administrator_now(w):
    with as_person(w.lead.pk), as_job("hls_administration"):
        assert not Person.objects.only("id").exists()
        assert not Circle.objects.only("id").exists()
        assert Person.objects.filter(pk=w.lead.pk).update(is_administrator=True) == 0
    with as_person(w.administrator.pk):
        assert len(administration.people().items) == 6


@pytest.mark.parametrize(
    "what",
    ["password FROM relationships_person", "purpose FROM relationships_circle", "* FROM learning_reflection",
     "* FROM learning_share", "* FROM learning_draft", "* FROM relationships_conversation", "* FROM funders_report",
     "* FROM mfa_authenticator"],
)  # fmt: skip
def test_the_administrations_role_reads_no_words_and_no_secrets(what):
    ada = a_person("Ada", is_administrator=True)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_person(ada.pk),
        as_job("hls_administration"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {what}")


def test_nobody_makes_themself_an_administrator():
    amina = a_person("Amina")
    with pytest.raises(ProgrammingError, match="row-level security"), as_person(amina.pk):
        Person.objects.filter(pk=amina.pk).update(is_administrator=True)


def test_the_record_of_what_was_done_leaves_out_what_concerns_words(w):
    with as_person(w.administrator.pk):
        verbs = {entry.verb for entry in administration.audit().items}
    assert "invitation.sent" in verbs
    assert not [verb for verb in verbs if verb.startswith(("reflection", "share", "report", "digest"))]
