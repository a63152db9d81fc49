"""Several workers at the same moment: each next conversation is planned once, each reminder goes once."""

import datetime

import pytest
from django.utils import timezone

from hls_platform.models import Errand
from relationships.actions.partnerships import plan_conversation
from relationships.actions.promises import make_promise
from relationships.actions.rhythm import plan_what_follows, remind_of_promises
from relationships.models import Conversation
from tests.factories import a_partnership, a_person, an_organisation
from tests.learning.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_however_many_workers_there_are_what_follows_is_planned_and_reminded_of_once():
    quay, harbour = an_organisation("Quay", kind="funder"), an_organisation("Harbour")
    fay = a_person("Fay")
    place = a_partnership(resourcing=quay, delivering=harbour, people={fay: quay})
    past, today = timezone.now() - datetime.timedelta(days=1), timezone.localdate()
    for _nth in range(3):
        plan_conversation(by=fay, partnership=place, starts_at=past, about="The rent", rhythm="weekly")
        make_promise(
            by=fay,
            partnership=place,
            by_organisation=quay,
            to_organisation=harbour,
            text="We ring.",
            due_on=today,
        )
    assert sum(at_once(*[plan_what_follows] * 3)) == 3
    assert Conversation.objects.exclude(follows=None).count() == 3
    assert sum(at_once(*[remind_of_promises] * 3)) == 3
    assert Errand.objects.filter(kind="relationships.remind_of_promise").count() == 3
