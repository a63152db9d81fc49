"""No audit entry holds what people wrote: what each may hold beside names of things is listed here, and held to."""

import ast
import re
from collections.abc import Iterator

import pytest

from hls_platform.embedded import ROOT
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security import audit
from learning import actions
from relationships.actions.circles import begin_peer_group, describe_circle
from relationships.actions.memberships import invite
from relationships.actions.people import rename
from relationships.actions.promises import make_promise
from tests.brought import a_recording
from tests.factories import a_member, a_partnership, a_person, an_organisation

FACTS = {
    "agreement.agreed": {"organisation", "sha256"},
    "agreement.ended": {"number", "sha256"},
    "agreement.in_force": {"number", "sha256"},
    "agreement.made": {"amount", "currency"},
    "ask_to_join.answered": {"welcome"},
    "auditor_link.made": {"days", "report"},
    "attachment.added": {"kind"},
    "concern.said": {"kind"},
    "agreement.proposed": {"kind", "number", "sha256"},
    "challenge.answered": {"organisation"},
    "challenge.asked": {"law"},
    "circle.described": {"digest_rhythm", "language"},
    "circle.stay_set": {"months"},
    "companion.agreed": {"on", "until"},
    "committee_report.answered": {"organisation", "sections"},
    "committee_report.asked": {"report"},
    "cycle.begun": {"scale"},
    "cycle.moved": {"stage"},
    "event.announced": {"public"},
    "event.changed": {"public"},
    "experiment.ended": {"ending"},
    "digests.chosen": {"channel", "rhythm"},
    "factor.mentioned": {"factor"},
    "factor.tied": {"factor", "noun"},
    "factor.unmentioned": {"factor"},
    "factor.untied": {"noun"},
    "fund.described": {"open"},
    "fund.published": {"grants", "sha256"},
    "grants.brought_in": {"grants", "rejected"},
    "grants.taken_away": {"grants"},
    "trustees_page.begun": {"quarter"},
    "glass.allowed": {"until"},
    "glass.asked_for": {"hours"},
    "insight.voiced": {"kind"},
    "invitation.accepted": {"came_in"},
    "invitation.sent": {"role"},
    "loop.kept": {"kind"},
    "map.changed": {"number", "guest"},
    "look.taken": {"allowed", "kind"},
    "report_look.given": {"logo"},
    "guest_link.made": {"hours"},
    "guest.came": {"link"},
    "map.added_to": {"factors", "links"},
    "map.change_explained": {"insight", "number"},
    "map.edition_published": {"number"},
    "map.explanation_taken_back": {"number"},
    "map.imported": {"factors", "links"},
    "map.published": {"licence"},
    "map.restored": {"number"},
    "membership.ended": {"kept"},
    "membership.role_changed": {"role"},
    "observations.brought": {"number"},
    "offer.put_up": {"kind", "reach"},
    "opening.decided": {"outcome"},
    "opening.interest_declared": {"tied"},
    "payment.planned": {"amount"},
    "person.second_steps_forgotten": {"number"},
    "question.put": {"organisation"},
    "reflection.shared": {"anonymous"},
    "reflection.written": {"kind"},
    "reflections.brought_in": {"already", "imported"},
    "report.composed": {"sha256"},
    "report.issued": {"number"},
    "report.signed": {"organisation", "sha256", "with_reservation"},
    "report.superseding": {"earlier"},
    "response.written": {"kind"},
    "sense_making.begun": {"format"},
    "sense_making.moved": {"phase"},
    "sense_making.timed": {"minutes"},
    "session.others_ended": {"number"},
    "sign_in_rule.set": {"own_provider", "second_step"},
    "token.made": {"days", "scopes"},
}
"""By verb, the facts that an entry may hold: numbers, yes or no, moments, identifiers, choices from a list of ours."""
RECORDERS = {"audit.record": set[str](), "who.record": {"guest"}}
"""What records, and what it adds by itself."""
NOT_FACTS = {"by", "verb", "subject", "circle", "concerns"}


def recorded() -> Iterator[tuple[str, set[str]]]:
    """Each place in the code that records: the verb as it stands there, and the names of its facts."""
    for app in ("hls_platform", "relationships", "systems", "learning", "funders"):
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                recorder = RECORDERS.get(ast.unparse(node.func)) if isinstance(node, ast.Call) else None
                if recorder is None:
                    continue
                said = {str(each.arg): each.value for each in node.keywords}
                if not isinstance(said["verb"], ast.Name):  # or it hands on what another place says
                    yield ast.unparse(said["verb"]).strip("'"), (set(said) - NOT_FACTS) | recorder


def test_each_entry_holds_the_facts_that_are_listed_and_no_other():
    found = dict[str, set[str]]()
    for verb, facts in recorded():
        found[verb] = found.get(verb, set()) | facts
    assert {verb: facts for verb, facts in found.items() if facts} == FACTS


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["She has bruises.", "bruises again", "a" * 65, ["fine", "not fine"], "né"])
def test_what_might_be_words_is_not_recorded(words):
    person = a_person()
    with pytest.raises(audit.SaysTooMuch):
        audit.record(by=person, verb="person.renamed", subject=person, kind=words)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_nothing_of_what_people_type_is_in_an_entry():
    amina, ben = a_person("canary1"), a_person("Ben")
    charity, funder = an_organisation("canary2", amina), an_organisation("Quay", ben, kind="funder")
    partnership = a_partnership("canary3", resourcing=funder, delivering=charity, people={amina: charity})
    a_member(ben, partnership, role="lead", on_behalf_of=funder)
    group = begin_peer_group(by=amina, name="canary4", purpose="canary5", place="canary6", rhythm="canary7")
    describe_circle(by=amina, circle=group, purpose="canary8", digest_rhythm="weekly")
    invite(by=amina, circle=group, email="canary9@example.org")
    rename(by=amina, name="canary10")
    actions.save_draft(by=amina, id=uuid7(), words={"text": "canary11"})
    written = actions.write_reflection(by=amina, id=uuid7(), text="canary12", what="canary13")
    actions.edit_reflection(by=amina, reflection=written, text="canary14")
    actions.attach(by=amina, reflection=written, content=a_recording(), alt="canary21")
    share = actions.share_reflection(by=amina, reflection=written, circle=partnership.circle)
    answer = actions.respond(by=ben, share=share, kind="question", text="canary15")
    actions.reply(by=amina, response=answer, text="canary16")
    question = actions.ask_question(by=amina, circle=partnership.circle, text="canary17", why="canary18")
    actions.record_understanding(by=ben, question=question, text="canary19")
    insight = actions.write_insight(by=amina, circle=partnership.circle, text="canary21", sources=[share])
    actions.voice_insight(by=ben, insight=insight, kind="doubt", reason="canary22")
    actions.supersede_insight(by=ben, insight=insight, text="canary23", what_changed="canary24")
    adaptation = actions.begin_adaptation(by=amina, circle=partnership.circle, text="canary25")
    other = actions.change_adaptation(by=ben, adaptation=adaptation, text="canary26", reason="canary27")
    actions.end_adaptation(by=amina, adaptation=other, reason="canary28")
    make_promise(
        by=ben, partnership=partnership, by_organisation=funder, to_organisation=charity, text="canary20"
    )
    actions.write_prompts(by=amina, circle=group.circle, name="canary22", questions=["canary23"])
    assert AuditEntry.objects.values("verb").distinct().count() >= 12
    for entry in AuditEntry.objects.all():
        assert not re.search("canary", str(vars(entry)))
