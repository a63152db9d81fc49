"""A small place with one of everything, for the tests that walk all of it."""

import datetime
import uuid
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from funders.actions import deciding, reports
from funders.actions import openings as writing
from funders.actions.agreements import propose_terms
from funders.actions.auditing import make_auditor_link
from funders.actions.challenges import answer_challenge, ask_for_target
from funders.actions.committees import ask_for_parts, begin_committee_report
from funders.actions.grants import bring_grants_in
from funders.actions.looks import give_look
from funders.actions.openings import Bearer
from funders.actions.places import add_place
from funders.actions.publishing import publish_fund
from funders.actions.trustees import begin_trustees_page, choose_for_trustees
from funders.models import Fund, Grant, OpeningConversation, OpeningTalk, Publication
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from learning.actions import (
    ask_question,
    begin_cycle,
    begin_experiment,
    keep_measure,
    move_cycle,
    nest_cycle,
    observe,
    raise_obstacle,
    record_understanding,
)
from learning.actions.adaptations import begin_adaptation, change_adaptation
from learning.actions.attachments import attach
from learning.actions.digest_choices import make_feed
from learning.actions.digests import build_due_digests
from learning.actions.insights import supersede_insight, voice_insight, write_insight
from learning.actions.note_files import take_file
from learning.actions.notes import ask_next_question, make_group, move_note, write_note
from learning.actions.nudges import set_nudge
from learning.actions.prompts import write_prompts
from learning.actions.themes import put_under_theme
from learning.actions.ties import say_reason, tie
from learning.actions.together import begin_session, move_on
from learning.models import Digest, DigestThread, Draft, LearningQuestion, Mention, Response, Understanding
from relationships.actions.break_glass import allow_reading, ask_to_read
from relationships.actions.calendars import make_calendar
from relationships.actions.companions import give_key, keep_companion
from relationships.actions.ending import end_circle
from relationships.actions.handovers import write_handover
from relationships.actions.hearing import write_heard
from relationships.actions.memberships import invite
from relationships.actions.offers import answer_offer, begin_talk, put_up_offer, say
from relationships.actions.partnerships import hold_conversation
from relationships.actions.promises import close_promise, make_promise
from relationships.actions.subscriptions import subscribe
from relationships.actions.tokens import make_token
from relationships.actions.trust import begin_trust_round, hand_in_trust, write_trust
from relationships.models import Conversation, Promise, Scope
from systems.actions.actors import name_actor
from systems.actions.changes import change_map
from systems.actions.publishing import publish_map
from systems.actions.snapshots import keep_snapshot
from systems.actions.views import keep_view
from systems.models import Factor, Link, SystemMap
from tests.brought import a_picture
from tests.factories import (
    a_member,
    a_partnership,
    a_payment,
    a_peer_group,
    a_person,
    a_reflection,
    a_share,
    an_agreement,
    an_organisation,
)
from tests.funders.giving import a_file, a_grant, opened
from tests.learning.digest_ways import delivered
from tests.world_of_community import community


def _cycles(w: SimpleNamespace) -> None:
    """A cycle of the group nested in one of the partnership, what was raised from it; an experiment, a measure."""
    w.wider = begin_cycle(
        by=w.lead, circle=w.partnership.circle, name="A home in winter", to_learn="What holds.", scale="place"
    )
    w.cycle = begin_cycle(
        by=w.worker, circle=w.group.circle, name="First nights", to_learn="What helps at night.", scale="team",
        planned={"design": timezone.localdate()},
    )  # fmt: skip
    w.cycle_step = move_cycle(by=w.worker, cycle=w.cycle, stage="experiment", why="We had an idea at once.")
    nest_cycle(by=w.worker, cycle=w.cycle, wider=w.wider)
    w.cycle.refresh_from_db()
    w.obstacle = raise_obstacle(by=w.worker, cycle=w.cycle, text="Who answers after six?", show_circle=True)
    record_understanding(by=w.lead, question=w.obstacle.question, text="A machine does.")
    today = timezone.localdate()
    w.experiment = begin_experiment(
        by=w.worker, circle=w.group.circle, what="Ring twice.", why="Fear.", notice="More answers.",
        look_on=today, cycle=w.cycle,
    )  # fmt: skip
    w.measure = keep_measure(
        by=w.worker, circle=w.group.circle, name="Nights until somebody answers", unit="nights",
        why="It shows where people wait.", collected_by="Whoever rings", cost="A minute each time.",
    )  # fmt: skip
    for back in range(14, 0, -1):
        w.observation = observe(
            by=w.worker, measure=w.measure, day=today - datetime.timedelta(days=back),
            value=Decimal(3 + back % 4), story="The office moved." if back == 4 else "",
        )  # fmt: skip


def _both_ways(w: SimpleNamespace) -> None:
    """What each side heard, who was there, what was asked, a commitment taken, a relationship handed over."""
    hold_conversation(
        by=w.worker,
        conversation=w.conversation,
        notes="We rang.",
        there=[w.worker, w.funder],
        others_there="Joan",
    )
    sides = ((w.worker, w.charity, 6), (w.funder, w.foundation, Decimal("0.5")))
    for person, organisation, hours in sides:
        w.heard = write_heard(
            by=person, conversation=w.conversation, organisation=organisation, text="They wait.", hours=hours,
            what_took_time="Collecting figures.",
        )  # fmt: skip
    between = {"partnership": w.partnership, "by_organisation": w.foundation, "to_organisation": w.charity}
    w.commitment = make_promise(by=w.funder, commitment="questions", **between)
    here = {"by": w.worker, "circle": w.partnership.circle}
    ask_question(text="What do you use it for?", promise=w.commitment, **here)
    ask_question(text="Who decides?", conversation=w.conversation, put_to=w.foundation, **here)
    close_promise(
        by=w.funder, promise=make_promise(by=w.funder, text="We come.", **between), state="renegotiated",
        reason="The road was shut.", text="We ring.", due_on=timezone.localdate(),
    )  # fmt: skip
    w.handover = write_handover(
        by=w.worker, partnership=w.partnership, organisation=w.charity, to_person=w.lead, story="It began in March."
    )  # fmt: skip


def a_world() -> SimpleNamespace:
    """People of every kind in circles of every kind, with something of each noun in them."""
    w = SimpleNamespace()
    w.worker, w.lead, w.funder = a_person("Wren Worker"), a_person("Lee Lead"), a_person("Fay Funder")
    w.administrator = a_person("Ada Administrator", is_administrator=True)
    w.outsider = a_person("Otto Outsider")
    w.charity = an_organisation("Harbour Trust", w.lead, w.worker)
    w.foundation = an_organisation("Quay Foundation", w.funder, kind="funder", place="Haddermouth")
    a_member(w.administrator, w.charity)
    w.group = a_peer_group("Tuesday group", w.worker, w.lead, purpose="To think aloud.", joining="open")
    w.partnership = a_partnership(
        "Harbour and Quay", resourcing=w.foundation, delivering=w.charity, people={w.worker: w.charity}
    )
    a_member(w.lead, w.partnership, role="lead", on_behalf_of=w.charity)
    a_member(w.funder, w.partnership, role="lead", on_behalf_of=w.foundation)

    w.map = SystemMap.objects.create(circle_id=w.partnership.pk, slug="winter", name="A bad winter")
    w.factor = Factor.objects.create(
        map=w.map, label="Waiting", cluster="Services", description="For a door."
    )
    other = Factor.objects.create(map=w.map, label="Trust", cluster="People")
    Link.objects.create(map=w.map, source=w.factor, target=other, polarity="-", delay=True)
    Link.objects.create(map=w.map, source=other, target=w.factor, polarity="-")
    Link.objects.create(map=w.map, source=other, target=other, polarity="")

    w.view = keep_view(
        by=w.worker, map=w.map, name="What waits", words="Look here first.", focus=w.factor, story="Winter"
    )
    w.actor = name_actor(
        by=w.lead, map=w.map, name="Harbour Trust", organisation=w.charity, acts_on=[w.factor, other]
    )
    w.acts_on = w.actor.acts_on.get(factor=w.factor)
    w.snapshot = keep_snapshot(by=w.worker, map=w.map, name="Before the thaw")
    steps = [{"on": "factor", "id": str(w.factor.pk), "set": {"description": "For a door to open."}}]
    w.map_change = change_map(by=w.worker, map=w.map, id=uuid7(), steps=steps, seen=0)
    w.published_map = publish_map(
        by=w.lead, map=w.map, title="What makes a bad winter", words="As we see it."
    )

    last_week = timezone.now() - datetime.timedelta(days=8)
    texts = (
        "We rang too late and the room was gone.",
        "The room was gone; the landlord rang twice.",
        "Soup helped.",
    )
    w.shares = [
        a_share(a_reflection(w.worker, text, kind=kind), circle, shared_at=last_week, anonymous=anonymous)
        for circle in (w.group, w.partnership)
        for text, kind, anonymous in zip(
            texts, ("mistake", "moment", "strength"), (False, False, True), strict=True
        )
    ]
    w.share, w.reflection = w.shares[0], w.shares[0].reflection
    a_share(
        a_reflection(w.lead, "I did not ask.", what="I assumed.", so_what="It hurt.", now_what="Ask."),
        w.group,
    )
    w.attachment = attach(by=w.worker, reflection=w.reflection, content=a_picture(), alt="A shut door")
    Mention.objects.create(reflection=w.shares[3].reflection, factor=w.factor)
    w.response = Response.objects.create(share=w.share, author=w.lead, kind="question", text="Who rang?")
    Response.objects.create(share=w.shares[3], author=w.funder, kind="resonates", created_at=last_week)
    w.draft = Draft.objects.create(id=uuid7(), author=w.worker, words={"text": "Half a thought"})
    w.prompts = write_prompts(
        by=w.lead, circle=w.charity.circle, name="Fridays", questions=["Who was missing?"]
    )
    w.bring_in = take_file(by=w.worker, name="notes.csv", content=b"day,text\n2026-05-03,We rang.\n")
    w.nudge = set_nudge(by=w.worker, days="5", at=datetime.time(16), zone="Europe/London")
    w.question = LearningQuestion.objects.create(
        circle_id=w.partnership.pk,
        text="Who never comes?",
        why="They need it most.",
        asked_by=w.lead,
        put_to=w.foundation,
    )
    Understanding.objects.create(question=w.question, text="Those who work nights.", written_by=w.worker)
    first = write_insight(
        by=w.worker,
        circle=w.group.circle,
        text="The room goes to who rings first.",
        sources=[w.shares[0], w.shares[3]],
    )
    w.insight = supersede_insight(
        by=w.lead, insight=first, text="The room goes to who knows the landlord.", how_sure="several",
        what_changed="Ringing early did not help.", sources=[w.shares[1], first],
    )  # fmt: skip
    w.tie = tie(by=w.worker, factor=w.factor, thing=w.insight)
    w.reason = say_reason(by=w.worker, change=w.map_change, insight=w.insight)
    voice_insight(by=w.worker, insight=w.insight, kind="doubt", reason="I knew him, and it was gone.")
    before = begin_adaptation(by=w.worker, circle=w.group.circle, text="We ring at nine.", sources=[first])
    w.adaptation = change_adaptation(
        by=w.lead,
        adaptation=before,
        text="We visit the landlord.",
        reason="Nine was too late.",
        sources=[w.insight],
    )
    _cycles(w)
    _sessions(w)
    w.conversation = Conversation.objects.create(
        partnership=w.partnership, starts_at=timezone.now() - datetime.timedelta(days=3), about="The rent"
    )
    w.next_conversation = Conversation.objects.create(
        partnership=w.partnership, starts_at=timezone.now() + datetime.timedelta(days=3), about="The winter"
    )
    w.promise = Promise.objects.create(
        partnership=w.partnership,
        by_organisation=w.foundation,
        to_organisation=w.charity,
        text="We pay in time.",
    )
    _trust(w)
    w.companion = keep_companion(
        by=w.worker, circle=w.charity.circle, id=uuid7(), alias="Kestrel", hopes="A door of my own.",
        consent_scope="Wren may read it.", consent_on=timezone.localdate(), last_day=timezone.localdate() + datetime.timedelta(days=90),
    )  # fmt: skip
    w.key = give_key(by=w.worker, companion=w.companion)
    _both_ways(w)
    w.offer = put_up_offer(
        by=w.lead, id=uuid7(), kind="offer", about="Letters", text="We opened them together.", reach="circles"
    )
    w.talk = answer_offer(by=w.worker, offer=w.offer, id=uuid7(), text="How did you begin?")
    begin_talk(by=w.lead, talk=w.talk)
    w.line = say(by=w.lead, talk=w.talk, id=uuid7(), text="With one.")
    w.fund = Fund.objects.create(
        funder=w.foundation, slug="open", name="Open fund", purpose="To learn.", can="Stay.", cannot="Build.",
        to_learn="Who stays?", variety="much", interplay="many", control="nobody", is_open=True,
    )  # fmt: skip
    _openings(w)
    w.report_look = give_look(
        by=w.lead, organisation=w.charity, name="Northside, in two languages", colour="#1d5c4d"
    )
    _money(w)
    _giving(w)
    second = a_person("Sam Second", is_administrator=True)
    w.glass = ask_to_read(by=w.administrator, circle=w.group.circle, reason="A child is in danger.", hours=2)
    allow_reading(by=second, glass=w.glass)
    w.invitation, w.token = invite(by=w.lead, circle=w.charity, email="new@example.org")
    w.membership = w.worker.memberships.get(circle=w.group.circle)

    w.api_token, w.api_secret = make_token(by=w.worker, name="Our website", scopes=Scope.values)
    w.subscription, w.webhook_secret = subscribe(
        by=w.worker,
        circle=w.partnership,
        url="https://example.org/hook",
        events=["promise.made", "promise.kept"],
    )

    w.ended = a_peer_group("Those who were", w.worker, w.lead)
    a_share(a_reflection(w.worker, "We were five, then two."), w.ended)
    end_circle(by=w.worker, circle=w.ended.circle)

    build_due_digests(until=timezone.now())
    delivered()
    w.digest = Digest.objects.filter(circle=w.group.circle).get()
    w.delivery = w.worker.deliveries.get()
    w.feed = make_feed(by=w.worker)
    w.calendar = make_calendar(by=w.worker, names_partnerships=True)
    w.calendar_feed = w.worker.calendar_feed
    w.circle, w.person = w.group, w.worker
    w.link, w.understanding = w.map.links.first(), w.question.understandings.get()
    w.thread = DigestThread.objects.filter(digest=w.digest).get()
    w.theme = put_under_theme(by=w.worker, share=w.thread.shares.all()[0], name="What is not opened")
    today = timezone.localdate()
    w.report = reports.compose_report(
        report=reports.ask_for_report(
            by=w.lead, partnership=w.partnership,
            period_start=today - datetime.timedelta(days=90), period_end=today + datetime.timedelta(days=1),
        )
    )  # fmt: skip
    w.unfinished_report = reports.ask_for_report(
        by=w.lead,
        partnership=w.partnership,
        period_start=today - datetime.timedelta(days=9),
        period_end=today,
    )
    community(w)
    w.item_key = f"share:{w.shares[3].pk}"
    _shown_to_others(w)
    w.entry = AuditEntry.objects.filter(person_id=w.worker.pk, verb="map.kept").get()
    return w


def _giving(w: SimpleNamespace) -> None:
    """A place of the partnership, its fund in the open, a grant of another funder, and a quarter for the trustees."""
    w.funder.memberships.filter(circle_id=w.foundation.pk).update(role="lead")
    w.place = add_place(
        by=w.lead,
        partnership=w.partnership,
        name="Old Quay",
        latitude=Decimal("53.645"),
        longitude=Decimal("-1.785"),
    )
    w.publication = publish_fund(
        by=w.funder,
        fund=w.fund,
        licence=Publication.Licence.CC0,
        id_prefix="360G-quay",
        description="To learn.",
    )
    bring_grants_in(by=w.funder, circle=w.foundation, grants=opened(a_file(a_grant())))
    w.grant = Grant.objects.get()
    insight = write_insight(by=w.funder, circle=w.foundation, text="We ask too late.")
    w.trustees_page = begin_trustees_page(
        by=w.funder, organisation=w.foundation, quarter=timezone.localdate()
    )
    w.trustees_line = choose_for_trustees(
        by=w.funder, page=w.trustees_page, insight=insight, why="It is ours."
    )


def _openings(w: SimpleNamespace) -> None:
    """First words to the fund: the administrator's in conversation, agreed to and not sent; and somebody's behind a link."""
    w.foundation.memberships.filter(person=w.funder).update(role="lead")
    said = {
        "matters": "Cold rooms.",
        "who": "The tenants.",
        "learn": "Who stays away.",
        "organisation": "The Shed",
    }

    def begun() -> OpeningConversation:
        return writing.begin_words(fund=w.fund, words={**said, "name": "Ada"}, by=w.administrator)[0]

    w.words, w.opening, w.agreed_opening = begun(), begun(), begun()
    _stranger, w.words_token = writing.begin_words(fund=w.fund, words=said, email="stranger@example.org")
    writing.add_file(opening=w.opening, bearer=Bearer(w.administrator), content=a_picture())
    for opening in (w.opening, w.agreed_opening):
        writing.send_words(opening=opening, bearer=Bearer(w.administrator))
        deciding.declare_interest(by=w.funder, opening=opening, is_tied=False)
        deciding.write_view(by=w.funder, opening=opening, text="They ask the right thing.")
    deciding.decide(by=w.funder, opening=w.agreed_opening, outcome="yes", reason="Let us find out together.")
    now, hour = timezone.now(), datetime.timedelta(hours=1)
    w.opening_talk = OpeningTalk.objects.create(opening=w.opening, starts_at=now - hour, place="By phone")
    w.next_talk = deciding.plan_talk(
        by=w.funder, opening=w.opening, starts_at=now + hour, place="At the Shed"
    )


def _trust(w: SimpleNamespace) -> None:
    """A period that was opened, and one for which one side has written."""
    days = [(datetime.date(2026, month, 1), datetime.date(2026, month, 28)) for month in (4, 7)]
    w.opened_round, w.trust_round = (
        begin_trust_round(by=w.lead, partnership=w.partnership, id=uuid7(), starts_on=first, ends_on=last)
        for first, last in days
    )
    for by in (w.funder, w.worker):
        written = write_trust(by=by, round=w.opened_round, id=uuid.uuid4(), trust="We say it.")
        hand_in_trust(by=by, reflection=written)
    w.trust_reflection = write_trust(by=w.worker, round=w.trust_round, id=uuid.uuid4(), variety="Two doors.")


def _money(w: SimpleNamespace) -> None:
    """An agreement with other terms proposed, a payment that is late, one to be approved, a target that somebody wants."""
    w.agreement = an_agreement(
        w.partnership, w.funder, fund=w.fund, accountable_for="Learning, adapting, working together."
    )
    w.payment = a_payment(w.agreement, entered_by=w.administrator, approved_by=w.funder)
    w.unapproved = a_payment(w.agreement, 100, entered_by=w.administrator)
    w.version = propose_terms(by=w.lead, agreement=w.agreement, why="It is winter.", rhythm="every fortnight")
    w.challenge = ask_for_target(
        by=w.funder, agreement=w.agreement, wanted="80% of people housed.", why="We are asked.",
        evidence="None that we know.", effect="Those who need most might wait.",
    )  # fmt: skip
    w.ledger_entry = w.agreement.ledger.first()
    w.answer = answer_challenge(by=w.lead, challenge=w.challenge, text="Ask for the stories.")


def _sessions(w: SimpleNamespace) -> None:
    """One that goes on, with notes in groups, one at its end, and one whose minute is kept."""
    w.session, w.minuted, w.kept_session = (
        begin_session(by=w.lead, circle=w.group.circle, format=format, about=about)
        for format, about in (
            ("grouping", "The cold weeks"),
            ("action", "The landlord"),
            ("change", "Since the thaw"),
        )
    )
    for session in (w.session, w.minuted, w.kept_session):
        kind = "question" if session == w.minuted else "note"
        move_on(by=w.lead, sense_making=session, to="alone")
        write_note(by=w.lead, sense_making=session, kind=kind, text="Time again?", said_by="Joan")
        write_note(
            by=w.worker,
            sense_making=session,
            kind=kind,
            text="Soup again?",
            share=w.shares[0],
            without_name=True,
        )
        move_on(by=w.lead, sense_making=session, to="shown")
    for phase in ("disagree", "outcome", "minute", "kept"):
        move_on(by=w.lead, sense_making=w.kept_session, to=phase)
        if phase in ("disagree", "outcome"):
            move_on(by=w.lead, sense_making=w.minuted, to=phase)
    move_on(by=w.lead, sense_making=w.session, to="grouped")
    w.note = w.session.notes.get(author=w.worker)
    w.note_group = make_group(by=w.worker, sense_making=w.session, name="What comes too late")
    ask_next_question(by=w.lead, sense_making=w.minuted, text="What does he fear?")
    move_note(by=w.lead, note=w.note, group=w.note_group)


def _shown_to_others(w: SimpleNamespace) -> None:
    """A report of an earlier time that is issued, with an auditor's link, and a committee that asks for parts of it."""
    today = timezone.localdate()
    w.issued_report = reports.compose_report(
        report=reports.ask_for_report(
            by=w.lead, partnership=w.partnership,
            period_start=today - datetime.timedelta(days=40), period_end=today,
        )
    )  # fmt: skip
    for person, organisation in ((w.lead, w.charity), (w.funder, w.foundation)):
        w.issued_report = reports.sign_off(
            report=w.issued_report, organisation=organisation, content_sha256=w.issued_report.content_sha256, by=person
        )  # fmt: skip
    w.auditor_link, w.auditor_secret = make_auditor_link(
        by=w.lead, report=w.issued_report, for_whom="The auditors", days=30
    )
    w.committee_report = begin_committee_report(
        by=w.funder, organisation=w.foundation, title="The year", for_whom="The trustees"
    )
    [w.committee_part] = ask_for_parts(
        by=w.funder, committee_report=w.committee_report, report=w.issued_report
    )
