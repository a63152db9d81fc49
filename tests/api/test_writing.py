"""Everything is written through the actions: with their rules, on the condition of what was read, and once."""

import pytest
from django.test import Client

from hls_platform.api.once import forget_answers
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry, KeptAnswer
from learning.models import LearningQuestion, Reflection
from relationships.actions.memberships import invite
from relationships.models import Invitation, Membership, PeerGroup, Promise
from systems.models import SystemMap
from tests.api.asking import Program, listed, one
from tests.factories import a_member, a_person


def test_a_worker_reflects_shares_and_withdraws(w):
    worker, lead = Program(w.worker), Program(w.lead)
    made = worker.post(listed("reflection"), {"text": "The kettle was on.", "kind": "strength"})
    assert made.status_code == 201
    assert worker.get(made["Location"]).json() == made.json()
    shared = worker.post(listed("share"), {"reflection": made.json()["id"], "circle": str(w.group.pk)})
    assert shared.status_code == 201
    address = f"/api/shared/{shared.json()['id']}/"
    assert lead.get(address).json()["text"] == "The kettle was on."
    answered = lead.post(
        listed("response"), {"share": shared.json()["id"], "kind": "question", "text": "And then?"}
    )
    assert answered.status_code == 201
    changed = worker.change(
        made["Location"], method="PATCH", sent={"text": "The kettle was on, and stayed on."}
    )
    assert changed.json()["text"].endswith("stayed on.")
    assert (
        worker.get(made["Location"] + "versions/").json()["items"][0]["words"]["text"] == "The kettle was on."
    )
    mentioned = worker.change(made["Location"], "mention", {"factor": str(w.factor.pk)})
    assert mentioned.json()["mentions"] == [str(w.factor.pk)]
    assert worker.change(made["Location"], "unmention", {"factor": str(w.factor.pk)}).json()["mentions"] == []
    assert worker.change(f"/api/shares/{shared.json()['id']}/", "withdraw").json()["withdrawn_at"]
    assert lead.get(address).status_code == 404


def test_in_a_small_circle_the_api_warns_as_the_page_does(w):
    program = Program(w.worker)
    words = {"text": "Between us.", "share_with": [str(w.group.pk)], "anonymous": True}
    refused = program.post(listed("reflection"), words)
    assert refused.status_code == 422
    assert "they may guess who wrote this" in refused.json()["detail"]
    assert not Reflection.objects.filter(text="Between us.").exists()
    assert program.post(listed("reflection"), {**words, "small_circle_understood": True}).status_code == 201


def test_both_sides_promise_and_the_other_side_cannot_close(w):
    funder, worker = Program(w.funder), Program(w.worker)
    made = funder.post(
        listed("promise"),
        {
            "partnership": str(w.partnership.pk), "by_organisation": str(w.foundation.pk),
            "to_organisation": str(w.charity.pk), "text": "We answer within a week.", "due_on": "2027-01-31",
        },
    )  # fmt: skip
    assert made.status_code == 201
    assert worker.change(made["Location"], "close", {"state": "kept"}).status_code == 422
    assert (
        funder.change(made["Location"], "close", {"state": "let_go"}).status_code == 422
    )  # without a reason
    assert funder.change(made["Location"], "close", {"state": "kept"}).json()["state"] == "kept"


def test_people_come_and_go(w):
    outsider, lead, worker = Program(w.outsider), Program(w.lead), Program(w.worker)
    begun = outsider.post(listed("peer-group"), {"name": "Night shift", "joining": "open"})
    assert begun.json()["mine"] is True
    joined = lead.post(listed("membership"), {"circle": begun.json()["id"]})
    assert joined.status_code == 201
    group = PeerGroup.objects.get(name="Night shift")
    assert group.memberships.count() == 2
    role = outsider.change(joined["Location"], method="PATCH", sent={"role": "facilitator"})
    assert role.json()["role"] == "facilitator"
    assert lead.change(joined["Location"], "end", {"keep_shared": False}).json()["until"]
    closed = worker.post(listed("membership"), {"circle": str(w.charity.pk)})
    assert closed.status_code == 400  # an organisation is no peer group
    _invitation, token = invite(by=w.lead, circle=w.charity, email=w.outsider.email)
    accepted = outsider.post(listed("membership"), {"invitation": token})
    assert accepted.status_code == 201, accepted.content
    assert accepted.json()["circle"] == str(w.charity.pk)
    assert outsider.post(listed("membership"), {"invitation": token}).status_code == 422  # it works once
    assert outsider.post(listed("membership"), {}).status_code == 400
    invited = lead.post(listed("invitation"), {"circle": str(w.charity.pk), "email": "Nia@Example.org"})
    assert invited.status_code == 201
    assert "token" not in invited.content.decode()
    assert lead.change(invited["Location"], "withdraw").json()["withdrawn_at"]
    assert (
        worker.post(listed("invitation"), {"circle": str(w.charity.pk), "email": "x@example.org"}).status_code
        == 403
    )


def test_a_partnership_is_begun_talks_and_agrees_about_money(w):
    funder, lead = Program(w.funder), Program(w.lead)
    Membership.objects.filter(person=w.funder, circle_id=w.foundation.pk).update(role="lead")
    parties = [
        {"organisation": str(w.foundation.pk), "side": "resourcing"},
        {"organisation": str(w.charity.pk), "side": "delivering"},
    ]
    begun = funder.post(
        listed("partnership"), {"name": "Second", "on_behalf_of": str(w.foundation.pk), "parties": parties}
    )
    assert [each["side"] for each in begun.json()["parties"]] == ["delivering", "resourcing"]
    partnership = str(w.partnership.pk)
    planned = lead.post(
        listed("conversation"),
        {"partnership": partnership, "starts_at": "2026-01-01T10:00:00Z", "about": "Rent"},
    )
    assert lead.change(planned["Location"], "hold", {"notes": "It is late again."}).json()["held_at"]
    fund = funder.post(
        listed("fund"), {"funder": str(w.foundation.pk), "name": "Slow money", "purpose": "To stay."}
    )
    agreed = funder.post(
        listed("agreement"),
        {
            "partnership": partnership, "fund": fund.json()["id"], "amount": "1000.50",
            "starts_on": "2026-01-01", "ends_on": "2027-01-01", "questions": [str(w.question.pk)],
        },
    )  # fmt: skip
    assert agreed.json()["questions"] == [str(w.question.pk)]
    version = funder.get(f"{listed('agreement-version')}?agreement={agreed.json()['id']}").json()["items"][0]
    for program, organisation in ((funder, w.foundation), (lead, w.charity)):
        words = {"organisation": str(organisation.pk), "sha256": version["sha256"]}
        terms = program.change(f"{listed('agreement-version')}{version['id']}/", "agree", words)
        assert terms.status_code == 200, terms.content
    assert [each["organisation"] for each in terms.json()["assents"]]
    planned = {"agreement": agreed.json()["id"], "amount": "1000.50", "due_on": "2026-02-01"}
    due = funder.post(listed("payment"), planned)
    assert funder.change(due["Location"], "pay", {"paid_on": "2026-02-02"}).status_code == 422
    assert funder.change(due["Location"], "approve").status_code == 403  # whoever entered it
    second = a_person("Sol Second")
    a_member(second, w.partnership, on_behalf_of=w.foundation)
    assert Program(second).change(due["Location"], "approve").json()["approved_by"] == str(second.pk)
    assert funder.change(due["Location"], "pay", {"paid_on": "2026-02-02"}).json()["paid_on"] == "2026-02-02"
    entries = lead.get(f"{listed('ledger-entry')}?agreement={agreed.json()['id']}").json()["items"]
    assert [(each["kind"], each["amount"]) for each in entries] == [
        ("agreed", "1000.50"),
        ("due", "1000.50"),
        ("paid", "1000.50"),
    ]
    assert lead.post(listed("payment"), {**planned, "amount": "1"}).status_code == 403
    changed = lead.change(agreed["Location"], "propose", {"why": "KPI: at least 80% housed."})
    assert changed.status_code == 422


def test_a_fund_is_published_a_place_put_on_the_map_and_a_quarter_told(w):
    funder, lead = Program(w.funder), Program(w.lead)
    published = {"fund": str(w.fund.pk), "id_prefix": "360G-quay", "description": "To stay."}
    assert lead.post(listed("publication"), published).status_code == 403
    made = funder.post(listed("publication"), published)
    assert (made.status_code, made.json()["grants"], made.json()["amounts"]) == (201, 1, {"GBP": "60000.00"})
    assert funder.change(made["Location"], "take-back").status_code == 204
    place = {
        "partnership": str(w.partnership.pk),
        "name": "Low Town",
        "latitude": "53.6",
        "longitude": "-1.8",
    }
    put = lead.post(listed("place"), place)
    assert put.json()["latitude"] == "53.600"
    assert funder.change(put["Location"], method="DELETE").status_code == 204
    page = funder.post(
        listed("trustees-page"), {"organisation": str(w.foundation.pk), "quarter": "2026-05-03"}
    )
    assert page.json()["quarter"] == "2026-04-01"
    told = funder.change(page["Location"], method="PATCH", sent={"opening": "We asked more."})
    assert told.json()["opening"] == "We asked more."
    line = funder.post(
        listed("trustees-line"), {"page": page.json()["id"], "insight": str(w.trustees_line.insight_id)}
    )
    assert line.status_code == 201
    assert funder.change(page["Location"], "review").status_code == 403
    assert funder.change(line["Location"], method="DELETE").status_code == 204
    grant = funder.get(listed("grant")).json()["items"][0]
    assert grant["published"]["id"] == "360G-quay-1"
    assert funder.change(one("grant", w.grant), "take-away").status_code == 204
    assert funder.get(listed("grant")).json()["items"] == []


def test_a_question_is_asked_put_understood_and_closed(w):
    worker, lead = Program(w.worker), Program(w.lead)
    asked = worker.post(
        listed("question"), {"circle": str(w.partnership.pk), "text": "Who pays for waiting?"}
    )
    assert worker.change(asked["Location"], "put", {"organisation": str(w.foundation.pk)}).json()["put_to"]
    step = worker.post(listed("understanding"), {"question": asked.json()["id"], "text": "Those who wait."})
    assert step.status_code == 201
    assert lead.change(asked["Location"], "close").json()["closed_at"]
    assert (
        lead.change(one("thread", w.thread), method="PATCH", sent={"name": "The room"}).json()["name"]
        == "The room"
    )


def test_a_map_comes_in_whole_or_not_at_all(w):
    program = Program(w.worker)
    words = {"circle": str(w.group.pk), "name": "Cold homes"}
    made = program.post(listed("map"), {**words, "links": "from,to,polarity\nCold,Cough,+\nCough,Cold,-\n"})
    assert made.status_code == 201
    assert len(program.get(f"{listed('factor')}?map={made.json()['id']}").json()["items"]) == 2
    more = {"factors": "id,label\nfog,Fog\n", "links": "from,to\nfog,fog\n"}
    assert program.change(made["Location"], "add", more).status_code == 200
    assert program.change(made["Location"], "add", more).status_code == 422  # it is there already
    kept = program.post(listed("snapshot"), {"map": made.json()["id"], "name": "First"})
    assert len(kept.json()["content"]["links"]) == 3
    wrong = program.post(listed("map"), {**words, "links": "from,to,polarity\nCold,Cough,perhaps\n"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "#/links"
    assert SystemMap.objects.filter(name="Cold homes").count() == 1


def test_a_report_is_asked_for_read_and_signed_by_both_sides(w):
    lead, funder = Program(w.lead), Program(w.funder)
    read = lead.get(one("report", w.report)).json()
    signature = {"organisation": str(w.charity.pk), "content_sha256": read["content_sha256"]}
    assert (
        lead.change(one("report", w.report), "sign", {**signature, "content_sha256": "x"}).status_code == 422
    )
    assert lead.change(one("report", w.report), "sign", signature).json()["state"] == "signing"
    assert (
        lead.change(
            one("report", w.report), "sign", {**signature, "organisation": str(w.foundation.pk)}
        ).status_code
        == 403
    )
    issued = funder.change(
        one("report", w.report), "sign", {**signature, "organisation": str(w.foundation.pk)}
    )
    assert issued.json()["state"] == "issued"
    assert issued.json()["number"]


def test_a_draft_is_kept_changed_and_thrown_away(w):
    program = Program(w.worker)
    kept = program.post(listed("draft"), {"text": "Half a"})
    changed = program.change(kept["Location"], method="PATCH", sent={"text": "Half a thought"})
    assert changed.json()["words"]["text"] == "Half a thought"
    assert program.change(kept["Location"], method="DELETE").status_code == 204
    assert program.get(kept["Location"]).status_code == 404


def test_what_was_changed_meanwhile_is_not_written_over(w):
    program = Program(w.worker)
    address = one("reflection", w.reflection)
    etag = program.get(address)["ETag"]
    assert program.ask("PATCH", address, {"text": "Mine."}).status_code == 428
    assert program.ask("PATCH", address, {"text": "Mine."}, **{"If-Match": etag}).status_code == 200
    late = program.ask("PATCH", address, {"text": "Late."}, **{"If-Match": etag})
    assert late.status_code == 412
    assert Reflection.objects.get(pk=w.reflection.pk).text == "Mine."
    assert program.ask("PATCH", address, {"text": "Late."}, **{"If-Match": "*"}).status_code == 200


def test_the_same_create_under_one_key_is_done_once_and_answered_alike(w):
    program, key = Program(w.worker), {"Idempotency-Key": "a-key-of-mine"}
    words = {"circle": str(w.group.pk), "text": "What do we not ask?"}
    first, second = (
        program.post(listed("question"), words, **key),
        program.post(listed("question"), words, **key),
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert second["Idempotency-Replayed"] == "true"
    assert LearningQuestion.objects.filter(text=words["text"]).count() == 1
    other = program.post(listed("question"), {**words, "text": "Another."}, **key)
    assert other.status_code == 422
    assert other.json()["type"].endswith("#problem-key-used")
    assert (
        Program(w.lead).post(listed("question"), words, **key).status_code == 201
    )  # a key is a person's own


def test_an_answer_that_failed_is_not_kept_and_the_kept_ones_are_forgotten_after_a_day(w):
    program, key = Program(w.worker), {"Idempotency-Key": "k"}
    assert (
        program.post(listed("question"), {"circle": str(w.group.pk), "text": " "}, **key).status_code == 400
    )
    right = {"circle": str(w.group.pk), "text": "What now?"}
    assert program.post(listed("question"), right, **key).status_code == 201
    assert program.post(listed("question"), right, **{"Idempotency-Key": "with space"}).status_code == 400
    KeptAnswer.objects.update(expires_at="2026-01-01T00:00:00Z")
    assert forget_answers() == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"text": NaN}', "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"[]", "not-valid"),
        (b'{"text": "\\u0000", "circle": null}', "not-valid"),
        (b'{"text": "x", "circle": 7, "colour": "red"}', "not-valid"),
    ],
)
def test_what_cannot_be_read_is_told_field_by_field(w, body, kind):
    program = Program(w.worker)
    answer = program.client.generic(
        "POST",
        listed("question"),
        body,
        "application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )
    assert answer.status_code == 400
    said = answer.json()
    assert said["type"].endswith(f"#problem-{kind}")
    assert {"type", "title", "status", "detail"} <= set(said)


def test_fields_are_named_where_they_stand(w):
    parties = [{"organisation": "x", "side": "above"}]
    said = Program(w.lead).post(listed("partnership"), {"parties": parties, "colour": "red"}).json()
    assert {each["pointer"] for each in said["errors"]} == {"#/colour"}
    said = Program(w.lead).post(listed("partnership"), {"parties": parties}).json()
    pointers = {each["pointer"] for each in said["errors"]}
    assert {"#/name", "#/on_behalf_of", "#/parties/0/organisation", "#/parties/0/side"} == pointers


def test_a_session_writes_only_with_the_pages_protection_against_forgery(w):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(w.worker)
    sent = {"circle": str(w.group.pk), "text": "Forged?"}
    assert browser.post(listed("question"), sent, content_type="application/json").status_code == 403
    browser.get("/me/")
    token = browser.cookies["csrftoken"].value
    answer = browser.post(
        listed("question"), sent, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 201


def test_each_person_may_ask_only_so_often(w, settings):
    settings.API_RATE = "3/hour"
    program = Program(w.worker)
    answers = [program.get("/api/me/") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert Program(w.lead).get("/api/me/").status_code == 200


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "TRACE", "HEAD"])
def test_what_cannot_be_done_to_an_address_is_told_so(w, method):
    program = Program(w.worker)
    for address in (listed("promise"), one("promise", w.promise), one("promise", w.promise) + "close/"):
        answer = program.ask(method, address)
        assert answer.status_code == (200 if method == "HEAD" and "close" not in address else 405), address
    other = program.client.post(
        listed("promise"), {"text": "x"}, headers={"Authorization": f"Bearer {program.secret}"}
    )
    assert other.status_code == 415


def test_every_write_leaves_an_audit_entry(w):
    before = AuditEntry.objects.count()
    program = Program(w.worker)
    program.ask("PATCH", "/api/me/", {"name": "Wren"}, **{"If-Match": "*"})
    assert AuditEntry.objects.latest("id").verb == "person.renamed"
    assert AuditEntry.objects.count() == before + 2  # the token, the name


def test_what_is_refused_leaves_nothing_behind(w):
    Invitation.objects.all().delete()
    same = {"id": str(uuid7()), "text": "Once."}
    program, promises = Program(w.worker), Promise.objects.count()
    assert program.post(listed("reflection"), same).status_code == 201
    assert program.post(listed("reflection"), {**same, "text": "Other words."}).status_code == 422
    assert Reflection.objects.get(pk=same["id"]).text == "Once."
    assert Promise.objects.count() == promises
