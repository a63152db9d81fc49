"""What was done that concerns me: by me, to me and mine, to my circles; and nothing that tells who wrote what."""

import re

import pytest
from django.urls import reverse

from hls_platform.event_names import all_events
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_person
from hls_platform.telling import all_words, told_to_a_circle
from learning import actions
from relationships.actions.administration import end_all_sessions
from relationships.actions.circles import describe_circle
from relationships.actions.memberships import change_role, end_membership
from relationships.actions.people import rename
from relationships.models import Membership, Person
from relationships.trail import Line, concerning, one
from tests.api.asking import Program
from tests.factories import a_circle_with, a_person, a_reflection
from tests.test_audit_says_no_words import recorded

pytestmark = pytest.mark.django_db
TO_NOBODY = {
    "demo.loaded", "set_up.offered", "set_up.done", "digest.built", "report.composed", "report.scrubbed",
}  # fmt: skip
"""Done by the platform itself, and standing on no one's account."""


def told(person: Person) -> list[str]:
    with as_person(person.pk):
        return [line.words for line in concerning(person).items]


def test_each_verb_has_words_or_is_nobodys():
    verbs = {verb for verb, _facts in recorded() if re.fullmatch(r"[a-z_]+\.[a-z_]+", verb)}
    assert not (verbs | set(all_events())) - set(all_words()) - TO_NOBODY
    for words in all_words().values():
        for said in vars(words).values():
            assert str(said) % {"who": "Ben", "whom": "Amina"} is not None


def test_of_a_circle_its_people_are_told_what_was_done_to_it_and_never_what_was_shared_or_answered():
    about_words = (
        "reflection",
        "share",
        "response",
        "draft",
        "factor",
        "thread",
        "understanding",
        "question",
    )
    assert len(told_to_a_circle()) > 15
    assert not [verb for verb in told_to_a_circle() if verb.startswith(about_words)]


def test_a_person_reads_what_they_did_what_was_done_to_them_and_what_was_done_to_their_circle():
    lee, wren, otto = a_person("Lee"), a_person("Wren"), a_person("Otto")
    circle = a_circle_with(lee, wren)
    rename(by=wren, name="Wren W.")
    membership = Membership.objects.get(person=wren)
    change_role(by=lee, membership=membership, role="lead")
    describe_circle(by=lee, circle=circle, purpose="To think.", digest_rhythm="weekly")
    share = actions.share_reflection(by=wren, reflection=a_reflection(wren), circle=circle)
    actions.respond(by=lee, share=share, kind="question", text="Who rang?")
    assert told(wren) == [
        "Lee responded to something you shared",
        "You shared a reflection",
        "Lee changed what is said about it, or how often its digest is made",
        "Lee changed your role",
        "You changed your name",
    ]
    assert told(lee) == [
        "You responded to something shared",
        "You changed what is said about it, or how often its digest is made",
        "You changed the role of Wren W.",
    ]
    assert told(otto) == []
    end_membership(by=lee, membership=membership)
    assert told(wren)[0] == "Somebody who is in no circle of yours ended your membership"


def test_what_an_administrator_did_to_an_account_is_told_to_whose_it_is():
    ada, wren = a_person("Ada", is_administrator=True), a_person("Wren")
    end_all_sessions(by=ada, person=wren)
    assert told(wren) == ["Somebody who is in no circle of yours signed you out everywhere"]


def test_what_others_did_is_told_by_its_day_and_what_i_did_by_its_moment():
    lee, wren, otto = a_person("Lee"), a_person("Wren"), a_person("Otto")
    circle = a_circle_with(lee, wren)
    describe_circle(by=lee, circle=circle, purpose="To think.", digest_rhythm="weekly")
    for person, mine in ((lee, True), (wren, False)):
        with as_person(person.pk):
            (line,) = concerning(person).items
            assert isinstance(line, Line)
            assert (line.mine, line.at is not None, line.subject is not None) == (mine, mine, mine)
            assert one(person, line.id) == line
    with as_person(otto.pk):
        assert one(otto, line.id) is None


def test_what_is_shared_without_a_name_leaves_no_line_and_no_row_for_anybody_else():
    people = [a_person(f"Person {n}") for n in range(6)]
    author, reader, *_others = people
    circle = a_circle_with(*people)
    share = actions.share_reflection(
        by=author, reflection=a_reflection(author), circle=circle, anonymous=True
    )
    asked = actions.respond(by=reader, share=share, kind="question", text="Why?")
    actions.reply(by=author, response=asked, text="I was tired.")
    actions.edit_reflection(by=author, reflection=share.reflection, text="I was afraid.")
    actions.withdraw_share(by=author, share=share)
    assert told(reader) == ["You responded to something shared"]
    with as_person(reader.pk):
        assert list(AuditEntry.objects.values_list("verb", "concerns_id")) == [("response.written", None)]


def test_it_pages_by_cursor_in_few_queries_on_the_page_and_in_the_api(client, at_most_queries):
    lee, wren = a_person("Lee"), a_person("Wren")
    circle = a_circle_with(lee, wren)
    for number in range(60):
        rename(by=wren, name=f"Wren {number}")
        describe_circle(by=lee, circle=circle, purpose=f"Nr {number}", digest_rhythm="weekly")
    client.force_login(wren)
    address = reverse("relationships:trail")
    with at_most_queries(10):
        first = client.get(address)
    assert first.content.decode().count("You changed your name") == 25
    again = client.get(f"{address}?after={first.context['page'].next_after}")
    assert again.content.decode().count("Lee changed what is said") == 25
    program, seen = Program(wren), []
    following = f"{reverse('api:entry-list')}?size=50"
    while following:
        answer = program.get(following).json()
        seen += [each["id"] for each in answer["items"]]
        following = answer["next"]
    assert len(seen) == len(set(seen)) == 121  # the token too
    assert (
        program.get(reverse("api:entry-detail", args=[seen[0]])).json()["words"]
        == "You made a token for a program"
    )
    assert Program(lee).get(reverse("api:entry-detail", args=[seen[0]])).status_code == 404
    assert program.get(f"{reverse('api:entry-list')}?after=nonsense").status_code == 400
