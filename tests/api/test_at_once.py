"""What programs send at the same moment is done once, and nobody's change is lost."""

import threading

import pytest
from django.db import connection
from django.test import Client

from learning.models import LearningQuestion
from tests.api.asking import Program, listed
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_twins_that_come_at_the_same_moment_make_one_thing():
    amina = a_person()
    circle = a_circle_with(amina)
    program = Program(amina)
    answers = []

    def send() -> None:
        twin = Program.__new__(Program)
        twin.secret, twin.client = program.secret, Client()
        answers.append(
            twin.post(
                listed("question"), {"circle": str(circle.pk), "text": "Who?"}, **{"Idempotency-Key": "twin"}
            )
        )
        connection.close()

    twins = [threading.Thread(target=send) for _ in range(4)]
    for each in twins:
        each.start()
    for each in twins:
        each.join(30)
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert LearningQuestion.objects.count() == 1


def test_of_two_who_change_the_same_version_at_once_one_is_told():
    amina = a_person()
    program = Program(amina)
    made = program.post(listed("reflection"), {"text": "First."})
    answers = []

    def send(text: str) -> None:
        twin = Program.__new__(Program)
        twin.secret, twin.client = program.secret, Client()
        answers.append(
            twin.ask("PATCH", made["Location"], {"text": text}, **{"If-Match": made["ETag"]}).status_code
        )
        connection.close()

    both = [threading.Thread(target=send, args=[text]) for text in ("One.", "Other.")]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert sorted(answers) == [200, 412]
