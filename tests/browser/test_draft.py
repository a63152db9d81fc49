"""Nothing typed is ever lost: a draft is kept while somebody types, and found again."""

import re

import pytest

from learning.models import Draft, Reflection
from tests.factories import a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_kept_found_on_another_device_and_saved_once(open_as):
    amina = a_person("Amina")
    phone = open_as(amina, width=360)
    phone.goto("/reflect/")
    phone.get_by_label("what happened", exact=False).first.fill("He asked me to")
    phone.get_by_text("Draft kept. Only you can see it.").wait_for()
    phone.close()

    desk = open_as(amina)
    desk.goto("/")
    desk.get_by_role("link", name="He asked me to").click()
    desk.get_by_label("what happened", exact=False).first.fill("He asked me to stay.")
    desk.get_by_role("button", name="Save").dblclick()
    desk.get_by_text(re.compile("Saved. Only you can see it.")).first.wait_for()
    assert [each.text for each in Reflection.objects.all()] == ["He asked me to stay."]
    assert not Draft.objects.exists()
    desk.goto("/")
    assert desk.get_by_text("A draft from").count() == 0
