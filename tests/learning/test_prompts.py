"""Questions that help to think: answered in their version, kept with it, and treated as words everywhere."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from hls_platform.actions import NotAllowed, NotFound
from hls_platform.identifiers import uuid7
from learning import actions
from learning.actions.prompts import NothingAsked
from learning.actions.reflections import NothingSaid
from learning.actions.shares import NoConsent
from learning.digests import collect
from learning.models import Digest, Draft, PromptSetVersion, Reflection
from learning.prompts import BUILT_IN, GIBBS, MOST_QUESTIONS, OFFERED
from tests.factories import a_circle_with, a_member, a_person, a_share
from tests.learning.digest_ways import read

pytestmark = pytest.mark.django_db
HER_WORDS = ["“They never ask what I can do.”", "", "Ask it first."]


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def circle(amina):
    circle = a_circle_with()
    a_member(amina, circle, role="facilitator")
    return circle


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_sets_of_the_place_fit_the_box_and_are_found_by_their_key():
    assert all(BUILT_IN[each.key] is each and 0 < len(each.questions) <= MOST_QUESTIONS for each in OFFERED)
    with translation.override("cy"):
        assert [str(question) for question in GIBBS.questions]


def test_answers_are_all_that_is_said_and_keep_their_places(amina):
    written = actions.write_reflection(
        by=amina, id=uuid7(), prompts="strength:1", answers=["", " He sang. ", "", ""]
    )
    assert written.answers == ["", "He sang.", "", ""]
    assert written.answered == [("What strength of theirs carried it?", "He sang.")]
    assert written.words == "He sang."
    with pytest.raises(NothingSaid):
        actions.write_reflection(by=amina, id=uuid7(), prompts="strength:1", answers=[" ", ""])


def test_an_edit_keeps_the_answers_before_it_in_the_history_and_other_edits_leave_them(amina):
    written = actions.write_reflection(by=amina, id=uuid7(), prompts="gibbs:1", answers=["We argued."])
    actions.edit_reflection(by=amina, reflection=written, text="Beside it.")
    actions.edit_reflection(by=amina, reflection=written, text="Beside it.", answers=["We talked."])
    written.refresh_from_db()
    assert (written.text, written.answers) == ("Beside it.", ["We talked."])
    page = signed_in(amina).get(reverse("learning:history", args=[written.pk])).content.decode()
    assert "We argued." in page
    again = actions.write_reflection(by=amina, id=written.pk, prompts="gibbs:1", answers=["We argued."])
    assert again.answers == ["We talked."]  # what was sent first comes again, and changes nothing


def test_a_circle_asks_otherwise_and_what_was_answered_keeps_its_questions(amina, circle):
    own = actions.write_prompts(by=amina, circle=circle, name="Fridays", questions=["Who was missing?", " "])
    first = own.latest
    written = actions.write_reflection(by=amina, id=uuid7(), prompts=str(first.pk), answers=["Night shift."])
    actions.change_prompts(by=amina, prompt_set=own, name="Fridays", questions=["Who is not heard?"])
    actions.change_prompts(by=amina, prompt_set=own, name="Fridays", questions=["Who is not heard?"])
    assert list(PromptSetVersion.objects.values_list("number", flat=True).order_by("number")) == [1, 2]
    written.refresh_from_db()
    assert written.answered == [("Who was missing?", "Night shift.")]
    client = signed_in(amina)
    assert "Who was missing?" in client.get(reverse("learning:edit", args=[written.pk])).content.decode()
    offered = client.get(reverse("learning:prompts")).content.decode()
    assert "Who is not heard?" in offered
    assert "Who was missing?" not in offered
    actions.retire_prompts(by=amina, prompt_set=own)
    assert "Who is not heard?" not in client.get(reverse("learning:prompts")).content.decode()


def test_whoever_leads_or_facilitates_says_what_a_circle_asks(amina, circle):
    ben, otto = a_person("Ben"), a_person("Otto")
    a_member(ben, circle)
    own = actions.write_prompts(by=amina, circle=circle, name="Fridays", questions=["Who was missing?"])
    with pytest.raises(NotAllowed):
        actions.write_prompts(by=ben, circle=circle, name="Ours", questions=["Why?"])
    with pytest.raises(NotAllowed):
        actions.change_prompts(by=ben, prompt_set=own, name="Ours", questions=["Why?"])
    with pytest.raises(NotFound):
        actions.write_prompts(by=otto, circle=circle, name="Ours", questions=["Why?"])
    assert signed_in(otto).get(reverse("learning:circle_prompts", args=[circle.slug])).status_code == 404


@pytest.mark.parametrize(
    ("name", "questions"), [(" ", ["Why?"]), ("Ours", [" "]), ("Ours", ["Why?"] * 9), ("Ours", ["y" * 301])]
)
def test_what_cannot_be_asked_is_refused_in_words(amina, circle, name, questions):
    with pytest.raises(NothingAsked):
        actions.write_prompts(by=amina, circle=circle, name=name, questions=questions)


def test_readers_elsewhere_see_the_questions_and_not_which_circle_asks_them(amina, circle):
    ben = a_person("Ben")
    elsewhere = a_circle_with(amina, ben, name="Elsewhere")
    own = actions.write_prompts(by=amina, circle=circle, name="Fridays", questions=["Who was missing?"])
    key = str(own.latest.pk)
    written = actions.write_reflection(
        by=amina, id=uuid7(), prompts=key, answers=["Night shift."], share_with=[elsewhere]
    )
    client = signed_in(ben)
    for address in ("/", written.shares.get().get_absolute_url(), "/api/shared/"):
        page = client.get(address).content.decode()
        assert "Who was missing?" in page
        assert "Night shift." in page
        for told in (circle.name, "Fridays", key):
            assert told not in page


def test_answers_to_questions_that_are_gone_are_kept_without_them(amina):
    written = actions.write_reflection(by=amina, id=uuid7(), prompts=str(uuid7()), answers=["Night shift."])
    assert written.answered == [("", "Night shift.")]
    page = signed_in(amina).post(
        reverse("learning:reflect"), {"id": "no id", "prompts": str(uuid7()), "answers": ["Night shift."]}
    )
    assert page.status_code == 422
    assert b"Night shift." in page.content


def test_somebodys_own_words_are_shared_once_they_agreed_and_that_is_recorded(amina, circle):
    written = actions.write_reflection(by=amina, id=uuid7(), prompts="wisdom:1", answers=HER_WORDS)
    with pytest.raises(NoConsent):
        actions.share_reflection(by=amina, reflection=written, circle=circle)
    actions.edit_reflection(by=amina, reflection=written, answers=HER_WORDS, consented=True)
    written.refresh_from_db()
    assert written.consented_at is not None
    share = actions.share_reflection(by=amina, reflection=written, circle=circle)
    with pytest.raises(NoConsent):
        actions.edit_reflection(by=amina, reflection=written, consented=False)
    actions.withdraw_share(by=amina, share=share)
    actions.edit_reflection(by=amina, reflection=written, consented=False)
    with pytest.raises(NoConsent):
        actions.share_reflection(by=amina, reflection=written, circle=circle)


def test_the_page_asks_for_consent_and_looks_answers_over(amina, circle):
    client, id = signed_in(amina), str(uuid7())
    box = client.get(reverse("learning:reflect"), {"prompts": "wisdom:1"}).content.decode()
    assert "What did somebody say, in their own words?" in box
    assert "The person agreed" in box
    sent = {
        "id": id,
        "prompts": "wisdom:1",
        "answers": ["“Ring 07700 900123,” she said.", "", ""],
        "share_with": str(circle.pk),
    }
    asked = client.post(reverse("learning:reflect"), sent)
    assert (asked.status_code, b"07700 900123" in asked.content) == (422, True)
    instead = client.post(
        reverse("learning:reflect"),
        sent | {"leave_out": "1", "instead:07700 900123": "this number", "consented": "on"},
    )
    assert "Ring this number" in instead.content.decode()
    sent |= {"answers": ["“Ring this number,” she said.", "", ""]}
    refused = client.post(reverse("learning:reflect"), sent)
    assert b"Ask the person first" in refused.content
    assert client.post(reverse("learning:reflect"), sent | {"consented": "on"}).status_code == 302
    assert Reflection.objects.get().consented


def test_a_draft_keeps_answers_and_goes_on_with_them(amina):
    client, id = signed_in(amina), str(uuid7())
    sent = {"id": id, "prompts": "gibbs:1", "answers": ["We argued.", "", "", "", "", ""], "page": "one"}
    client.post(reverse("learning:keep_draft"), sent)
    assert Draft.objects.get().opening == "We argued."
    resumed = client.get(reverse("learning:reflect"), {"draft": id})
    assert "We argued." in resumed.content.decode()
    assert "What did you feel and think while it happened?" in resumed.content.decode()
    read = resumed.context["form"]["read"].value()
    assert client.post(reverse("learning:reflect"), sent | {"read": read, "page": "two"}).status_code == 302
    assert not Draft.objects.exists()


def test_two_windows_show_both_answers(amina):
    written = actions.write_reflection(by=amina, id=uuid7(), prompts="gibbs:1", answers=["We argued."])
    client, address = signed_in(amina), reverse("learning:edit", args=[written.pk])
    read = client.get(address).context["form"]["read"].value()
    actions.edit_reflection(by=amina, reflection=written, answers=["We talked."])
    typed = {
        "read": read,
        "answers": ["We shouted."],
        "kind": "moment",
        "happened_on": str(written.happened_on),
    }
    both = client.post(address, typed).content.decode()
    assert "We talked." in both
    assert "We shouted." in both


def test_a_digest_reads_and_compares_answers_like_any_words(amina, circle):
    shares = [
        a_share(actions.write_reflection(by=amina, id=uuid7(), prompts="gibbs:1", answers=[said]), circle)
        for said in ("The landlord rang.", "The landlord wrote.")
    ]
    day = timezone.timedelta(days=1)
    digest = Digest.objects.create(
        circle=circle, period_start=timezone.now() - day, period_end=timezone.now() + day
    )
    noticed = read(digest, amina).noticed
    assert {told.words for told in noticed} == {"The landlord rang.", "The landlord wrote."}
    assert all("What happened?" in told.said for told in noticed)
    ((_id, ids, words),) = collect.read_words([collect.Begun(digest.pk, circle.pk)])
    assert set(ids) == {share.pk for share in shares}
    assert sorted(each.strip() for each in words) == ["The landlord rang.", "The landlord wrote."]
