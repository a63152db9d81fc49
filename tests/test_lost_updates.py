"""Nowhere does the last writer silently win: whoever edits says what they have read, and sees both when it has changed."""

import html
import inspect
import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from funders.actions import composing, reports
from funders.actions.agreements import propose_ending, propose_terms
from funders.actions.committees import give_parts
from funders.actions.deciding import move_talk, write_view, write_what_we_heard
from funders.actions.funds import describe_fund
from funders.actions.looks import give_look
from funders.actions.money import record_payment, reverse_payment
from funders.actions.publishing import FORM, publish_fund
from funders.actions.reports import as_signed, recompose_report
from funders.actions.trustees import write_trustees_page
from funders.models import Fund, OpeningTalk, OpeningView, Publication, Report, ReportLook, TrusteesPage
from funders.queries.terms import terms_now
from hls_platform.actions import ACTIONS
from hls_platform.identifiers import uuid7
from hls_platform.versions import ChangedMeanwhile, kept, version_of
from learning import actions
from learning.actions import (
    begin_cycle,
    correct_observation,
    describe_cycle,
    describe_experiment,
    describe_measure,
    edit_reflection,
    move_cycle,
    nest_cycle,
    put_question,
    reply,
)
from learning.actions.digest_choices import choose_digests, choose_sections, shape_of
from learning.actions.prompts import change_prompts
from learning.actions.themes import name_thread, rename_theme
from learning.digests.sections import SECTIONS
from learning.models import (
    DigestChoice,
    DigestShape,
    Draft,
    Experiment,
    LearningCycle,
    Measure,
    Observation,
    Piece,
    PromptSet,
    Reflection,
    ReflectionVersion,
    SenseMaking,
)
from relationships.actions.circles import describe_circle
from relationships.actions.companions import change_companion, consent_of, correct_own, renew_consent
from relationships.actions.ending import keep_words_for
from relationships.actions.events import change_event
from relationships.actions.handovers import change_handover
from relationships.actions.hearing import write_heard
from relationships.actions.listings import change_listing
from relationships.actions.memberships import change_role
from relationships.actions.partnerships import as_held, hold_conversation, move_conversation
from relationships.actions.people import rename
from relationships.actions.sign_in import name_provider, set_sign_in_rule
from relationships.actions.trust import change_trust
from relationships.models import (
    Circle,
    Companion,
    Conversation,
    Event,
    Handover,
    Heard,
    IdentityProvider,
    Listing,
    Person,
    SignInRule,
    TrustReflection,
)
from systems.actions.actors import describe_actor
from systems.actions.views import change_view
from systems.looking.edited import as_edited
from systems.models import Actor
from tests.addresses import addresses
from tests.answers import ANYBODY, NOT_AT_ONCE, ONLY_POSTED, READERS
from tests.api.asking import Program, one
from tests.factories import a_person, a_reflection, an_organisation
from tests.hls_platform.test_markup import wrong_with
from tests.learning.test_at_once import at_once
from tests.opened import READ, forms_of, opened
from tests.world import a_world

IT_ADDS = "adds something of its own, and takes nobody's place"
UNTIES = "takes a tie away, or what led to a change; again changes nothing"
IT_ENDS = "a button that ends something for good; again changes nothing, and what was ended stays readable"
ITS_OWN = "the button says what it sets, for oneself alone; again changes nothing"
NO_VERSION: dict[str, str] = {
    "account_logout": "ends one's own session",
    "learning:reflection": IT_ADDS,
    "learning:shared": IT_ADDS,
    "learning:ask": IT_ADDS,
    "learning:question": IT_ADDS,
    "learning:write_insight": IT_ADDS,
    "learning:insight": IT_ADDS,
    "learning:supersede": "takes an older one's place once; a second one is refused, with every word kept in the form",
    "learning:take_back_voice": ITS_OWN,
    "learning:begin_adaptation": IT_ADDS,
    "learning:change_adaptation": "ends an older one once; a second one is refused, with every word kept in the form",
    "learning:end_adaptation": IT_ENDS,
    "learning:begin_cycle": IT_ADDS,
    "learning:begin_experiment": IT_ADDS,
    "learning:keep_measure": IT_ADDS,
    "learning:measure": IT_ADDS,
    "learning:bring_observations": "adds days that are not there; one that is there with another value is a problem of the file",
    "learning:raise_obstacle": IT_ADDS,
    "learning:end_experiment": "ends an experiment once; another ending is refused, with every word kept in the form",
    "learning:put_measure_away": IT_ENDS,
    "learning:attach": IT_ADDS,
    "learning:take_off": IT_ENDS,
    "learning:retire_prompts": IT_ENDS,
    "learning:together": IT_ADDS,
    "learning:begin_session": IT_ADDS,
    "learning:lead_session": "says from where to where; where the session is elsewhere, nothing changes",
    "learning:write_note": IT_ADDS,
    "learning:move_note": "where it lies is shown to all at once: the last one wins, visibly",
    "learning:make_group": IT_ADDS,
    "learning:ask_next": IT_ADDS,
    "learning:conclude": IT_ADDS,
    "learning:adapt": IT_ADDS,
    "learning:take_back_note": IT_ENDS,
    "learning:mention": "carries what was ticked, and changes only what was ticked or unticked since",
    "learning:withdraw": IT_ENDS,
    "learning:close": IT_ENDS,
    "learning:discard_draft": IT_ENDS,
    "learning:bring_in": IT_ADDS,
    "learning:match": "says once what a file holds; sent again while that is on its way, nothing changes",
    "learning:leave_file": IT_ENDS,
    "learning:nudges": IT_ADDS,
    "learning:stop_nudge": IT_ENDS,
    "learning:reply_address": ITS_OWN,
    "learning:make_feed": "makes an address that is shown once, in the place of the one before",
    "learning:end_feed": IT_ENDS,
    "relationships:trust": IT_ADDS,
    "relationships:take_back_trust": IT_ENDS,
    "relationships:keep_companion": IT_ADDS,
    "relationships:companion": IT_ADDS,
    "relationships:take_worker_off": IT_ENDS,
    "relationships:end_companion": IT_ENDS,
    "relationships:give_key": "makes an address that is shown once, in the place of the one before",
    "relationships:begin": IT_ADDS,
    "relationships:found": IT_ADDS,
    "relationships:invite": IT_ADDS,
    "relationships:tokens": IT_ADDS,
    "relationships:webhooks": IT_ADDS,
    "relationships:ask_to_read": IT_ADDS,
    "relationships:answer_glass": "answered once; another answer after it is refused",
    "relationships:leave": IT_ENDS,
    "relationships:start_group": IT_ADDS,
    "relationships:list_group": IT_ADDS,
    "relationships:join_group": IT_ADDS,
    "relationships:ask_to_join": IT_ADDS,
    "relationships:answer_ask": "answered once; another answer after it is refused, with every word kept in the form",
    "relationships:circle_events": IT_ADDS,
    "relationships:call_off_event": IT_ENDS,
    "relationships:take_down_listing": IT_ENDS,
    "relationships:close_concern": IT_ENDS,
    "relationships:confirm_address": "sends a letter to oneself",
    "relationships:look": "carries the edition that was read; of another one nothing is said",
    "learning:write_piece": IT_ADDS,
    "learning:add_quote": IT_ADDS,
    "learning:take_out_quote": IT_ENDS,
    "learning:ask_for_piece": "asks once; what it asks for has an edition, and everybody answers for the one they read",
    "learning:withdraw_piece": IT_ENDS,
    "learning:consent": "carries the edition that was read; to another one nobody has agreed",
    "relationships:put_up_offer": IT_ADDS,
    "relationships:offer": IT_ADDS,
    "relationships:take_down_offer": IT_ENDS,
    "relationships:talk": IT_ADDS,
    "relationships:begin_talk": "said once; again changes nothing",
    "relationships:end_talk": IT_ENDS,
    "relationships:end": IT_ENDS,
    "learning:hand_on": IT_ADDS,
    "learning:put_under_theme": IT_ADDS,
    "learning:refuse_thread": IT_ENDS,
    "learning:join_theme": IT_ENDS,
    "learning:split_theme": "takes out what was ticked, and nothing that was put there since",
    "relationships:withdraw_invitation": IT_ENDS,
    "relationships:revoke_token": IT_ENDS,
    "relationships:end_webhook": IT_ENDS,
    "relationships:resume_webhook": ITS_OWN,
    "relationships:sign_out_there": IT_ENDS,
    "systems:import": IT_ADDS,
    "systems:begin_as": IT_ADDS,
    **dict.fromkeys(
        (
            "systems:table",
            "systems:table_about",
            "systems:table_choose",
            "systems:table_undo",
            "systems:table_link",
            "systems:table_link_off",
            "systems:table_factor",
            "systems:table_factor_off",
            "systems:table_join",
            "systems:table_split",
            "systems:exercise",
        ),
        "carries the number of the last change that its page had seen, which is compared field by field",
    ),
    "systems:views": IT_ADDS,
    "systems:take_view_away": IT_ENDS,
    "systems:actors": IT_ADDS,
    "systems:actor": IT_ADDS,
    "systems:take_actor_off": IT_ENDS,
    "systems:keep_loop": IT_ADDS,
    "systems:let_loop_go": IT_ENDS,
    "systems:look_for_loops": "begins or stops a search; nothing of it is kept",
    "systems:introduce": IT_ADDS,
    "systems:leave_factor": IT_ENDS,
    "systems:versions": IT_ADDS,
    "systems:publish": IT_ADDS,
    "systems:publish_edition": IT_ADDS,
    "systems:withdraw_publication": IT_ENDS,
    "systems:restore": "a change of its own, kept once by its id",
    "learning:tie": IT_ADDS,
    "learning:explain_change": IT_ADDS,
    "learning:factor_work": UNTIES,
    "learning:map_work": UNTIES,
    "learning:compare_map": UNTIES,
    "systems:history": "a way back is a change of its own, kept once by its id",
    "systems:guests": IT_ADDS,
    "systems:allow_guests": "said once; again changes nothing",
    "systems:revoke_guest_link": IT_ENDS,
    "funders:begin": IT_ADDS,
    "funders:plan_conversation": IT_ADDS,
    "funders:cancel_conversation": IT_ENDS,
    "funders:make_promise": IT_ADDS,
    "funders:commitments": IT_ADDS,
    "funders:ask_in_conversation": IT_ADDS,
    "funders:ask_about_promise": IT_ADDS,
    "funders:hand_over": IT_ADDS,
    "funders:accept_handover": "said once; again changes nothing",
    "funders:take_back_handover": IT_ENDS,
    "relationships:calendar": "makes an address that is shown once, in the place of the one before",
    "relationships:end_calendar": IT_ENDS,
    "funders:close_promise": "ends a promise once; another ending is refused, with every word kept in the form",
    "funders:make_agreement": IT_ADDS,
    "funders:plan_payment": IT_ADDS,
    "funders:agree": "carries the hash of the terms, which is their version",
    "funders:take_back_terms": IT_ENDS,
    "funders:ask_for_target": IT_ADDS,
    "funders:challenge": IT_ADDS,
    "funders:let_go_of_target": IT_ENDS,
    "funders:approve_payment": "said once; again changes nothing",
    "funders:places": IT_ADDS,
    "funders:remove_place": IT_ENDS,
    "funders:unpublish": IT_ENDS,
    "funders:bring_grants_in": IT_ADDS,
    "funders:take_grants_away": IT_ENDS,
    "funders:trustees_pages": IT_ADDS,
    "funders:choose_for_trustees": IT_ADDS,
    "funders:leave_out_for_trustees": IT_ENDS,
    "funders:review_trustees_page": "carries the version of all that was read",
    "funders:funds": IT_ADDS,
    "funders:own_words": "one's own words, kept as they are typed: the last one wins",
    "funders:file_of_words": IT_ADDS,
    "funders:withdraw_words": IT_ENDS,
    "funders:answer_decision": "answered once; another answer after it is refused, with every word kept in the form",
    "funders:declare_interest": "none can become a tie, and a tie stays",
    "funders:plan_talk": IT_ADDS,
    "funders:cancel_talk": IT_ENDS,
    "funders:decide": "decided once; another decision is refused, with every word kept in the form",
    "funders:begin_together": "begins one partnership; again leads to that one",
    "funders:reports": IT_ADDS,
    "funders:choose_item": "says what it sets: where a thing lies, and that it is left out, is shown to all at once",
    "funders:supersede": "begins one report in another's place, once; again leads to that one",
    "funders:show_others": IT_ADDS,
    "funders:end_auditor_link": IT_ENDS,
    "funders:committees": IT_ADDS,
    "funders:committee_report": IT_ADDS,
    "funders:sign": "carries the hash of the content, which is its version",
}
"""Forms that carry no version, each with the reason. What edits something that stays is not among them."""


@pytest.mark.django_db
def test_every_form_of_every_page_carries_the_version_it_was_opened_with_or_has_a_reason_not_to():
    w = a_world()
    browsers = {who: Client() for who in ("funder", "lead", "worker", "administrator")}
    for who, browser in browsers.items():
        browser.force_login(getattr(w, who))
    carry, lack = set(), set()
    pages = (
        set(READERS)
        - ONLY_POSTED
        - ANYBODY
        - NOT_AT_ONCE
        - {"systems:export", "funders:download", "funders:committee_file", "funders:opening_file"}
        - {"funders:ledger", "funders:agreement_ledger"}
    )
    for name, found in addresses(w).items():
        for number, address in enumerate(found if name in pages else []):
            reader = next(who for who in browsers if who in READERS[name][number])
            page = browsers[reader].get(address).content.decode()
            for to, inside in forms_of(page, address):
                (carry if READ.search(inside) else lack).add(resolve(to.partition("?")[0]).view_name)
    assert lack - carry <= set(NO_VERSION)
    assert carry >= {
        "learning:reflect", "learning:edit", "learning:reply", "learning:put", "learning:name_thread", "learning:rename_theme",
        "learning:choose_digests", "learning:digest_sections",
        "relationships:about", "relationships:me", "relationships:change_role",
        "funders:conversation", "funders:write_heard", "funders:change_handover", "funders:record_payment", "funders:compose_again",
        "funders:describe_fund", "funders:write_view", "funders:opening_talk",
        "funders:change_terms", "funders:extend_agreement", "funders:end_agreement", "funders:reverse_payment",
        "funders:comment_on",
        "funders:write_summary", "funders:give_parts",
    }  # fmt: skip
    assert not carry & set(NO_VERSION)


def test_every_action_that_takes_a_version_is_tried_below():
    takes = {
        name.rpartition(".")[2]
        for name, each in ACTIONS.items()
        if "read" in inspect.signature(each).parameters
    }
    assert takes == {*EDITS, "save_draft", "write_reflection"}


Edit = Callable[[Any, int, str | None], object]
EDITS: dict[str, tuple[Edit, Callable[[Any], Any]]] = {
    "give_look": (
        lambda w, n, read: give_look(by=w.lead, organisation=w.charity, name=f"Words {n}", read=read),
        lambda w: kept(ReportLook.objects.get(organisation=w.charity), ReportLook.EDITED),
    ),
    "edit_reflection": (
        lambda w, n, read: edit_reflection(by=w.worker, reflection=w.reflection, text=f"Words {n}", read=read),
        lambda w: kept(Reflection.objects.get(pk=w.reflection.pk), Reflection.EDITED),
    ),
    "change_prompts": (
        lambda w, n, read: change_prompts(
            by=w.lead, prompt_set=w.prompts, name=f"Words {n}", questions=["Who was missing?"], read=read
        ),
        lambda w: kept(_now(w.prompts), PromptSet.EDITED),
    ),
    "choose_digests": (
        lambda w, n, read: choose_digests(by=w.worker, hour=9 + n, read=read),
        lambda w: kept(DigestChoice.objects.get(person=w.worker), DigestChoice.EDITED),
    ),
    "choose_sections": (
        lambda w, n, read: choose_sections(
            by=w.lead, circle=w.charity, sections=[*SECTIONS][: n + 1], read=read
        ),
        lambda w: kept(shape_of(w.charity), DigestShape.EDITED),
    ),
    "describe_circle": (
        lambda w, n, read: describe_circle(
            by=w.lead, circle=w.charity, purpose=f"Words {n}", digest_rhythm="weekly", read=read
        ),
        lambda w: kept(Circle.objects.get(pk=w.charity.pk), Circle.EDITED),
    ),
    "keep_words_for": (
        lambda w, n, read: keep_words_for(
            by=w.lead, circle=w.charity, months=(6, 12, 24, 60)[n % 4], read=read
        ),
        lambda w: kept(_now(Circle.objects.get(pk=w.charity.pk)), ["words_stay"]),
    ),
    "rename": (
        lambda w, n, read: rename(by=Person.objects.get(pk=w.worker.pk), name=f"Name {n}", read=read),
        lambda w: kept(Person.objects.get(pk=w.worker.pk), Person.EDITED),
    ),
    "change_listing": (
        lambda w, n, read: change_listing(
            by=w.worker, listing=w.listing, name=f"Name {n}", purpose="To think.", place="Here", read=read
        ),
        lambda w: kept(_now(w.listing), Listing.EDITED),
    ),
    "change_event": (
        lambda w, n, read: change_event(
            by=w.worker, event=w.event, title=f"Tea {n}", place="Here", starts_at=w.event.starts_at, read=read
        ),
        lambda w: kept(_now(w.event), Event.EDITED),
    ),
    "change_piece": (
        lambda w, n, read: actions.change_piece(
            by=w.worker, piece=w.piece, title=f"Name {n}", text="They answer.", read=read
        ),
        lambda w: kept(_now(w.piece), Piece.EDITED),
    ),
    "move_conversation": (
        lambda w, n, read: move_conversation(
            by=w.lead, conversation=w.next_conversation, starts_at=timezone.now() + timezone.timedelta(days=n), read=read
        ),
        lambda w: kept(_now(w.next_conversation), Conversation.PLANNED),
    ),
    "hold_conversation": (
        lambda w, n, read: hold_conversation(by=w.lead, conversation=w.conversation, notes=f"Words {n}", read=read),
        lambda w: as_held(_now(w.conversation)),
    ),
    "write_heard": (
        lambda w, n, read: write_heard(
            by=w.worker, conversation=w.conversation, organisation=w.charity, text=f"Words {n}", read=read
        ),
        lambda w: kept(Heard.objects.get(conversation=w.conversation, organisation=w.charity), Heard.EDITED),
    ),
    "change_handover": (
        lambda w, n, read: change_handover(by=w.worker, handover=w.handover, story=f"Words {n}", read=read),
        lambda w: kept(_now(w.handover), Handover.EDITED),
    ),
    "change_trust": (
        lambda w, n, read: change_trust(by=w.lead, reflection=w.trust_reflection, empathy=f"Words {n}", read=read),
        lambda w: kept(_now(w.trust_reflection), TrustReflection.EDITED),
    ),
    "change_companion": (
        lambda w, n, read: change_companion(by=w.worker, companion=w.companion, alias=f"Name {n}", read=read),
        lambda w: kept(_now(w.companion), Companion.WORDS),
    ),
    "correct_own": (
        lambda w, n, read: correct_own(key=w.key, alias="Kestrel", hopes=f"Words {n}", read=read),
        lambda w: kept(_now(w.companion), Companion.WORDS),
    ),
    "renew_consent": (
        lambda w, n, read: renew_consent(
            by=w.worker, companion=w.companion, consent_scope=f"Words {n}", consent_on=timezone.localdate(),
            last_day=timezone.localdate(), read=read,
        ),
        lambda w: consent_of(_now(w.companion)),
    ),
    "change_view": (
        lambda w, n, read: change_view(by=w.worker, view=w.view, name=f"View {n}", read=read),
        lambda w: as_edited(_now(w.view)),
    ),
    "describe_actor": (
        lambda w, n, read: describe_actor(by=w.worker, actor=w.actor, name=f"Actor {n}", kind="role", read=read),
        lambda w: kept(_now(w.actor), Actor.EDITED),
    ),
    "reply": (
        lambda w, n, read: reply(by=w.worker, response=w.response, text=f"Words {n}", read=read),
        lambda w: kept(_now(w.response), ["reply"]),
    ),
    "rename_theme": (
        lambda w, n, read: rename_theme(by=w.worker, theme=w.theme, name=f"Name {n}", read=read),
        lambda w: kept(_now(w.theme), ["name"]),
    ),
    "name_group": (
        lambda w, n, read: actions.name_group(by=w.lead, group=w.note_group, name=f"Words {n}", read=read),
        lambda w: kept(_now(w.note_group), ["name"]),
    ),
    "write_minute": (
        lambda w, n, read: actions.write_minute(by=w.lead, sense_making=w.minuted, minute=f"Words {n}", read=read),
        lambda w: kept(_now(w.minuted), SenseMaking.EDITED),
    ),
    "name_thread": (
        lambda w, n, read: name_thread(by=w.worker, thread=w.thread, name=f"Name {n}", read=read),
        lambda w: kept(_now(w.thread), ["name"]),
    ),
    "put_question": (
        lambda w, n, read: put_question(
            by=w.worker, question=w.question, organisation=(w.foundation, w.charity, w.third)[n % 3], read=read
        ),
        lambda w: kept(_now(w.question), ["put_to_id"]),
    ),
    "describe_cycle": (
        lambda w, n, read: describe_cycle(by=w.worker, cycle=w.cycle, name=f"Name {n}", to_learn="Much.", read=read),
        lambda w: kept(_now(w.cycle), LearningCycle.EDITED),
    ),
    "move_cycle": (
        lambda w, n, read: move_cycle(
            by=w.worker, cycle=w.cycle, stage=("", "design", "embed", "understand", "ended")[n], why="So.", read=read
        ),
        lambda w: kept(_now(w.cycle), ["stage"]),
    ),
    "nest_cycle": (
        lambda w, n, read: nest_cycle(
            by=w.worker, cycle=w.cycle, wider=(None, None, w.other_wider, w.wider, w.wider)[n], read=read
        ),
        lambda w: kept(_now(w.cycle), ["wider_id"]),
    ),
    "describe_experiment": (
        lambda w, n, read: describe_experiment(
            by=w.worker, experiment=w.experiment, what=f"Words {n}", why="Fear.", notice="More.",
            look_on=timezone.localdate(), read=read,
        ),
        lambda w: kept(_now(w.experiment), Experiment.EDITED),
    ),
    "describe_measure": (
        lambda w, n, read: describe_measure(
            by=w.worker, measure=w.measure, name=f"Name {n}", why="To see.", collected_by="Us", cost="A minute.", read=read
        ),
        lambda w: kept(_now(w.measure), Measure.EDITED),
    ),
    "correct_observation": (
        lambda w, n, read: correct_observation(
            by=w.worker, observation=w.observation, value=Decimal(n), story="So it was.", read=read
        ),
        lambda w: kept(_now(w.observation), Observation.EDITED),
    ),
    "change_role": (
        lambda w, n, read: change_role(
            by=w.lead, membership=w.worker_in_charity, role=("member", "facilitator", "lead")[n % 3], read=read
        ),
        lambda w: kept(_now(w.worker_in_charity), ["role"]),
    ),
    "record_payment": (
        lambda w, n, read: record_payment(
            by=w.funder, payment=w.payment, paid_on=timezone.localdate() - timezone.timedelta(days=n), read=read
        ),
        lambda w: kept(_now(w.payment), ["paid_on"]),
    ),
    "comment_on": (
        lambda w, n, read: composing.comment_on(
            by=w.lead, report=w.report, key=w.item_key, comment=f"Words {n}", read=read
        ),
        lambda w: composing.comment_now(w.report, w.item_key),
    ),
    "write_summary": (
        lambda w, n, read: composing.write_summary(by=w.lead, report=w.report, summary=f"Words {n}", read=read),
        lambda w: kept(_now(w.report), Report.EDITED),
    ),
    "give_parts": (
        lambda w, n, read: give_parts(
            by=w.lead, part=w.committee_part, sections=["people", "money", "map", "noticed", "unsure"][: n + 1], read=read
        ),
        lambda w: kept(_now(w.committee_part), ["sections"]),
    ),
    "describe_fund": (
        lambda w, n, read: describe_fund(by=w.funder, fund=w.fund, purpose=f"Words {n}", is_open=True, read=read),
        lambda w: kept(_now(w.fund), Fund.EDITED),
    ),
    "write_view": (
        lambda w, n, read: write_view(by=w.funder, opening=w.opening, text=f"Words {n}", read=read),
        lambda w: kept(OpeningView.objects.get(opening=w.opening, person=w.funder), OpeningView.EDITED),
    ),
    "move_talk": (
        lambda w, n, read: move_talk(
            by=w.funder, talk=w.next_talk, starts_at=w.next_talk.starts_at, place=f"Room {n}", read=read
        ),
        lambda w: kept(_now(w.next_talk), OpeningTalk.EDITED),
    ),
    "write_what_we_heard": (
        lambda w, n, read: write_what_we_heard(by=w.funder, talk=w.opening_talk, text=f"Words {n}", read=read),
        lambda w: kept(_now(w.opening_talk), ["heard_by_funder"]),
    ),
    "reverse_payment": (
        lambda w, n, read: reverse_payment(by=w.funder, payment=w.payment, note=f"Words {n}", read=read),
        lambda w: kept(_now(w.payment), ["paid_on"]),
    ),
    "propose_terms": (
        lambda w, n, read: propose_terms(
            by=w.lead, agreement=w.agreement, why=f"Words {n}", rhythm=f"Words {n}", read=read
        ),
        lambda w: terms_now(_now(w.agreement)),
    ),
    "propose_ending": (
        lambda w, n, read: propose_ending(
            by=w.lead, agreement=w.agreement, on=timezone.localdate(), learned=f"Words {n}", owed="Nothing.",
            why="So.", amount=Decimal(50_000 + n), read=read,
        ),
        lambda w: terms_now(_now(w.agreement)),
    ),
    "publish_fund": (
        lambda w, n, read: publish_fund(
            by=w.funder, fund=w.fund, licence="https://creativecommons.org/licenses/by/4.0/", id_prefix="360G-quay",
            description=f"Words {n}", read=read,
        ),
        lambda w: kept(Publication.objects.get(fund=w.fund), FORM),
    ),
    "write_trustees_page": (
        lambda w, n, read: write_trustees_page(by=w.funder, page=w.trustees_page, opening=f"Words {n}", read=read),
        lambda w: kept(_now(w.trustees_page), TrusteesPage.EDITED),
    ),
    "recompose_report": (
        lambda w, n, read: recompose_report(by=w.lead, report=w.report, read=read),
        lambda w: as_signed(_now(w.report)),
    ),
    "name_provider": (
        lambda w, n, read: name_provider(
            by=w.lead, organisation=w.charity, issuer="http://127.0.0.1", client_id=f"us {n}", read=read
        ),
        lambda w: kept(IdentityProvider.objects.filter(organisation=w.charity).first(), IdentityProvider.EDITED),
    ),
    "set_sign_in_rule": (
        lambda w, n, read: set_sign_in_rule(
            by=w.lead, organisation=w.charity, second_step=n % 2 == 1, own_provider=n % 4 > 1, read=read,
            proven={"second step", str(IdentityProvider.objects.get(organisation=w.charity).pk)},
        ),
        lambda w: kept(SignInRule.objects.filter(organisation=w.charity).first(), SignInRule.EDITED),
    ),
}  # fmt: skip
"""How each is edited, as somebody's `n`th wish, and what is kept of it now."""


def _now(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def deed(w: Any, edit: Edit, n: int, read: str) -> Callable[[], str]:
    def do() -> str:
        try:
            edit(w, n, read)
        except ChangedMeanwhile:
            return "shown both"
        return "saved"

    return do


@pytest.mark.django_db(transaction=True)
def test_of_two_who_edit_the_same_version_at_once_one_is_saved_and_the_other_is_shown_both(settings):
    w = a_world()
    w.worker_in_charity = w.worker.memberships.get(circle_id=w.charity.pk)
    w.third = an_organisation("Third")
    w.other_wider = begin_cycle(
        by=w.lead, circle=w.partnership.circle, name="Another", to_learn="Else.", scale="place"
    )
    w.partnership.parties.create(organisation=w.third, side="supporting")
    settings.SIGN_IN_SECRETS = {w.charity.slug: "kept by whoever runs the place"}
    settings.PROVIDERS_INSIDE = True
    wrong = []
    for name, (edit, stands) in EDITS.items():
        read = version_of(stands(w))
        if name == "recompose_report":
            sign = reports.sign_off
            w.report.refresh_from_db()
            sign(report=w.report, organisation=w.charity, content_sha256=w.report.content_sha256, by=w.lead)
            said = [
                deed(w, edit, 0, read)(),
                "saved",
            ]  # whose signature would have gone without having been seen
        else:
            said = at_once(deed(w, edit, 1, read), deed(w, edit, 2, read))
        if sorted(said) != ["saved", "shown both"]:
            wrong.append(f"{name}: {said}")
        kept_now = stands(w)
        if (deed(w, edit, 3, read)() or "") != "shown both" or stands(w) != kept_now:
            wrong.append(f"{name} is changed by somebody who read an earlier version")
        if deed(w, edit, 4, version_of(kept_now))() != "saved":
            wrong.append(f"{name} is not changed by somebody who read what stands there")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db(transaction=True)
def test_a_page_and_a_program_that_edit_at_once_do_not_overwrite_each_other():
    amina = a_person("Amina")
    browser, program = Client(), Program(amina)
    browser.force_login(amina)

    def from_both(reflection: Reflection) -> list[int]:
        address, listed = reverse("learning:edit", args=[reflection.pk]), one("reflection", reflection)
        words = {"text": "From the page.", "kind": "moment", **opened(browser, address)}
        tag = program.get(listed)["ETag"]
        sent = {"text": "From the program."}
        return at_once(
            lambda: browser.post(address, words).status_code,
            lambda: program.ask("PATCH", listed, sent, **{"If-Match": tag}).status_code,
        )

    for _nth in range(5):
        reflection = a_reflection(amina, text="As it was.")
        assert from_both(reflection) in ([302, 412], [422, 200])
        assert ReflectionVersion.objects.filter(reflection=reflection).count() == 1


@pytest.fixture
def two_windows(client: Client) -> Any:
    """Amina's reflection, changed in another window of hers after she opened this one and typed on."""
    amina = a_person("Amina")
    client.force_login(amina)
    reflection = a_reflection(amina, text="The door was open.", what="I waited.")
    address = reverse("learning:edit", args=[reflection.pk])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"text": "The door was <b>shut</b>."}
    edit_reflection(by=amina, reflection=reflection, text="The door stood ajar.", what="I waited.")
    return SimpleNamespace(amina=amina, reflection=reflection, address=address, typed=typed)


def _fields(page: str) -> dict[str, str]:
    """What the form on a page would send again, as a browser without JavaScript does."""
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}


@pytest.mark.django_db
def test_both_versions_stand_side_by_side_and_nothing_is_saved_or_lost(client, two_windows):
    answer = client.post(two_windows.address, two_windows.typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It was changed while you had this page open" in page
    assert "The door stood ajar." in page
    assert "The door was &lt;b&gt;shut&lt;/b&gt;." in page
    assert page.count('name="differing"') == 1  # the field that is the same in both is shown once
    assert wrong_with(answer.content) == []
    assert Reflection.objects.get().text == "The door stood ajar."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "box", "stays"),
    [
        ("there", "The door was <b>shut</b>.", "The door stood ajar."),
        ("mine", "The door was <b>shut</b>.", "The door was <b>shut</b>."),
        ("mine", "It stood ajar, and nobody came.", "It stood ajar, and nobody came."),
    ],
)
def test_one_chooses_field_by_field_or_writes_a_third(client, two_windows, choice, box, stays):
    page = client.post(two_windows.address, two_windows.typed).content.decode()
    again = two_windows.typed | _fields(page) | {"text": box}
    unsure = client.post(two_windows.address, {**again, "differing": ["text"]})
    assert "Say which of the two is to stay." in unsure.content.decode()
    assert html.escape(box) in unsure.content.decode()
    assert (
        client.post(two_windows.address, {**again, "differing": ["text"], "keep-text": choice}).status_code
        == 302
    )
    assert Reflection.objects.get().text == stays
    assert Reflection.objects.get().what == "I waited."


@pytest.mark.django_db
def test_changed_once_more_while_choosing_both_are_shown_again_with_every_word(client, two_windows):
    page = client.post(two_windows.address, two_windows.typed).content.decode()
    edit_reflection(
        by=two_windows.amina, reflection=two_windows.reflection, text="A third window.", what="I waited."
    )
    again = {
        **two_windows.typed,
        **_fields(page),
        "text": "My words.",
        "differing": ["text"],
        "keep-text": "mine",
    }
    shown = client.post(two_windows.address, again).content.decode()
    assert "A third window." in shown
    assert "My words." in shown
    assert Reflection.objects.get().text == "A third window."


@pytest.mark.django_db
def test_a_form_that_names_no_version_saves_nothing(client, two_windows):
    answer = client.post(two_windows.address, {"text": "From a program that did not look."})
    assert answer.status_code == 422
    assert Reflection.objects.get().text == "The door stood ajar."


@pytest.mark.django_db
def test_a_draft_written_on_in_two_windows_becomes_two_drafts(client):
    amina = a_person("Amina")
    client.force_login(amina)
    id = str(uuid7())
    keep = reverse("learning:keep_draft")
    client.post(keep, {"id": id, "page": "first", "text": "Half a"})
    assert "id" not in client.post(keep, {"id": id, "page": "first", "text": "Half a thought"}).json()
    resumed = client.get(reverse("learning:reflect"), {"draft": id}).context["form"]
    second = {"id": id, "page": "second", "read": resumed["read"].value()}
    client.post(keep, {"id": id, "page": "first", "text": "Half a thought, and more"})
    said = client.post(keep, {**second, "text": "Half a thought, but other"}).json()
    assert "Both are kept" in said["said"]
    assert sorted(each.words["text"] for each in Draft.objects.all()) == [
        "Half a thought, and more",
        "Half a thought, but other",
    ]
    sent = client.post(reverse("learning:reflect"), {**second, "text": "Sent without looking."})
    assert sent.status_code == 422
    assert "Half a thought, and more" in sent.content.decode()
    assert "Sent without looking." in sent.content.decode()
    assert Draft.objects.count() == 2
    assert (
        client.post(reverse("learning:reflect"), {"id": id, "page": "first", "text": "Whole."}).status_code
        == 302
    )
    assert Draft.objects.get().words["text"] == "Half a thought, but other"
