"""Companions: seen by the workers named on them, by no funder ever, and the person's own to have, correct and end."""

import datetime
import itertools
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import IdentifierTaken, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_circles, as_job, as_person
from hls_platform.versions import ChangedMeanwhile
from relationships.actions.companions import (
    Over,
    change_companion,
    companion_of,
    correct_own,
    end_companion,
    end_own,
    end_what_ran_out,
    give_key,
    keep_companion,
    name_worker,
    renew_consent,
    take_worker_off,
)
from relationships.models import Companion, CompanionWorker, Membership
from tests.database import JOBS
from tests.factories import a_member, a_partnership, a_person, an_organisation

pytestmark = pytest.mark.django_db
SAID = {"alias": "Kestrel", "strengths": "I mend radios.", "hopes": "A door of my own.", "matters": "My dog."}


def agreed() -> dict[str, object]:
    today = timezone.localdate()
    return {
        "consent_scope": "Wren and Lee may read this, to help me with the flat.",
        "consent_on": today,
        "last_day": today + datetime.timedelta(days=90),
    }


@pytest.fixture
def w() -> SimpleNamespace:
    """Workers of a charity and their funder, and one of whom Wren keeps what they say."""
    w = SimpleNamespace(wren=a_person("Wren"), lee=a_person("Lee"), fay=a_person("Fay"), ann=a_person("Ann"))
    w.charity = an_organisation("Harbour Trust", w.lee, w.wren, w.ann)
    w.funder = an_organisation("Quay Foundation", w.fay, kind="funder")
    w.place = a_partnership(
        "Both", resourcing=w.funder, delivering=w.charity, people={w.wren: w.charity, w.fay: w.funder}
    )
    w.id = uuid7()
    w.companion = keep_companion(by=w.wren, circle=w.charity.circle, id=w.id, **SAID, **agreed())
    return w


def shown_to(person) -> list[str]:
    """The aliases that the database itself shows to a person."""
    with as_person(person.pk), connection.cursor() as cursor:
        cursor.execute("SELECT alias FROM relationships_companion")
        return [alias for (alias,) in cursor.fetchall()]


def test_only_the_named_see_it_not_who_leads_the_circle_and_no_job(w):
    ada = a_person("Ada", is_administrator=True)
    a_member(ada, w.charity)
    assert shown_to(w.wren) == ["Kestrel"]
    for person in (w.lee, w.ann, w.fay, ada):
        assert shown_to(person) == []
        assert not Companion.objects.visible_to(person).exists()
    with as_circles([w.charity.pk]):
        assert not Companion.objects.exists()
    name_worker(by=w.wren, companion=w.companion, person=w.lee)
    assert shown_to(w.lee) == ["Kestrel"]
    for job, column in itertools.product(JOBS, Companion.WORDS):
        sql = f"SELECT {column} FROM relationships_companion"  # noqa: S608 - our own names
        with pytest.raises(ProgrammingError, match="permission denied"), as_job(f"hls_{job}"):
            connection.cursor().execute(sql)


def test_nobody_of_a_funder_is_ever_named_nor_sees_it_after_becoming_one(w):
    a_member(w.fay, w.charity)
    with pytest.raises(Refused, match="never named"):
        name_worker(by=w.wren, companion=w.companion, person=w.fay)
    with (
        as_person(w.wren.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        CompanionWorker(companion=w.companion, person=w.fay).save(force_insert=True)
    with pytest.raises(Refused, match="never named"):
        keep_companion(by=w.fay, circle=w.charity.circle, id=uuid7(), **SAID, **agreed())
    with pytest.raises(Refused):
        keep_companion(by=w.wren, circle=w.place.circle, id=uuid7(), **SAID, **agreed())
    name_worker(by=w.wren, companion=w.companion, person=w.lee)
    a_member(w.lee, w.funder)
    assert shown_to(w.lee) == []
    assert not Companion.objects.visible_to(w.lee).exists()


def test_who_speaks_for_the_side_that_gives_money_is_of_a_funder_too(w):
    other = a_partnership("Passing on", resourcing=w.charity, delivering=an_organisation("Street kitchen"))
    a_member(w.lee, other, on_behalf_of=w.charity)
    with pytest.raises(Refused, match="never named"):
        name_worker(by=w.wren, companion=w.companion, person=w.lee)


def test_it_is_named_within_its_circle_and_who_leaves_the_circle_sees_it_no_more(w):
    with pytest.raises(NotFound):
        name_worker(by=w.wren, companion=w.companion, person=a_person("Otto"))
    with pytest.raises(NotFound):
        name_worker(by=w.lee, companion=w.companion, person=w.lee)
    name_worker(by=w.wren, companion=w.companion, person=w.lee)
    name_worker(by=w.wren, companion=w.companion, person=w.lee)
    assert AuditEntry.objects.filter(verb="companion.worker_named").count() == 1
    Membership.objects.filter(person=w.lee, circle_id=w.charity.pk).update(until=timezone.now())
    assert shown_to(w.lee) == []


def test_a_name_is_taken_off_and_the_last_one_only_by_ending_it(w):
    with pytest.raises(Refused, match="Nobody else is named"):
        take_worker_off(by=w.wren, companion=w.companion, person=w.wren)
    name_worker(by=w.wren, companion=w.companion, person=w.lee)
    take_worker_off(by=w.wren, companion=w.companion, person=w.wren)
    assert (shown_to(w.wren), shown_to(w.lee)) == ([], ["Kestrel"])
    name_worker(by=w.lee, companion=w.companion, person=w.wren)
    assert shown_to(w.wren) == ["Kestrel"]


def test_consent_has_words_a_day_and_an_end_and_is_asked_for_again(w):
    today = timezone.localdate()
    wrong = ({"consent_scope": " "}, {"consent_on": today + datetime.timedelta(days=1)},
             {"last_day": today - datetime.timedelta(days=1)}, {"last_day": today + datetime.timedelta(days=400)})  # fmt: skip
    for each in wrong:
        with pytest.raises(Refused):
            keep_companion(by=w.wren, circle=w.charity.circle, id=uuid7(), **SAID, **agreed() | each)
    renewed = agreed() | {"consent_scope": "Lee, too.", "last_day": today + datetime.timedelta(days=200)}
    renew_consent(by=w.wren, companion=w.companion, **renewed)
    renew_consent(by=w.wren, companion=w.companion, **renewed)
    entry = AuditEntry.objects.get(verb="companion.agreed")
    assert entry.facts == {"on": today.isoformat(), "until": renewed["last_day"].isoformat()}
    w.companion.refresh_from_db()
    assert w.companion.last_day == renewed["last_day"]


def test_when_the_consent_is_over_nobody_reads_it_and_the_words_go(w):
    Companion.objects.update(consent_until=timezone.now())
    assert shown_to(w.wren) == []
    assert not Companion.objects.visible_to(w.wren).exists()
    assert end_what_ran_out() == 1
    assert end_what_ran_out() == 0
    w.companion.refresh_from_db()
    assert [getattr(w.companion, name) for name in Companion.WORDS] == [""] * 4
    assert w.companion.consent_scope == ""


def test_when_the_last_named_worker_has_left_the_words_go(w):
    assert end_what_ran_out() == 0
    Membership.objects.filter(person=w.wren, circle_id=w.charity.pk).update(until=timezone.now())
    assert end_what_ran_out() == 1


def test_ended_its_words_are_gone_and_no_late_repeat_brings_them_back(w):
    end_companion(by=w.wren, companion=w.companion)
    end_companion(by=w.wren, companion=w.companion)
    again = keep_companion(by=w.wren, circle=w.charity.circle, id=w.id, **SAID, **agreed())
    assert (again.alias, again.ended_at is not None) == ("", True)
    for late in (
        lambda: change_companion(by=w.wren, companion=w.companion, **SAID),
        lambda: renew_consent(by=w.wren, companion=w.companion, **agreed()),
        lambda: name_worker(by=w.wren, companion=w.companion, person=w.lee),
    ):
        with pytest.raises(Over):
            late()
    with pytest.raises(IdentifierTaken):
        keep_companion(by=w.lee, circle=w.charity.circle, id=w.id, **SAID, **agreed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Companion.objects.update(alias="Kestrel")
    assert AuditEntry.objects.filter(verb="companion.ended").count() == 1


def test_two_who_correct_it_at_once_lose_nothing(w):
    with pytest.raises(ChangedMeanwhile):
        change_companion(by=w.wren, companion=w.companion, alias="Kestrel", hopes="A job.", read="old")
    change_companion(by=w.wren, companion=w.companion, **SAID)
    assert not AuditEntry.objects.filter(verb="companion.changed").exists()


def test_the_person_has_an_address_of_their_own_to_read_correct_and_end_it(w):
    first = give_key(by=w.wren, companion=w.companion)
    key = give_key(by=w.wren, companion=w.companion)
    assert companion_of(first) is None
    assert key not in str(vars(Companion.objects.get()))
    client = Client()
    address = reverse("relationships:own_companion", args=[key])
    page = client.get(address)
    assert "I mend radios." in page.content.decode()
    answer = client.post(
        address, SAID | {"strengths": "I mend anything.", "read": page.context["form"]["read"].value()}
    )
    assert answer.status_code == 302
    w.companion.refresh_from_db()
    assert w.companion.strengths == "I mend anything."
    assert client.post(reverse("relationships:end_own_companion", args=[key])).status_code == 302
    assert "It has ended" in client.get(address).content.decode()
    end_own(key=key)
    with pytest.raises(Over):
        correct_own(key=key, **SAID)
    with pytest.raises(NotFound):
        end_own(key="another")
    assert client.get(reverse("relationships:own_companion", args=["another"])).status_code == 404
    assert AuditEntry.objects.filter(verb="companion.ended_by_themselves", person_id=None).count() == 1


def test_their_copy_holds_all_of_it_and_who_sees_it(w):
    client = Client()
    client.force_login(w.wren)
    address = reverse("relationships:copy_of_companion", args=[w.id])
    file = client.get(address + "?file")
    for answer in (client.get(address), file):
        text = answer.content.decode()
        for words in (*SAID.values(), "to help me with the flat", "Wren"):
            assert words in text
    assert "attachment" in file["Content-Disposition"]
    client.force_login(w.lee)
    assert client.get(address).status_code == 404


def test_no_entry_is_for_others_and_the_list_is_read_in_few_queries(w, at_most_queries):
    assert not AuditEntry.objects.filter(verb__startswith="companion.").exclude(circle_id=None).exists()
    client = Client()
    client.force_login(w.wren)
    for name, arguments in (("companions", []), ("companion", [w.id]), ("keep_companion", [])):
        with at_most_queries(10):
            assert client.get(reverse(f"relationships:{name}", args=arguments)).status_code == 200
