"""Coming into a circle, and leaving it."""

import datetime

import pytest
from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.models import AuditEntry
from relationships.access import current_membership
from relationships.actions.circles import begin_partnership, begin_peer_group, found_organisation
from relationships.actions.memberships import (
    NotValid,
    accept_invitation,
    change_role,
    end_membership,
    invite,
    join,
    make_set_up_link,
    withdraw_invitation,
)
from relationships.models import Circle, Invitation, Person
from relationships.signals import membership_ended
from tests.factories import a_circle_with, a_member, a_peer_group, a_person, an_organisation

pytestmark = pytest.mark.django_db


def last_verb():
    return AuditEntry.objects.latest("pk").verb


def test_whoever_begins_a_peer_group_facilitates_it():
    amina = a_person()
    group = begin_peer_group(by=amina, name="Doubts on Tuesday")
    assert current_membership(amina, group).role == "facilitator"
    assert begin_peer_group(by=amina, name="Doubts on Tuesday").slug == "doubts-on-tuesday-2"


def test_only_an_administrator_adds_an_organisation():
    with pytest.raises(NotAllowed):
        found_organisation(by=a_person(), name="Harbour", organisation_kind="delivery")
    assert found_organisation(
        by=a_person(is_administrator=True), name="Harbour", organisation_kind="delivery"
    ).pk


def test_a_partnership_needs_both_sides():
    lead = a_person()
    ours, theirs = an_organisation("Foundation", lead, kind="funder"), an_organisation("Harbour")
    with pytest.raises(Refused):
        begin_partnership(by=lead, on_behalf_of=ours, name="One", parties=[(ours, "resourcing")])
    parties = [(ours, "resourcing"), (theirs, "delivering")]
    partnership = begin_partnership(by=lead, on_behalf_of=ours, name="Two", parties=parties)
    assert current_membership(lead, partnership).on_behalf_of == ours
    with pytest.raises(NotAllowed):
        begin_partnership(by=a_person(), on_behalf_of=ours, name="Three", parties=parties)


def test_an_invited_person_comes_in_once_with_the_invited_address():
    lead = a_person()
    circle = a_circle_with(lead)
    _invitation, token = invite(by=lead, circle=circle, email="Ben@Example.org ")
    ben = accept_invitation(token=token, name="Ben", password="a long enough password")
    assert (ben.email, current_membership(ben, circle).role) == ("ben@example.org", "member")
    with pytest.raises(NotValid):
        accept_invitation(token=token, name="Eve", password="a long enough password")
    assert last_verb() == "invitation.accepted"


def test_an_address_with_an_account_must_sign_in_to_accept():
    lead, ben = a_person("Lead"), a_person("Ben")
    circle = a_circle_with(lead)
    _invitation, token = invite(by=lead, circle=circle, email=ben.email)
    with pytest.raises(Refused, match="Sign in"):
        accept_invitation(token=token, name="Ben", password="a long enough password")
    assert accept_invitation(token=token, by=ben) == ben
    assert current_membership(ben, circle)


def test_a_used_a_late_a_withdrawn_and_an_invented_link_look_the_same():
    lead = a_person()
    circle = a_circle_with(lead)
    now = timezone.now()
    _late, late = invite(by=lead, circle=circle, email="a@example.org", at=now - datetime.timedelta(days=15))
    _first, replaced = invite(by=lead, circle=circle, email="b@example.org")
    second, withdrawn = invite(by=lead, circle=circle, email="b@example.org")
    withdraw_invitation(by=lead, invitation=second)
    messages = set()
    for token in (late, replaced, withdrawn, "invented"):
        with pytest.raises(NotValid) as refusal:
            accept_invitation(token=token, name="Ben", password="a long enough password")
        messages.add(str(refusal.value))
    assert len(messages) == 1
    assert not Invitation.objects.filter(token_hash__contains=withdrawn).exists()


def test_only_those_who_tend_a_circle_invite_and_outsiders_do_not_learn_that_it_is_there():
    lead, member = a_person("Lead"), a_person("Member")
    circle = a_circle_with(lead, member)
    with pytest.raises(NotAllowed):
        invite(by=member, circle=circle, email="x@example.org")
    with pytest.raises(NotFound):
        invite(by=a_person("Outsider"), circle=circle, email="x@example.org")


def test_joining_twice_is_joining_once_and_a_closed_group_is_not_there():
    amina = a_person()
    group = a_peer_group("Open", joining="open")
    assert join(by=amina, group=group) == join(by=amina, group=group)
    with pytest.raises(NotFound):
        join(by=amina, group=a_peer_group("Closed"))


@pytest.mark.parametrize("keep", [True, False])
def test_a_person_leaves_and_chooses_whether_what_they_shared_stays(keep):
    lead, ben = a_person("Lead"), a_person("Ben")
    circle = a_circle_with(lead, ben)
    heard = []

    def listener(sender, **told):
        heard.append((told["membership"].person, told["keep_shared"]))

    membership_ended.connect(listener)
    try:
        membership = current_membership(ben, circle)
        end_membership(by=ben, membership=membership, keep_shared=keep)
        end_membership(by=ben, membership=membership, keep_shared=keep)
    finally:
        membership_ended.disconnect(listener)
    assert heard == [(ben, keep)]
    assert circle not in Circle.objects.having_member(ben)


def test_nobody_takes_back_what_another_shared():
    lead, ben = a_person("Lead"), a_person("Ben")
    circle = a_circle_with(lead, ben)
    membership = current_membership(ben, circle)
    with pytest.raises(NotAllowed):
        end_membership(by=lead, membership=membership, keep_shared=False)
    end_membership(by=lead, membership=membership)
    assert current_membership(ben, circle) is None


def test_a_circle_is_never_left_untended():
    lead, ben = a_person("Lead"), a_person("Ben")
    circle = a_circle_with(lead, ben)
    mine, his = current_membership(lead, circle), current_membership(ben, circle)
    with pytest.raises(Refused):
        end_membership(by=lead, membership=mine)
    with pytest.raises(Refused):
        change_role(by=lead, membership=mine, role="member")
    change_role(by=lead, membership=his, role="lead")
    end_membership(by=lead, membership=mine)
    assert current_membership(lead, circle) is None


def test_a_membership_that_begins_tomorrow_gives_nothing_today():
    ben = a_person()
    circle = a_circle_with()
    a_member(ben, circle, since=timezone.now() + datetime.timedelta(days=1))
    assert not Circle.objects.having_member(ben).exists()


def test_the_set_up_link_is_for_an_empty_place_only():
    assert make_set_up_link() != make_set_up_link()
    assert Invitation.objects.open().filter(circle=None).count() == 1
    a_person()
    with pytest.raises(Refused):
        make_set_up_link()
    assert Person.objects.count() == 1
