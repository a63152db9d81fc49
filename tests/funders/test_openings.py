"""Money begins with first words: nobody's but whoever wrote them until they are sent, and then decided on in words."""

import datetime
import re
import zipfile
from io import BytesIO

import pytest
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils import timezone

from funders.actions import deciding
from funders.actions.openings import (
    Bearer,
    add_file,
    answer_decision,
    begin_words,
    discard_words,
    forget_openings,
    keep_words,
    send_words,
    withdraw_words,
)
from funders.models import (
    Fund,
    OpeningConversation,
    OpeningDecision,
    OpeningFile,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
)
from funders.queries.openings import Waits, waiting_for, waits_of
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.celery import app
from hls_platform.media import NotAccepted, document
from hls_platform.security.asking import as_person
from relationships.actions.memberships import NotValid, hash_of
from relationships.models import AddressLink, Invitation, Membership, Person
from relationships.tasks import forget_address_links
from tests.brought import a_picture
from tests.factories import a_member, a_person, an_organisation

pytestmark = pytest.mark.django_db
WORDS = {
    "matters": "People wait in cold rooms.",
    "who": "The tenants and the landlord.",
    "learn": "Who does not come?",
    "organisation": "The Shed",
    "name": "Ina",
}


class Place:
    """A funder with a lead and two colleagues, an open fund, and somebody who asks."""

    def __init__(self) -> None:
        self.lead, self.ben, self.cy = a_person("Lee"), a_person("Ben"), a_person("Cy")
        self.ina, self.other = a_person("Ina"), a_person("Otto")
        self.funder = an_organisation("Quay Foundation", kind="funder")
        a_member(self.lead, self.funder, role="lead")
        for person in (self.ben, self.cy):
            a_member(person, self.funder)
        self.fund = Fund.objects.create(
            funder=self.funder, slug="slow", name="Slow money", purpose="To stay.", is_open=True
        )

    def sent(self, by: Person | None = None) -> OpeningConversation:
        by = by or self.ina
        opening, _token = begin_words(fund=self.fund, words=WORDS, by=by)
        send_words(opening=opening, bearer=Bearer(by))
        return opening

    def with_views(self, *people: Person) -> OpeningConversation:
        opening = self.sent()
        for person in people or (self.lead, self.ben):
            deciding.declare_interest(by=person, opening=opening, is_tied=False)
            deciding.write_view(by=person, opening=opening, text=f"{person.name} would begin.")
        return opening

    def decided(self, outcome: str = "not_now", **said: str) -> OpeningConversation:
        opening = self.with_views()
        said = {"reason": "All is promised.", "helps": "Ask in spring.", **said}
        deciding.decide(by=self.lead, opening=opening, outcome=outcome, **said)
        return opening


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Within it, letters leave at once."""
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


@pytest.fixture
def place() -> Place:
    return Place()


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"(/first-words/\S+/)", str(letter.body))
    assert found
    return found[1]


# --- before they are sent ---


def test_somebody_without_an_account_goes_on_by_the_link_and_has_one_once_it_is_sent(client, place, letters):
    with letters():
        client.post("/funds/slow/first-words/", {"matters": "Cold rooms.", "email": "New@Example.org "})
    letter = mail.outbox[-1]
    assert letter.to == ["new@example.org"]
    assert "Cold rooms." not in letter.body
    link = link_in(letter)
    assert "Cold rooms." in client.get(link).content.decode()
    kept = client.post(link, {"matters": "Colder rooms."}, headers={"accept": "application/json"})
    assert kept.json() == {"kept": True}
    assert not Person.objects.filter(email="new@example.org").exists()
    refused = client.post(link, {**WORDS, "password": "short", "send": "1"})
    assert refused.status_code == 422
    sent = client.post(link, {**WORDS, "password": "four words only mine", "send": "1"})
    person = Person.objects.get(email="new@example.org")
    opening = OpeningConversation.objects.get()
    assert (opening.applicant, opening.token_hash, opening.matters) == (person, None, WORDS["matters"])
    assert (person.name, person.is_administrator) == ("Ina", False)
    page = client.get(sent["Location"]).content.decode()  # signed in by it
    assert WORDS["learn"] in page
    assert client.get(link).status_code == 404


def test_who_has_an_account_signs_in_first_and_nobody_else_uses_the_link(client, place):
    opening, token = begin_words(fund=place.fund, words=WORDS, email=place.ina.email)
    assert client.post(f"/first-words/{token}/", {**WORDS, "send": "1"}).status_code == 422
    client.force_login(place.other)
    assert client.post(f"/first-words/{token}/", {**WORDS, "send": "1"}).status_code == 422
    client.force_login(place.ina)
    assert client.post(f"/first-words/{token}/", {**WORDS, "send": "1"}).status_code == 302
    opening.refresh_from_db()
    assert opening.applicant == place.ina


def test_words_that_are_not_sent_are_nobody_s_but_the_bearer_s(place):
    opening, token = begin_words(fund=place.fund, words=WORDS, email="new@example.org")
    for person in (place.lead, place.ina):
        assert not OpeningConversation.objects.visible_to(person).exists()
        with as_person(person.pk):
            assert not OpeningConversation.objects.exists()
    with as_person(None, token_hash=hash_of(token)):
        assert OpeningConversation.objects.get() == opening
    with as_person(None, token_hash=hash_of("another")):
        assert not OpeningConversation.objects.exists()


def test_the_application_cannot_make_a_person_for_an_address_whose_link_it_does_not_bear(place):
    _opening, token = begin_words(fund=place.fund, words=WORDS, email="new@example.org")

    def come_in(email: str, **more: object) -> None:
        with transaction.atomic(), as_person(None, token_hash=hash_of(token)):
            Person.objects.create_user(email, None, name="Ina", **more)

    for email, more in (("else@example.org", {}), ("new@example.org", {"is_administrator": True})):
        with pytest.raises(ProgrammingError):
            come_in(email, **more)
    come_in("new@example.org")


def test_a_link_whose_days_are_over_opens_nothing_and_goes(client, place):
    opening, token = begin_words(fund=place.fund, words=WORDS, email="new@example.org")
    long_ago = timezone.now() - datetime.timedelta(days=31)
    OpeningConversation.objects.filter(pk=opening.pk).update(begun_at=long_ago)
    AddressLink.objects.update(expires_at=long_ago)
    assert client.get(f"/first-words/{token}/").status_code == 404
    with pytest.raises(NotValid):
        send_words(opening=opening, bearer=Bearer(token=token), password="four words only mine")
    forget_address_links()
    assert not AddressLink.objects.exists()


def test_a_fund_that_closed_meanwhile_takes_nothing_and_the_words_stay(place):
    opening, _token = begin_words(fund=place.fund, words=WORDS, by=place.ina)
    Fund.objects.update(is_open=False)
    with pytest.raises(Refused):
        send_words(opening=opening, bearer=Bearer(place.ina))
    with pytest.raises(Refused):
        begin_words(fund=place.fund, words=WORDS, by=place.ina)
    keep_words(opening=opening, bearer=Bearer(place.ina), words={**WORDS, "who": "Us."})
    opening.refresh_from_db()
    assert (opening.who, opening.sent_at) == ("Us.", None)


def test_every_box_is_asked_for_and_what_is_sent_cannot_be_changed_or_thrown_away(place):
    opening, _token = begin_words(fund=place.fund, words={**WORDS, "learn": " "}, by=place.ina)
    bearer = Bearer(place.ina)
    with pytest.raises(Refused):
        send_words(opening=opening, bearer=bearer)
    keep_words(opening=opening, bearer=bearer, words=WORDS)
    send_words(opening=opening, bearer=bearer)
    send_words(opening=opening, bearer=bearer)  # twice changes nothing
    for do in (
        lambda: keep_words(opening=opening, bearer=bearer, words=WORDS),
        lambda: discard_words(opening=opening, bearer=bearer),
        lambda: add_file(opening=opening, bearer=bearer, content=a_picture()),
    ):
        with pytest.raises(NotFound):
            do()


def test_before_others_read_it_one_looks_over_what_was_kept_as_it_was_typed(client, place):
    named = {**WORDS, "who": "Margaret Thornbury of 12 Cliff Road."}
    opening, _token = begin_words(fund=place.fund, words=named, by=place.ina)
    client.force_login(place.ina)
    asked = client.post(f"/openings/{opening.pk}/words/", {**named, "send": "1"})
    assert asked.status_code == 422
    assert "Margaret Thornbury" in asked.content.decode()
    client.post(f"/openings/{opening.pk}/words/", {**named, "send": "1", "looked_over": "on"})
    opening.refresh_from_db()
    assert opening.sent_at


def test_what_is_thrown_away_is_gone_with_its_file(place):
    opening, token = begin_words(fund=place.fund, words=WORDS, email="new@example.org")
    add_file(opening=opening, bearer=Bearer(token=token), content=a_picture())
    discard_words(opening=opening, bearer=Bearer(token=token))
    assert not OpeningConversation.objects.exists()
    assert not OpeningFile.objects.exists()


def test_letters_to_one_address_are_few(client, place):
    said = {"matters": "Cold.", "email": "new@example.org"}
    answers = [client.post("/funds/slow/first-words/", said).status_code for _nth in range(4)]
    assert answers == [302, 302, 302, 422]


# --- the file ---


def packed(**parts: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "application/pdf"),
        (b"%PDF-1.7\nstream\n/JavaScript in a picture\nendstream\n%%EOF\n", "application/pdf"),
        (packed(**ODT), "application/vnd.oasis.opendocument.text"),
        (packed(**DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_documents_are_kept_as_what_they_are(content, kind):
    kept = document(content)
    assert (kept.content, kept.content_type) == (content, kind)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj <</S /JavaScript /JS (app.alert)>>\n%%EOF\n",
        b"%PDF-1.7\nnever ends",
        b"%PDF-" + b"x" * 6_000_000 + b"%%EOF",
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04 is all there is",
        packed(**DOCX, **{"word/vbaProject.bin": b"x"}),
        packed(**DOCX, **{"word/embeddings/oleObject1.bin": b"x"}),
        packed(**{**DOCX, "[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
        packed(**ODT, **{"Basic/Standard/Module1.xml": b"x"}),
        packed(**{**ODT, "content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        packed(**{**ODT, "mimetype": b"text/html"}),
        packed(**{"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<Types/>"}),
    ],
)
def test_what_is_no_document_or_does_something_is_refused(content):
    with pytest.raises(NotAccepted):
        document(content)


def test_a_document_that_unpacks_without_end_is_refused():
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in DOCX.items():
            package.writestr(name, content)
        package.writestr("word/media/zeros", b"\0" * 101 * 1024 * 1024)
    with pytest.raises(NotAccepted):
        document(written.getvalue())


def test_the_file_goes_out_to_be_saved_under_a_name_of_ours_and_to_both_sides_alone(client, place):
    opening, _token = begin_words(fund=place.fund, words=WORDS, by=place.ina)
    add_file(opening=opening, bearer=Bearer(place.ina), content=b"%PDF-1.7\n%%EOF\n")
    send_words(opening=opening, bearer=Bearer(place.ina))
    for person, status in ((place.ina, 200), (place.ben, 200), (place.other, 404)):
        client.force_login(person)
        assert client.get(f"/openings/{opening.pk}/file/").status_code == status
    client.force_login(place.ben)
    answer = client.get(f"/openings/{opening.pk}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="with-first-words.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]


# --- who sees it, and who decides ---


def test_an_applicant_sees_their_own_alone_and_other_organisations_nothing(client, place):
    mine, theirs = place.sent(), place.sent(by=place.other)
    stranger = a_person("Stella")
    another = an_organisation("Another Funder", kind="funder")
    a_member(stranger, another, role="lead")
    client.force_login(place.ina)
    assert client.get(f"/openings/{mine.pk}/").status_code == 200
    assert client.get(f"/openings/{theirs.pk}/").status_code == 404
    client.force_login(stranger)
    assert client.get(f"/openings/{mine.pk}/").status_code == 404
    assert "The Shed" not in client.get("/funds/slow/").content.decode()


def test_views_and_ties_are_not_the_applicant_s_to_read(client, place):
    opening = place.with_views()
    client.force_login(place.ina)
    page = client.get(f"/openings/{opening.pk}/").content.decode()
    assert "would begin" not in page
    with as_person(place.ina.pk):
        assert not OpeningView.objects.exists()
        assert not OpeningInterest.objects.exists()


def test_before_one_has_a_view_one_says_whether_anything_ties_one(place):
    opening = place.sent()
    with pytest.raises(NotAllowed):
        deciding.write_view(by=place.ben, opening=opening, text="Yes.")
    with pytest.raises(Refused):
        deciding.declare_interest(by=place.ben, opening=opening, is_tied=True)
    deciding.declare_interest(by=place.ben, opening=opening, is_tied=False)
    deciding.write_view(by=place.ben, opening=opening, text="Yes.")
    deciding.declare_interest(by=place.ben, opening=opening, is_tied=True, words="My sister works there.")
    assert not OpeningView.objects.exists()
    with pytest.raises(Refused):
        deciding.declare_interest(by=place.ben, opening=opening, is_tied=False)
    with pytest.raises(NotAllowed):
        deciding.write_view(by=place.ben, opening=opening, text="Yes.")


@pytest.mark.parametrize("tied", [None, True])
def test_who_has_a_tie_or_has_not_said_decides_neither_in_the_action_nor_in_the_database(place, tied):
    opening = place.with_views(place.ben, place.cy)
    if tied:
        deciding.declare_interest(by=place.lead, opening=opening, is_tied=True, words="A loan.")
    with pytest.raises(NotAllowed):
        deciding.decide(by=place.lead, opening=opening, outcome="yes", reason="Yes.")
    with pytest.raises(ProgrammingError), transaction.atomic(), as_person(place.lead.pk):
        OpeningDecision.objects.create(opening=opening, outcome="yes", reason="Yes.", decided_by=place.lead)


def test_nobody_decides_on_their_own_first_words(place):
    opening = place.sent(by=place.lead)
    deciding.declare_interest(by=place.lead, opening=opening, is_tied=False)
    with pytest.raises(NotAllowed):
        deciding.write_view(by=place.lead, opening=opening, text="Splendid.")
    with pytest.raises(ProgrammingError), transaction.atomic(), as_person(place.lead.pk):
        OpeningDecision.objects.create(opening=opening, outcome="yes", reason="Yes.", decided_by=place.lead)


def test_several_write_their_view_before_one_who_leads_decides_once(place):
    opening = place.with_views(place.lead)
    with pytest.raises(Refused, match="Several people decide"):
        deciding.decide(by=place.lead, opening=opening, outcome="yes", reason="Yes.")
    deciding.declare_interest(by=place.ben, opening=opening, is_tied=False)
    deciding.write_view(by=place.ben, opening=opening, text="I doubt it.")
    with pytest.raises(NotAllowed):
        deciding.decide(by=place.ben, opening=opening, outcome="yes", reason="Yes.")
    with pytest.raises(Refused, match="what may help"):
        deciding.decide(by=place.lead, opening=opening, outcome="not_now", reason="No.")
    deciding.decide(by=place.lead, opening=opening, outcome="yes", reason="Yes.")
    deciding.decide(by=place.lead, opening=opening, outcome="yes", reason="Yes.")  # again changes nothing
    with pytest.raises(deciding.Decided):
        deciding.decide(by=place.lead, opening=opening, outcome="not_now", reason="No.", helps="Wait.")
    with pytest.raises(deciding.Decided):
        deciding.write_view(by=place.ben, opening=opening, text="After all.")


def test_where_nobody_else_is_free_of_ties_one_view_is_enough(place):
    opening = place.with_views(place.lead)
    for person in (place.ben, place.cy):
        deciding.declare_interest(by=person, opening=opening, is_tied=True, words="Cousins.")
    assert deciding.decide(by=place.lead, opening=opening, outcome="yes", reason="Yes.")


def test_what_came_stands_in_the_order_in_which_it_came(place):
    first, second = place.sent(), place.sent(by=place.other)
    deciding.declare_interest(by=place.ben, opening=second, is_tied=False)
    deciding.write_view(by=place.ben, opening=second, text="Far better.")
    assert waiting_for(place.fund, place.ben, None).items == [first, second]


# --- conversation, decision, answer ---


def test_each_side_writes_what_it_heard_and_both_read_it(place, letters):
    opening = place.sent()
    now = timezone.now()
    with letters():
        talk = deciding.plan_talk(
            by=place.ben, opening=opening, starts_at=now + datetime.timedelta(hours=1), place="By phone"
        )
    assert mail.outbox[-1].to == [place.ina.email]
    assert "By phone" in mail.outbox[-1].body
    with pytest.raises(Refused):
        deciding.write_what_we_heard(by=place.ina, talk=talk, text="Time.")
    OpeningTalk.objects.update(starts_at=now - datetime.timedelta(hours=1))
    deciding.write_what_we_heard(by=place.ina, talk=talk, text="They have time.")
    deciding.write_what_we_heard(by=place.ben, talk=talk, text="It is cold.")
    with pytest.raises(NotFound):
        deciding.write_what_we_heard(by=place.other, talk=talk, text="Me too.")
    for person in (place.ina, place.cy):
        seen = OpeningTalk.objects.visible_to(person).get()
        assert (seen.heard_by_applicant, seen.heard_by_funder) == ("They have time.", "It is cold.")
    with pytest.raises(Refused):
        deciding.cancel_talk(by=place.ina, talk=talk)


def test_the_decision_is_given_with_its_reason_in_a_letter_and_on_the_page_and_answered_once(
    client, place, letters
):
    with letters():
        opening = place.decided()
    letter = next(each for each in reversed(mail.outbox) if each.to == [place.ina.email])
    assert "All is promised." in letter.body
    assert "Ask in spring." in letter.body
    client.force_login(place.ina)
    page = client.get(f"/openings/{opening.pk}/").content.decode()
    assert "All is promised." in page
    assert place.lead.name not in page
    with letters():
        answer_decision(by=place.ina, opening=opening, answer="We begin without.")
    assert mail.outbox[-1].to == [place.lead.email]
    assert "We begin without." not in mail.outbox[-1].body
    with pytest.raises(Refused):
        answer_decision(by=place.ina, opening=opening, answer="And another thing.")
    client.force_login(place.cy)
    assert "We begin without." in client.get(f"/openings/{opening.pk}/").content.decode()


def test_a_yes_is_not_answered(place):
    with pytest.raises(Refused):
        answer_decision(by=place.ina, opening=place.decided("yes", helps=""), answer="Thanks.")


def test_after_a_yes_a_partnership_begins_and_the_applicant_is_invited(place):
    shed = an_organisation("The Shed")
    opening = place.sent()
    with pytest.raises(Refused):
        deciding.begin_with_applicant(by=place.lead, opening=opening, organisation=shed, name="Warm rooms")
    opening = place.decided("yes", helps="")
    begun = deciding.begin_with_applicant(
        by=place.lead, opening=opening, organisation=shed, name="Warm rooms"
    )
    again = deciding.begin_with_applicant(
        by=place.lead, opening=opening, organisation=shed, name="Warm rooms"
    )
    assert begun == again
    assert {(each.organisation_id, each.side) for each in begun.parties.all()} == {
        (place.funder.pk, "resourcing"),
        (shed.pk, "delivering"),
    }
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.on_behalf_of_id, invitation.role) == (
        place.ina.email,
        shed.pk,
        "lead",
    )


# --- taken back, forgotten ---


def test_what_is_taken_back_is_gone_at_once_for_everybody(client, place, letters):
    opening = place.with_views()
    OpeningFile.objects.create(opening=opening, content_type="application/pdf", content=b"%PDF-", size=5)
    with letters():
        withdraw_words(by=place.ina, opening=opening)
    withdraw_words(by=place.ina, opening=opening)
    assert mail.outbox[-1].to == [place.lead.email]
    assert "Ina" not in mail.outbox[-1].body
    for person in (place.ina, place.lead):
        client.force_login(person)
        for address in (f"/openings/{opening.pk}/", "/openings/", "/funds/slow/"):
            page = client.get(address).content.decode()
            assert not [
                words for words in (*WORDS.values(), "would begin") if words in page and words != "Ina"
            ]
    assert not OpeningFile.objects.exists()
    with pytest.raises(NotFound):
        deciding.decide(by=place.lead, opening=opening, outcome="yes", reason="Yes.")
    with as_person(place.lead.pk):
        assert not OpeningView.objects.exists()
    with pytest.raises(NotFound):
        withdraw_words(by=place.other, opening=place.sent())


def test_each_is_forgotten_when_its_time_is_over_with_all_that_belongs_to_it(place):
    now = timezone.now()
    draft, _token = begin_words(fund=place.fund, words=WORDS, by=place.ina)
    waiting, taken_back, decided = place.sent(), place.sent(), place.decided()
    withdraw_words(by=place.ina, opening=taken_back)
    OpeningTalk.objects.create(opening=decided, starts_at=now, place="By phone")
    OpeningFile.objects.create(opening=decided, content_type="application/pdf", content=b"%PDF-", size=5)

    def left_after(**time: int) -> set[OpeningConversation]:
        forget_openings(at=now + datetime.timedelta(**time))
        return set(OpeningConversation.objects.all())

    assert left_after(days=29) == {draft, waiting, taken_back, decided}
    assert left_after(days=31) == {waiting, decided}
    answered = now + datetime.timedelta(days=200)
    OpeningConversation.objects.filter(pk=decided.pk).update(answer="Well.", answered_at=answered)
    assert left_after(days=367) == {decided}
    assert left_after(days=200 + 367) == set()
    for noun in (OpeningDecision, OpeningFile, OpeningInterest, OpeningTalk, OpeningView):
        assert not noun.objects.exists()


# --- how long the funder lets people wait ---


def test_the_fund_is_told_in_words_how_long_it_lets_people_wait(place):
    opening = place.decided()
    now = timezone.now()
    OpeningConversation.objects.filter(pk=opening.pk).update(
        sent_at=now - datetime.timedelta(days=12, hours=1)
    )
    waiting = place.sent()
    OpeningConversation.objects.filter(pk=waiting.pk).update(sent_at=now - datetime.timedelta(days=40))
    with as_person(place.ben.pk):
        assert waits_of(place.fund) == Waits(decided=(12,), waiting=(40,))
    assert Waits((12,), (40,)).said == [
        "In the last year you decided once, 12 days after the first word.",
        "One waits for your decision now, since 40 days.",
    ]
    assert Waits((3, 9, 40), ()).said == [
        "In the last year, half of those who wrote had your decision within 9 days; the longest wait was 40 days."
    ]


def test_who_leaves_the_funder_reads_nothing_of_it_any_more(client, place):
    opening = place.sent()
    Membership.objects.filter(person=place.ben).update(until=timezone.now() - datetime.timedelta(hours=1))
    client.force_login(place.ben)
    assert client.get(f"/openings/{opening.pk}/").status_code == 404


def test_the_page_of_one_stays_in_few_queries(client, place, at_most_queries):
    opening = place.with_views(place.lead, place.ben, place.cy)
    client.force_login(place.lead)
    with at_most_queries(10):
        assert client.get(f"/openings/{opening.pk}/").status_code == 200
