"""What programs do in a partnership: conversations in a rhythm, what each side heard, promises made anew, handing over."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from relationships.models import Handover, Heard, Promise
from tests.api.asking import Program, listed, one
from tests.world import a_world

pytestmark = pytest.mark.django_db


def test_programs_do_in_a_partnership_what_its_people_do_on_the_pages():
    w = a_world()
    funder, worker, lead = Program(w.funder), Program(w.worker), Program(w.lead)

    begins = timezone.now() + datetime.timedelta(days=2)
    sent = {"partnership": str(w.partnership.pk), "starts_at": begins.isoformat(), "about": "Rent"}
    made = lead.post(listed("conversation"), sent | {"rhythm": "monthly", "minutes": 90})
    assert made.json() | {"rhythm": "monthly", "minutes": 90, "there": []} == made.json()
    later = (begins + datetime.timedelta(days=1)).isoformat()
    assert lead.change(made["Location"], "move", {"starts_at": later}).json()["rhythm"] == "monthly"
    assert lead.change(made["Location"], "cancel").json()["cancelled_at"]
    was = {"notes": "We rang.", "there": [str(w.lead.pk)]}
    talk = one("conversation", w.conversation)
    assert lead.change(talk, "hold", was).json()["there"] == [str(w.lead.pk)]

    heard = {"conversation": str(w.conversation.pk), "organisation": str(w.charity.pk), "text": "y"}
    assert lead.post(listed("heard"), heard | {"hours": "1.5"}).json()["hours"] == "1.50"
    theirs = heard | {"organisation": str(w.foundation.pk)}
    assert lead.post(listed("heard"), theirs).status_code == 422
    mine = one("heard", Heard.objects.get(organisation=w.charity))
    assert lead.change(mine, "write", {"text": "z"}).json()["text"] == "z"
    assert lead.get(f"{listed('heard')}?partnership={w.partnership.pk}").json()["items"]

    between = {
        "partnership": str(w.partnership.pk),
        "by_organisation": str(w.foundation.pk),
        "to_organisation": str(w.charity.pk),
    }
    promised = funder.post(listed("promise"), between | {"commitment": "urgency"})
    assert promised.json()["text"].startswith("We decide as fast")
    ended = {"state": "renegotiated", "reason": "June.", "text": "In July.", "due_on": "2027-07-01"}
    assert funder.change(promised["Location"], "close", ended).json()["state"] == "renegotiated"
    id = promised.json()["id"]
    assert Promise.objects.get(follows_id=id).text == "In July."
    question = {"circle": str(w.partnership.pk), "text": "How long is fast?", "promise": id}
    assert worker.post(listed("question"), question).json()["put_to"] == str(w.foundation.pk)

    made = lead.post(listed("calendar"), {"names_partnerships": True})
    address = made.json()["address"].removeprefix(settings.PUBLIC_URL)
    assert b"BEGIN:VCALENDAR" in lead.client.get(address).content
    assert lead.ask("DELETE", made["Location"], **{"If-Match": made["ETag"]}).status_code == 204

    told = one("handover", w.handover)
    assert worker.change(told, sent={"story": "Anew."}, method="PATCH").json()["story"] == "Anew."
    assert worker.change(told, "accept").status_code == 403
    assert lead.change(told, "accept").json()["accepted_at"]
    assert Handover.objects.get().written_by == w.worker
