"""A small place with one of everything, for the tests that walk all of it."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from funders.actions import reports
from funders.models import Agreement, Fund, Payment
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from learning.actions import (
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
from learning.actions.together import begin_session, move_on
from learning.models import Digest, DigestThread, Draft, LearningQuestion, Mention, Response, Understanding
from relationships.actions.break_glass import allow_reading, ask_to_read
from relationships.actions.ending import end_circle
from relationships.actions.memberships import invite
from relationships.actions.offers import answer_offer, begin_talk, put_up_offer, say
from relationships.actions.subscriptions import subscribe
from relationships.actions.tokens import make_token
from relationships.models import Conversation, Promise, Scope
from systems.actions.guests import allow_guests, come_as_guest, make_guest_link
from systems.actions.snapshots import keep_snapshot
from systems.models import Factor, Link, SystemMap
from tests.brought import a_picture
from tests.factories import (
    a_member,
    a_partnership,
    a_peer_group,
    a_person,
    a_reflection,
    a_share,
    an_organisation,
)
from tests.learning.digest_ways import delivered


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

    allow_guests(by=w.lead, circle=w.partnership, allowed=True)
    w.guest_link, w.guest_token = make_guest_link(by=w.worker, map=w.map, hours=24)
    w.guest, _secret = come_as_guest(token=w.guest_token, name="Gail of the guesthouse")
    w.snapshot = keep_snapshot(by=w.worker, map=w.map, name="Before the thaw")

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
    w.offer = put_up_offer(
        by=w.lead, id=uuid7(), kind="offer", about="Letters", text="We opened them together.", reach="circles"
    )
    w.talk = answer_offer(by=w.worker, offer=w.offer, id=uuid7(), text="How did you begin?")
    begin_talk(by=w.lead, talk=w.talk)
    w.line = say(by=w.lead, talk=w.talk, id=uuid7(), text="With one.")
    w.fund = Fund.objects.create(funder=w.foundation, slug="open", name="Open fund", purpose="To learn.")
    w.agreement = Agreement.objects.create(
        partnership=w.partnership, fund=w.fund, amount=60000, starts_on="2026-01-01", ends_on="2029-01-01",
        accountable_for="Learning, adapting, working together.",
    )  # fmt: skip
    w.payment = Payment.objects.create(agreement=w.agreement, amount=15000, due_on="2026-03-01")
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
    w.entry = AuditEntry.objects.filter(person_id=w.worker.pk, verb="map.kept").get()
    return w


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
