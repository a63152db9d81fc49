"""Reading and choosing one's digests, stopping them by one touch, the private feed; and what small circles are kept from."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.midnight import midnight
from learning.actions import withdraw_share
from learning.actions.digest_choices import choose_digests, choose_sections, make_feed
from learning.actions.digests import build_due_digests
from learning.digests.sections import SECTIONS
from learning.digests.stopping import stop_the_letters
from learning.models import (
    Adaptation,
    Delivery,
    Digest,
    DigestChoice,
    DigestThread,
    Insight,
    LearningQuestion,
    Mention,
    Response,
)
from relationships.models import Membership, Promise
from systems.models import Factor, SystemMap
from tests.factories import (
    a_circle_with,
    a_member,
    a_partnership,
    a_person,
    a_reflection,
    a_share,
    an_organisation,
)
from tests.learning.digest_ways import delivered, read
from tests.opened import opened

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PRIVATE = "Only for myself: I was afraid."
ATOM = "{http://www.w3.org/2005/Atom}"


def last_week() -> datetime.datetime:
    """A Wednesday in the week before this one, at nine."""
    today = timezone.localdate()
    return midnight(today - (today.weekday() + 5) * DAY) + datetime.timedelta(hours=9)


def shared(author, circle, text="The door was open.", **fields):
    at = fields.pop("at", None) or last_week()
    return a_share(
        a_reflection(author, text, kind=fields.pop("kind", "moment"), created_at=at),
        circle,
        shared_at=at,
        **fields,
    )


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def ben():
    return a_person("Ben")


def build():
    build_due_digests(until=timezone.now())


def choosing(client: Client, **changed):
    page = reverse("learning:choose_digests")
    form = client.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    sent = {**typed, "names_circles": "", "away_until": "", **changed, **opened(client, page)}
    return client.post(page, {name: value for name, value in sent.items() if value != ""})


def test_one_sentence_says_what_will_happen_and_follows_what_is_chosen(client, amina):
    client.force_login(amina)
    page = client.get(reverse("learning:my_digests")).content.decode()
    assert "Every Monday at 8:00 (Europe/London), by e-mail, all your circles together." in page
    assert (
        choosing(
            client, rhythm="monthly", day="4", hour="17", zone="Pacific/Auckland", channel="feed"
        ).status_code
        == 302
    )
    page = client.get(reverse("learning:my_digests")).content.decode()
    assert "On the first Friday of every month at 17:00 (Pacific/Auckland), in your private feed" in page
    assert choosing(client, rhythm="off").status_code == 302
    assert "No digest comes to you" in client.get(reverse("learning:my_digests")).content.decode()
    assert choosing(client, zone="Nowhere/Land").status_code == 422


def test_my_digest_ends_with_what_i_kept_to_myself_and_the_letter_does_not_hold_it(client, amina, ben):
    circle = a_circle_with(amina, ben)
    shared(ben, circle)
    a_reflection(amina, PRIVATE, created_at=last_week() + DAY)
    build()
    delivered()
    delivery = Delivery.objects.get(person=amina)
    client.force_login(amina)
    page = client.get(delivery.get_absolute_url()).content.decode()
    assert page.index("The door was open.") < page.index(PRIVATE) < page.index("To end with")
    (letter,) = (each for each in mail.outbox if each.to == [amina.email])
    assert PRIVATE not in letter.body + letter.alternatives[0][0]
    assert "is there for you to read again" in letter.body
    client.force_login(ben)
    assert client.get(delivery.get_absolute_url()).status_code == 404
    assert not any(PRIVATE in each.body for each in mail.outbox)


def test_what_i_kept_to_myself_is_in_the_letter_only_where_i_chose_so(amina):
    choose_digests(by=amina, own="everywhere", at=last_week() - DAY)
    a_reflection(amina, PRIVATE, created_at=last_week())
    delivered()
    assert PRIVATE in mail.outbox[0].body
    assert "Only you get these words." in mail.outbox[0].body
    mail.outbox.clear()
    choose_digests(by=amina, own="everywhere", channel="titles", at=timezone.now())
    a_reflection(amina, PRIVATE, created_at=timezone.now() + 9 * DAY)
    delivered(timezone.now() + 9 * DAY)
    assert len(mail.outbox) == 1
    assert PRIVATE not in str(mail.outbox[0].message())


def test_an_inbox_that_is_not_private_gets_no_word_and_no_name_unless_it_may(amina, ben):
    circle = a_circle_with(ben, amina, name="Those who were in care")
    share = shared(ben, circle, "A secret.")
    Response.objects.create(
        share=share, author=amina, kind="question", text="To whom?", created_at=last_week()
    )
    choose_digests(by=amina, channel="titles", at=last_week())
    build()
    delivered()
    (letter,) = (each for each in mail.outbox if each.to == [amina.email])
    said = str(letter.message()) + letter.body + letter.alternatives[0][0]
    for private in ("A secret.", "To whom?", "Those who were in care", "Ben"):
        assert private not in said
    assert letter.subject == "Your digest is there"
    assert "Something was shared in 1 of your circles." in said
    choose_digests(by=amina, names_circles=True)
    Delivery.objects.filter(person=amina).update(sent_at=None)
    mail.outbox.clear()
    delivered()
    assert "Those who were in care" in mail.outbox[0].body
    assert "A secret." not in mail.outbox[0].body


def test_a_letter_carries_what_rfc_8058_asks_and_the_same_message_id_again(amina):
    shared(amina, a_circle_with(amina))
    build()
    delivered()
    letter = mail.outbox[0]
    headers = letter.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(https?://\S+)>", headers["List-Unsubscribe"])[1]
    assert address.startswith(django_settings.PUBLIC_URL)
    assert address in letter.body
    assert address in letter.alternatives[0][0]
    assert not re.search(r"<img|url\(|src=", letter.alternatives[0][0])
    assert "prefers-color-scheme: dark" in letter.alternatives[0][0]
    delivery = Delivery.objects.get()
    assert headers["Message-ID"] == f"<{delivery.pk}@localhost>"
    Delivery.objects.update(sent_at=None)
    delivered()
    assert mail.outbox[1].message()["Message-ID"] == headers["Message-ID"]


def test_one_touch_stops_the_letters_without_signing_in_and_reading_the_address_does_not(amina):
    anybody = Client(enforce_csrf_checks=True)
    choose_digests(by=amina, hour=9)
    address = stop_the_letters.link(amina.pk).removeprefix(django_settings.PUBLIC_URL)
    page = anybody.get(address)
    assert "Stop the e-mails with your digests?" in page.content.decode()
    assert DigestChoice.objects.get().channel == "email"
    assert anybody.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DigestChoice.objects.get().channel == "app"
    assert anybody.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert amina.name not in page.content.decode()
    assert amina.email not in page.content.decode()
    assert anybody.post(address[:-2] + "x/").status_code == 404


def test_a_feed_shows_what_its_person_may_read_now_and_its_address_can_be_ended(client, amina, ben):
    circle = a_circle_with(amina, ben)
    share = shared(ben, circle, "Said & <shared>.\x0b")
    a_reflection(amina, PRIVATE, created_at=last_week() + DAY)
    build()
    delivered()
    first = reverse("learning:digest_feed", args=[make_feed(by=amina)])
    answer = client.get(first)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert "no-store" in answer.headers["Cache-Control"]
    (entry,) = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314  our own
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{Delivery.objects.get(person=amina).pk}"
    assert "Said &amp; &lt;shared&gt;." in entry.find(f"{ATOM}summary").text
    assert PRIVATE not in answer.content.decode()
    withdraw_share(by=ben, share=share)
    assert "shared&gt;" not in client.get(first).content.decode()
    assert "Nothing of it is left to read" in client.get(first).content.decode()
    client.force_login(amina)
    page = client.post(reverse("learning:make_feed")).content.decode()
    second = re.search(r'value="\S+?(/feeds/\S+?)"', page)[1]
    assert second not in client.get(reverse("learning:my_digests")).content.decode()
    assert client.get(first).status_code == 404
    client.logout()
    assert client.get(second).status_code == 200
    assert DigestChoice.objects.get(person=amina).feed_hash not in second
    client.force_login(amina)
    client.post(reverse("learning:end_feed"))
    assert client.get(second).status_code == 404


def test_a_feed_is_read_so_often_an_hour_and_by_nobody_whose_account_is_closed(client, amina):
    address = reverse("learning:digest_feed", args=[make_feed(by=amina)])
    said = [client.get(address).status_code for _nth in range(62)]
    assert said == [200] * 60 + [429] * 2
    other = reverse("learning:digest_feed", args=[make_feed(by=amina)])
    amina.is_active = False
    amina.save()
    assert client.get(other).status_code == 404


def test_those_who_tend_a_circle_choose_what_stands_in_its_digests(client, amina, ben):
    circle = a_circle_with(amina, ben)  # Amina facilitates
    map = SystemMap.objects.create(circle=circle, slug="ours", name="Ours")
    for text in ("Letters nobody opens.", "Letters on the table.", "Bread.", "A van.", "Song."):
        share = shared(ben, circle, text)
        Mention.objects.create(
            reflection=share.reflection, factor=Factor.objects.create(map=map, label=text[:4])
        )
    Response.objects.create(share=share, author=amina, kind="question", text="Which?", created_at=last_week())
    build()
    digest = Digest.objects.get()
    found = read(digest)
    assert all((found.noticed, found.threads, found.waiting, found.factors, found.prompts))
    client.force_login(amina)
    page = reverse("learning:digest_sections", args=[circle.slug])
    assert client.post(page, {"sections": ["noticed"], **opened(client, page)}).status_code == 302
    found = read(digest)
    assert found.noticed
    assert not any((found.threads, found.waiting, found.factors, found.prompts))
    assert "What came up on the map" not in client.get(digest.get_absolute_url()).content.decode()
    client.force_login(ben)
    assert client.get(page).status_code == 302
    assert client.post(page, {"sections": list(SECTIONS), "read": ""}).status_code == 403


@pytest.fixture
def place(amina, ben):
    """A funder with two partnerships; Fay is in one of them, her colleague Gus in none."""
    fay, gus = a_person("Fay"), a_person("Gus")
    foundation = an_organisation("Quay Foundation", fay, gus, kind="funder")
    for name, people in (("Harbour", {fay: foundation}), ("Hill", {})):
        charity = an_organisation(name)
        partnership = a_partnership(
            f"{name} and Quay", resourcing=foundation, delivering=charity, people=people
        )
        a_member(amina, partnership, on_behalf_of=charity)
        a_member(ben, partnership, on_behalf_of=charity)
        shared(amina, partnership, f"Learned at {name}.")
        LearningQuestion.objects.create(
            circle_id=partnership.pk, text=f"What do you see from {name}?", asked_by=amina, put_to=foundation,
            created_at=last_week(),
        )  # fmt: skip
        Promise.objects.create(
            partnership=partnership, by_organisation=foundation, to_organisation=charity,
            text=f"We visit {name}.", due_on=timezone.localdate(),
        )  # fmt: skip
    build()
    return foundation, fay, gus


def test_a_funders_digest_holds_what_its_partnerships_shared_the_questions_first_for_those_who_are_in_them(
    client, place
):
    foundation, fay, gus = place
    digest = Digest.objects.get(circle_id=foundation.pk)
    client.force_login(fay)
    page = client.get(digest.get_absolute_url()).content.decode()
    assert page.index("What do you see from Harbour?") < page.index("Learned at Harbour.")
    assert "Hill" not in page
    client.force_login(gus)
    page = client.get(digest.get_absolute_url()).content.decode()
    assert "Harbour" not in page
    assert "Hill" not in page


def test_a_funders_letter_tells_each_thing_once_and_asks_first(place):
    _foundation, fay, gus = place
    delivered()
    (letter,) = (each for each in mail.outbox if each.to == [fay.email])
    assert letter.body.count("What do you see from Harbour?") == 1
    assert letter.body.count("Learned at Harbour.") == 1
    assert letter.body.count("We visit Harbour.") == 1
    assert "Hill" not in letter.body
    assert not [each for each in mail.outbox if each.to == [gus.email]]


def test_a_partnerships_digest_says_what_was_promised_and_put(client, place):
    _foundation, fay, _gus = place
    digest = Digest.objects.get(circle__name="Harbour and Quay")
    client.force_login(fay)
    page = client.get(digest.get_absolute_url()).content.decode()
    assert "We visit Harbour." in page
    assert "Harbour and Quay asks Quay Foundation" in page


NAMED = "We wrote the letters to the landlord together."
HIDDEN = "The letters to the landlord lie in my drawer."


@pytest.fixture
def told_without_a_name(amina, ben):
    """Something named and something without a name, alike in words, tied to the map, and asked about."""

    def tell(people: int, *, later: int = 0):
        others = [a_person(f"Person {n}") for n in range(people - 2)]
        circle = a_circle_with(amina, ben, *others)
        for n in range(later):
            a_member(a_person(f"Later {n}"), circle, since=timezone.now() - DAY)
        map = SystemMap.objects.create(circle=circle, slug=f"map-{circle.slug}", name="Ours")
        shared(amina, circle, NAMED)
        for text in ("Bread.", "A van in the harbour.", "Singing."):
            shared(amina, circle, text)
        at = last_week()
        day = midnight(timezone.localdate(at))
        hidden = shared(ben, circle, HIDDEN, at=day, anonymous=True)
        Mention.objects.create(
            reflection=hidden.reflection, factor=Factor.objects.create(map=map, label="Fear of post")
        )
        Response.objects.create(
            share=hidden, author=amina, kind="question", text="Since when?", created_at=at
        )
        build()
        return Digest.objects.get(circle=circle), hidden

    return tell


@pytest.mark.parametrize(("people", "later"), [(4, 0), (4, 3)])
def test_in_a_small_circle_a_digest_says_nothing_of_what_has_no_name_but_its_words(
    client, told_without_a_name, amina, people, later
):
    digest, hidden = told_without_a_name(people, later=later)
    found = read(digest, amina)
    assert [told.id for told in found.noticed][-1] == hidden.pk  # and not where its day would put it
    assert not found.noticed[-1].day
    assert not found.threads
    assert not found.factors
    assert not found.waiting
    delivered()
    client.force_login(amina)
    delivery = Delivery.objects.filter(person=amina).get()
    for said in (
        client.get(digest.get_absolute_url()).content.decode(),
        client.get(delivery.get_absolute_url()).content.decode(),
        mail.outbox[0].body,
    ):
        assert HIDDEN in said
        for too_much in ("Fear of post", "Since when?", "landlord, letters", "letters, landlord"):
            assert too_much not in said


def test_in_a_circle_of_five_it_is_a_part_of_the_whole(told_without_a_name, amina):
    digest, _hidden = told_without_a_name(5)
    assert DigestThread.objects.exists()
    found = read(digest, amina)
    assert all((found.threads, found.factors, found.waiting))
    assert all(told.day for told in found.noticed)


def test_when_people_leave_a_circle_grows_small_and_its_old_digests_say_less(told_without_a_name, amina):
    digest, _hidden = told_without_a_name(5)
    Membership.objects.filter(person__name="Person 0").update(until=timezone.now())
    found = read(digest, amina)
    assert not any((found.threads, found.factors, found.waiting))


def test_the_pages_ask_few_questions_however_many_circles(client, amina, ben, at_most_queries):
    for n in range(6):
        circle = a_circle_with(amina, ben, name=f"Circle {n}")
        shared(ben, circle, f"Said {n}.")
        shared(ben, circle, f"Said without a name {n}.", anonymous=True)
    a_reflection(amina, PRIVATE, created_at=last_week() + DAY)
    build()
    delivered()
    client.force_login(amina)
    for address in (Delivery.objects.get(person=amina).get_absolute_url(), reverse("learning:my_digests")):
        with at_most_queries(10):
            assert client.get(address).status_code == 200


def test_the_script_door_delivers_and_says_how_many(amina, capsys):
    shared(amina, a_circle_with(amina))
    build()
    at = (timezone.now() + 8 * DAY).isoformat()
    call_command("deliver_digests", until=at)
    assert capsys.readouterr().out.strip() == '{"digests": 1, "sent": 1, "skipped": 0}'
    call_command("deliver_digests", until=at)
    assert capsys.readouterr().out.strip() == '{"digests": 0, "sent": 0, "skipped": 0}'
    with pytest.raises(CommandError, match="not a moment"):
        call_command("deliver_digests", until="tomorrow")


def test_choosing_sections_is_for_those_who_tend_and_for_sections_there_are(amina, ben):
    circle = a_circle_with(amina, ben)
    shape = choose_sections(by=amina, circle=circle, sections=["noticed", "threads"])
    assert "factors" in shape.left_out
    assert (
        choose_sections(by=amina, circle=circle, sections=["threads", "noticed"]).left_out == shape.left_out
    )


def test_a_digest_tells_what_the_circle_came_to_think_and_do_in_that_time(client, amina, ben):
    circle = a_circle_with(amina, ben)
    shared(ben, circle)
    for at, text in ((last_week(), "Letters frighten."), (timezone.now(), "Not in that week.")):
        Insight.objects.create(circle=circle, text=text, how_sure="several", written_by=ben, created_at=at)
        Adaptation.objects.create(circle=circle, text=f"We ring: {text}", written_by=ben, created_at=at)
    build()
    delivered()
    client.force_login(amina)
    page = client.get(Digest.objects.get().get_absolute_url()).content.decode()
    for said in (page, mail.outbox[0].body, mail.outbox[0].alternatives[0][0]):
        assert "Letters frighten." in said
        assert "We ring: Letters frighten." in said
        assert "several of us see it" in said.lower()
        assert "Not in that week." not in said
