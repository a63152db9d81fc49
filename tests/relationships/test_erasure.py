"""A person goes: not one of their words is left anywhere, and what others rely on stands."""

import base64
import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funders.actions import composing, reports
from funders.actions.auditing import make_auditor_link
from funders.actions.committees import give_parts
from funders.actions.grant_files import take_grant_file
from funders.models import (
    ChallengeAnswer,
    CommitteePart,
    CommitteeReport,
    Fund,
    OpeningConversation,
    OpeningDecision,
    OpeningFile,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
    Publication,
    Report,
    TargetChallenge,
    TrusteesLine,
    TrusteesPage,
)
from funders.reports.document import verify
from hls_platform.actions import NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry, KeptAnswer
from hls_platform.security.asking import as_job, as_person
from hls_platform.security.held import RIGHTS, all_held
from learning import actions
from learning.actions.attachments import attach
from learning.actions.digests import build_due_digests
from learning.actions.note_files import take_file
from learning.actions.nudges import set_nudge
from learning.models import (
    Adaptation,
    AdaptationSource,
    Arrival,
    ChangeReason,
    Consent,
    Digest,
    DigestThread,
    Draft,
    Insight,
    InsightSource,
    InsightVoice,
    LearningQuestion,
    Mention,
    Note,
    NoteGroup,
    Piece,
    PromptSet,
    PromptSetVersion,
    Quote,
    Reflection,
    ReflectionVersion,
    ReplyAddress,
    Response,
    SenseMaking,
    Share,
    Theme,
    Tie,
    Understanding,
)
from relationships import erasure_list
from relationships.actions.break_glass import allow_reading, ask_to_read
from relationships.actions.calendars import make_calendar
from relationships.actions.downloads import ask_for_download, make_download
from relationships.actions.ending import keep_words_for
from relationships.actions.erasure import (
    ask_to_be_erased,
    erase_person,
    finish_erasures,
    hash_of_address,
    replay_erasures,
    was_erased,
    write_list,
)
from relationships.actions.memberships import invite
from relationships.actions.subscriptions import subscribe
from relationships.actions.tokens import make_token
from relationships.letters import send_invitation_letter, send_plain_letter
from relationships.management.commands.erase_person import Command
from relationships.models import (
    AddressLink,
    AskToJoin,
    BreakGlass,
    Companion,
    CompanionWorker,
    Concern,
    Conversation,
    Event,
    Handover,
    Heard,
    Invitation,
    Listing,
    Look,
    Membership,
    Offer,
    Person,
    Presence,
    Promise,
    Talk,
    TalkLine,
    TrustReflection,
    TrustRound,
)
from relationships.tasks import send_letter
from systems.models import Change, Edition, Factor, GuestLink, GuestsAllowed, PublishedMap, SystemMap
from tests.brought import a_recording
from tests.factories import (
    a_circle_with,
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
from tests.funders.giving import a_file, a_grant
from tests.learning.digest_ways import delivered
from tests.relationships.test_ways_in import prove, sign_in

pytestmark = pytest.mark.django_db
KEPT_ON_PURPOSE = "A child is in danger."
"""Why an administrator asked to read a circle is owed to that circle, and stays."""


@pytest.fixture
def outbox(tmp_path: Path, settings) -> Path:
    """Letters go into files, as in a place without a post office; the list of erasures stands beside them."""
    settings.EMAIL_BACKEND = "hls_platform.outbox.OutboxBackend"
    settings.OUTBOX_DIR, settings.ERASURES_DIR = tmp_path / "outbox", tmp_path / "erasures"
    return tmp_path


class Marks:
    """Gives a mark for each text, and remembers them."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def __call__(self, what: str) -> str:
        self.all.append(f"erase-me-{len(self.all)}-{what}")
        return f"What {self.all[-1]} said."


def a_marked_person(mark: Marks, client: Client) -> SimpleNamespace:
    """Mara, an administrator, with something of every noun that can be a person's; each text carries a mark."""
    w = SimpleNamespace()
    w.mara = a_person(mark("name"), is_administrator=True)
    w.mara.email = f"{mark('mail').split()[1]}@example.org"
    w.mara.save()
    mark.all.append(w.mara.email)
    w.ben, w.ada = a_person("Ben"), a_person("Ada", is_administrator=True)
    w.giver, w.doer = an_organisation("Quay", kind="funder"), an_organisation("Harbour", w.mara)
    w.group = a_circle_with(w.mara, w.ben)
    w.alliance = a_partnership(resourcing=w.giver, delivering=w.doer, people={w.mara: w.doer, w.ben: w.giver})

    last_week = timezone.now() - timezone.timedelta(days=8)
    w.shared = [
        a_share(
            a_reflection(
                w.mara,
                mark("text"),
                answers=[mark("answer")],
                what=mark("what"),
                so_what=mark("so_what"),
                now_what=mark("now"),
            ),
            circle,
            shared_at=last_week,
            anonymous=anonymous,
        )
        for circle in (w.group, w.alliance)
        for anonymous in (False, True)
    ]
    reflection = w.shared[0].reflection
    ReflectionVersion.objects.create(
        reflection=reflection, words={"text": mark("version")}, written_at=last_week
    )
    attach(by=w.mara, reflection=reflection, content=a_recording(), alt=mark("alt"))
    a_reflection(w.mara, mark("private"))
    Draft.objects.create(id=uuid7(), author=w.mara, words={"text": mark("draft")})
    take_file(by=w.mara, name=mark("file"), content=f"text\n{mark('row')}".encode())
    take_grant_file(
        by=w.mara, circle=w.doer, name=mark("grants"), content=a_file(a_grant(title=mark("grant")))
    )
    fund = Fund.objects.create(funder=w.giver, slug="fund", name="Fund", purpose="To learn.")
    Publication.objects.create(
        fund=fund, slug="fund", title="Grants", funder="Quay", id_prefix="360G-quay", description="To learn.",
        published_by=w.mara, grants=1, package=b"", table=b"",
    )  # fmt: skip
    for by, reviewed_by, quarter in ((w.mara, None, "2026-07-01"), (w.ben, w.mara, "2026-10-01")):
        TrusteesPage.objects.create(
            organisation=w.doer, quarter=quarter, written_by=by, opening=mark("opening") if by == w.mara else "",
            reviewed_by=reviewed_by, reviewed_at=reviewed_by and timezone.now(),
        )  # fmt: skip
    set_nudge(by=w.mara, days="5", at=datetime.time(16), zone="Europe/London")
    ReplyAddress.objects.create(person=w.mara)
    Arrival.objects.create(
        person=w.mara, entry=uuid7(), kind="reflect", outcome="refused", said=mark("refused")
    )
    _maps(w, mark)
    answered = Response.objects.create(share=w.shared[0], author=w.ben, kind="question", text="Who rang?")
    Response.objects.filter(pk=answered.pk).update(reply=mark("reply"), replied_at=timezone.now())

    w.bens = a_share(a_reflection(w.ben, "Ben was there."), w.group, shared_at=last_week)
    w.open = Response.objects.create(
        share=w.bens, author=w.mara, kind="question", text=mark("open"), created_at=last_week
    )
    w.replied = Response.objects.create(
        share=w.bens,
        author=w.mara,
        kind="offer",
        text=mark("offer"),
        reply="Thank you.",
        replied_at=timezone.now(),
    )
    Response.objects.create(share=w.bens, author=w.mara, kind="resonates")
    PromptSetVersion.objects.create(
        prompt_set=PromptSet.objects.create(circle=w.group),
        number=1,
        name="Ours",
        questions=["Who?"],
        written_by=w.mara,
    )
    offer = Offer.objects.create(
        person=w.mara,
        name=mark("name"),
        text=mark("offered"),
        about=mark("about"),
        place=mark("place"),
        work=mark("work"),
    )
    _trust(w, mark)
    bens = Offer.objects.create(person=w.ben, name="Ben", text="Talk to me.", about="Letters")
    talk = Talk.objects.create(offer=bens, asked_by=w.mara, name=mark("caller"), text=mark("first"))
    TalkLine.objects.create(talk=talk, by=w.mara, text=mark("line"))
    _community(w, mark)
    Talk.objects.create(offer=offer, asked_by=w.ben, name="Ben", text="I would like to.")
    w.question = LearningQuestion.objects.create(
        circle_id=w.alliance.pk, text=mark("question"), why=mark("why"), asked_by=w.mara
    )
    Understanding.objects.create(question=w.question, text=mark("step"), written_by=w.mara)
    w.bens_step = Understanding.objects.create(question=w.question, text="Ben's step.", written_by=w.ben)
    _insights(w, mark)
    ChangeReason.objects.create(change=w.change, insight=Insight.objects.earliest("pk"), said_by=w.mara)
    held = SenseMaking.objects.create(
        circle=w.group, about=mark("session"), minute=mark("minute"), begun_by=w.mara, facilitator=w.mara,
        presenter=w.mara, phase="shown", shown_at=last_week,
    )  # fmt: skip
    w.note = Note.objects.create(
        sense_making=held, author=w.mara, text=mark("note"), said_by=mark("said by"), to_whom=mark("to whom"),
        share=w.shared[0], quotes=True,
    )  # fmt: skip
    NoteGroup.objects.create(sense_making=held, name=mark("group"), named_by=w.mara)

    _both_ways(w, mark)
    _practice(w, mark)
    build_due_digests(until=timezone.now())
    digest = Digest.objects.get(circle=w.group)
    theme = Theme.objects.create(circle=digest.circle, name=mark("theme"), named_by=w.mara)
    theme.shares.add(w.shared[0])
    DigestThread.objects.create(digest=digest, position=7, theme=theme, refused_by=w.mara).shares.add(
        w.shared[0]
    )
    delivered()
    _reports(w)
    _openings(w, mark)
    _programs(w, mark, client)
    return w


def _maps(w: SimpleNamespace, mark: Marks) -> None:
    """A map that Mara drew on, tied, published, and let guests draw on."""
    drawn = SystemMap.objects.create(circle_id=w.alliance.pk, slug="map", name="A map")
    rent = Factor.objects.create(map=drawn, label="Rent")
    Mention.objects.create(reflection=w.shared[2].reflection, factor=rent)
    Tie.objects.create(factor=rent, organisation=w.doer, tied_by=w.mara)
    w.change = Change.objects.create(map=drawn, number=1, seen=0, by=w.mara, sets=[])
    Edition.objects.create(
        publication=PublishedMap.objects.create(map=drawn), number=1, title="A map", words=mark("edition"), content={}, by=w.mara,
        credit=mark("credit of a map"), why=mark("why an edition"),
    )  # fmt: skip
    GuestsAllowed.objects.create(circle_id=w.alliance.pk, by=w.mara)
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    GuestLink.objects.create(map=drawn, token_hash="guests", made_by=w.mara, expires_at=tomorrow)


def _openings(w: SimpleNamespace, mark: Marks) -> None:
    """First words of Mara's to a fund, with all that was said about them; and what she said about Ben's."""
    fund = Fund.objects.create(
        funder=w.giver, slug="slow", name="Slow money", purpose="To stay.", is_open=True
    )
    theirs = {name: mark(name) for name in ("name", "organisation", "matters", "who", "learn", "answer")} | {
        "email": w.mara.email
    }
    mine = OpeningConversation.objects.create(
        fund=fund, applicant=w.mara, sent_at=timezone.now(), answered_at=timezone.now(), **theirs
    )
    OpeningFile.objects.create(
        opening=mine, content_type="application/pdf", content=mark("pdf").encode(), size=3
    )
    OpeningTalk.objects.create(
        opening=mine, starts_at=timezone.now(), place="By phone",
        heard_by_applicant=mark("heard"), heard_by_funder=mark("of her"), written_by=w.ben,
    )  # fmt: skip
    OpeningInterest.objects.create(opening=mine, person=w.ben, is_tied=True, words=mark("tie"))
    OpeningView.objects.create(opening=mine, person=w.ben, text=mark("view"))
    OpeningDecision.objects.create(
        opening=mine, outcome="not_now", reason=mark("no"), helps=mark("help"), decided_by=w.ben
    )
    OpeningConversation.objects.create(fund=fund, email=w.mara.email, token_hash="hash", matters=mark("half"))
    AddressLink.objects.create(email=w.mara.email, token_hash="hash", expires_at=timezone.now())
    bens = OpeningConversation.objects.create(
        fund=fund, applicant=w.ben, sent_at=timezone.now(), matters="Ben's.", email=w.ben.email
    )
    OpeningTalk.objects.create(
        opening=bens,
        starts_at=timezone.now(),
        place="By phone",
        heard_by_funder=mark("wrote"),
        written_by=w.mara,
    )
    OpeningInterest.objects.create(opening=bens, person=w.mara, is_tied=True, words=mark("her tie"))
    OpeningView.objects.create(opening=bens, person=w.mara, text=mark("her view"))
    OpeningDecision.objects.create(opening=bens, outcome="yes", reason="Yes.", decided_by=w.mara)


def _trust(w: SimpleNamespace, mark: Marks) -> None:
    """What she wrote of trust, opened since; and her name on the page of somebody who goes on being supported."""
    today = timezone.localdate()
    round = TrustRound.objects.create(
        partnership=w.alliance, starts_on=today, ends_on=today, opened_at=timezone.now()
    )
    words = {name: mark(name) for name in TrustReflection.EDITED}
    written = {"written_for": w.doer, "handed_in_at": timezone.now()}
    TrustReflection.objects.create(round=round, side="delivering", written_by=w.mara, **written, **words)
    companion = Companion.objects.create(
        circle=w.group, alias="Kestrel", consent_scope="To read it.", consent_on=today,
        consent_until=timezone.now() + datetime.timedelta(days=9),
    )  # fmt: skip
    for person in (w.mara, w.ben):
        CompanionWorker.objects.create(companion=companion, person=person)


def _community(w: SimpleNamespace, mark: Marks) -> None:
    """What she asked, said and wrote in the community; a group's own words on the map stay the group's."""
    group = a_peer_group("Nine", w.ben)
    AskToJoin.objects.create(group=group, person=w.mara, name=mark("asks"), text=mark("ask"))
    listing = Listing.objects.create(
        group=group, name="Nine", purpose="To think.", place="Here", joining="invitation", written_by=w.mara
    )
    starts = timezone.now()
    Event.objects.create(
        circle=group.circle, title="Tea", place="Library", starts_at=starts, ends_at=starts + timezone.timedelta(hours=1),
        written_by=w.mara,
    )  # fmt: skip
    Concern.objects.create(kind="listing", thing=listing.pk, text=mark("concern"), said_by=w.mara)
    Concern.objects.create(
        kind="listing", thing=listing.pk, text="Spam", closed_by=w.mara, closed_at=timezone.now()
    )
    refused = {"kind": "offer", "edition": 1, "allowed": False}
    Look.objects.create(thing=uuid7(), words="Name nobody.", concerns=w.ben, by=w.mara, **refused)
    Look.objects.create(thing=uuid7(), words=mark("refused look"), concerns=w.mara, by=w.ben, **refused)
    Piece.objects.create(written_by=w.mara, title=mark("piece"), text=mark("learned"), credit=mark("writer"))
    bens = Piece.objects.create(written_by=w.ben, title="Ben's", text="He learned.", asked_at=timezone.now())
    quote = Quote.objects.create(
        piece=bens, share=w.shared[0], words=mark("quoted"), credit=mark("credit"), state="agreed", authors=1
    )
    Consent.objects.create(quote=quote, person=w.mara, edition=1, credit=mark("consented"))


def _insights(w: SimpleNamespace, mark: Marks) -> None:
    bens = Insight.objects.create(circle=w.group, text="Ben thinks so.", written_by=w.ben, sources_told=1)
    InsightSource.objects.create(insight=bens, circle=w.group, share=w.shared[0])
    InsightVoice.objects.create(insight=bens, person=w.mara, kind="doubt", reason=mark("voice"))
    for page in TrusteesPage.objects.filter(organisation=w.doer):
        TrusteesLine.objects.create(page=page, insight=bens, why=mark("mattered"), chosen_by=w.mara)
    Insight.objects.create(
        circle=w.group, text=mark("insight"), what_changed=mark("changed"), supersedes=bens, written_by=w.mara
    )
    bens = Adaptation.objects.create(
        circle=w.group, text="We ring.", written_by=w.ben, sources_told=1,
        ended_on=timezone.localdate(), ended_by=w.mara, ended_because=mark("ended"),
    )  # fmt: skip
    AdaptationSource.objects.create(adaptation=bens, circle=w.group, share=w.shared[0])
    Adaptation.objects.create(circle=w.group, text=mark("adaptation"), written_by=w.mara, follows=bens)


def _both_ways(w: SimpleNamespace, mark: Marks) -> None:
    """What Mara wrote and promised in the name of her organisation stays; the story that she told as herself goes."""
    talk = Conversation.objects.create(partnership=w.alliance, starts_at=timezone.now(), about="Rent")
    Presence.objects.create(conversation=talk, person=w.mara)
    Heard.objects.create(
        conversation=talk, organisation=w.doer, written_by=w.mara, text="They wait.", hours=2
    )
    between = {"by_organisation": w.doer, "to_organisation": w.giver}
    Promise.objects.create(partnership=w.alliance, text="We ring.", made_by=w.mara, **between)
    of = {"partnership": w.alliance, "organisation": w.doer}
    Handover.objects.create(written_by=w.mara, to_person=w.ben, story=mark("handed"), **of)
    Handover.objects.create(written_by=w.ben, to_person=w.mara, story="Ben's story.", **of)
    make_calendar(by=w.mara)


def _practice(w: SimpleNamespace, mark: Marks) -> None:
    """A cycle of Mara's nested in a wider one, what she raised, an experiment that ended, a measure with a story."""
    wider = actions.begin_cycle(
        by=w.ben, circle=w.alliance.circle, name="Wider", to_learn="What holds.", scale="place"
    )
    cycle = actions.begin_cycle(
        by=w.mara, circle=w.group, name=mark("cycle"), to_learn=mark("to_learn"), scale="team", why=mark("begun")
    )  # fmt: skip
    actions.nest_cycle(by=w.mara, cycle=cycle, wider=wider)
    actions.raise_obstacle(by=w.mara, cycle=cycle, text=mark("obstacle"), why=mark("in_the_way"))
    tried = actions.begin_experiment(
        by=w.mara, circle=w.group, what=mark("try"), why=mark("might"), notice=mark("see"),
        look_on=timezone.localdate(), cycle=cycle,
    )  # fmt: skip
    actions.end_experiment(by=w.mara, experiment=tried, ending="stop", reason=mark("reason"))
    measure = actions.keep_measure(
        by=w.mara, circle=w.group, name=mark("measure"), unit=mark("unit"), definition=mark("counts"),
        why=mark("helps"), collected_by=mark("who"), cost=mark("cost"),
    )  # fmt: skip
    actions.observe(
        by=w.mara, measure=measure, day=timezone.localdate(), value=Decimal(3), story=mark("story")
    )


def _money(w: SimpleNamespace) -> None:
    """What Mara proposed, agreed to, paid, asked for and answered in her organisation's name: that stays with the agreement."""
    agreement = an_agreement(w.alliance, w.mara)
    a_payment(agreement, entered_by=w.mara, approved_by=w.ben)
    for organisation, other in ((w.doer, w.giver), (w.giver, w.doer)):
        asked = TargetChallenge.objects.create(
            agreement=agreement, wanted="80%", why="Asked.", evidence="None.", effect="Fear.",
            organisation=organisation, asked_by=w.mara,
        )  # fmt: skip
        ChallengeAnswer.objects.create(challenge=asked, organisation=other, person=w.mara, text="No.")


def _reports(w: SimpleNamespace) -> None:
    today = timezone.localdate()
    w.issued, w.unsigned = (
        reports.compose_report(
            report=reports.ask_for_report(
                by=w.mara,
                partnership=w.alliance,
                period_start=today - timezone.timedelta(days=days),
                period_end=today + timezone.timedelta(days=1),
            )
        )
        for days in (90, 60)
    )
    _money(w)
    composing.leave_out(by=w.mara, report=w.unsigned, key=f"question:{w.question.pk}")
    for person, organisation in ((w.mara, w.doer), (w.ben, w.giver)):
        reports.sign_off(
            report=w.issued, organisation=organisation, content_sha256=w.issued.content_sha256, by=person
        )
    w.issued.refresh_from_db()
    make_auditor_link(by=w.mara, report=w.issued, for_whom="The auditors", days=30)
    for person, organisation in ((w.mara, w.doer), (w.ben, w.giver)):
        asked = CommitteeReport.objects.create(
            organisation=organisation, title="The year", for_whom="The trustees", begun_by=person
        )
    part = CommitteePart.objects.create(committee_report=asked, report=w.issued, organisation=w.doer)
    give_parts(by=w.mara, part=part, sections=["money"])


def _programs(w: SimpleNamespace, mark: Marks, client: Client) -> None:
    glass = ask_to_read(by=w.mara, circle=w.group, reason=KEPT_ON_PURPOSE, hours=2)
    allow_reading(by=w.ada, glass=glass)
    theirs = ask_to_read(by=w.ada, circle=w.alliance, reason=KEPT_ON_PURPOSE, hours=2)
    allow_reading(by=w.mara, glass=theirs)
    invite(by=w.mara, circle=w.group, email="somebody@example.org")
    make_token(by=w.mara, name=mark("token"), scopes=["read"])
    subscribe(
        by=w.mara,
        circle=w.alliance,
        url=f"https://example.org/{mark('hook').split()[1]}",
        events=["promise.made"],
    )
    w.mara.subscriptions.update(fault=mark("fault"))
    keep_words_for(by=w.mara, circle=w.group, months=12)
    KeptAnswer.objects.create(
        person_id=w.mara.pk,
        key=mark("key"),
        request_hash="hash",
        body=mark("body"),
        expires_at=timezone.now(),
    )
    KeptAnswer.objects.create(
        person_id=w.ben.pk, key="another", request_hash="hash", expires_at=timezone.now(),
        body=json.dumps({"author": str(w.mara.pk), "text": mark("quoted")}),
    )  # fmt: skip
    address = EmailAddress.objects.create(user=w.mara, email=f"{mark('other').split()[1]}@example.org")
    EmailConfirmation.objects.create(email_address=address, key=mark("confirm")[:64], sent=timezone.now())
    _keep_in_session(Client(), w.mara, mark)
    Authenticator.objects.create(user=w.mara, type="webauthn", data={"name": mark("passkey")})
    SocialAccount.objects.create(
        user=w.mara, provider="work", uid=mark("uid"), extra_data={"said": mark("extra")}
    )
    a_member(w.ben, w.doer, role="lead")
    invitation, token = invite(by=w.ben, circle=w.doer, email=w.mara.email)
    send_invitation_letter(uuid7(), invitation.pk, token)
    send_plain_letter(uuid7(), w.ben.email, "About", f"Somebody told me: {w.shared[0].reflection.text}")
    send_letter.ask(w.mara.email, "Hello", "A letter that waits in the queue.")
    make_download(download_id=ask_for_download(by=w.mara).pk)
    _keep_in_session(client, w.mara, mark)  # half-way in: a passkey is asked for


def _keep_in_session(client: Client, person: Person, mark: Marks) -> None:
    sign_in(client, person)
    session = client.session
    session["kept form"] = mark("form")
    session.save()


def every_text_in_the_database() -> Iterator[tuple[str, str]]:
    """Each row of each table as text, every column of it, whatever its type: of all schemas that are not PostgreSQL's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, table, column, type in cursor.fetchall():
            said = f'"{column}"' if type == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT {said} FROM {schema}.{table} WHERE "{column}" IS NOT NULL')  # noqa: S608
            for (value,) in cursor.fetchall():
                yield f"{table}.{column}", _unzipped(bytes(value)) if type == "bytea" else value
    for session in Session.objects.all():
        yield "django_session, unpacked", json.dumps(session.get_decoded())


def every_text_elsewhere(folder: Path) -> Iterator[tuple[str, str]]:
    """What Valkey holds under each of its keys, of any type; and each file that the platform wrote."""
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    for key in valkey.scan_iter():
        yield "a key of Valkey", key.decode(errors="replace")
        dumped = {
            b"string": lambda key: [valkey.get(key)],
            b"list": lambda key: valkey.lrange(key, 0, -1),
            b"hash": lambda key: [each for pair in valkey.hgetall(key).items() for each in pair],
            b"set": lambda key: list(valkey.smembers(key)),
            b"zset": lambda key: valkey.zrange(key, 0, -1),
        }[valkey.type(key)](key)
        for value in dumped:
            yield key.decode(errors="replace"), _unpacked(value)
    valkey.close()
    for top in (folder, Path(settings.LOCAL_DIR)):
        for file in top.rglob("*"):
            if file.is_file():
                yield str(file), file.name + file.read_bytes().decode(errors="replace").replace("=\n", "")


def _unzipped(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return "".join(files.read(name).decode(errors="replace") for name in files.namelist())


def _unpacked(value: bytes) -> str:
    """A task's message holds its arguments in base64."""
    said = value.decode(errors="replace")
    try:
        return said + base64.b64decode(json.loads(said)["body"]).decode()
    except (ValueError, KeyError, TypeError):
        return said


def how_many_there_are(person: Person) -> dict[str, int]:
    """For each thing that is declared as held of a person, by its table and condition: how many there are of `person`."""
    counts = {}
    with as_person(person.pk), as_job(RIGHTS), connection.cursor() as cursor:
        for held in all_held():
            cursor.execute(f"SELECT count(*) FROM {held.table} WHERE {held.theirs}")  # noqa: S608 - our own names
            counts[f"{held.table} WHERE {held.theirs}"] = cursor.fetchone()[0]
    return counts


def found(marks: Marks, folder: Path) -> set[str]:
    """Where any mark is found."""
    places = [*every_text_in_the_database(), *every_text_elsewhere(folder)]
    return {f"{place} holds {mark}" for place, text in places for mark in marks.all if mark in text}


def test_not_one_word_of_a_person_is_left_anywhere(
    client: Client, outbox: Path, django_capture_on_commit_callbacks
):
    mark = Marks()
    w = a_marked_person(mark, client)
    before = found(mark, outbox)
    seen_before = {each for each in mark.all if any(each in place for place in before)}
    assert seen_before == set(mark.all), "a mark that is nowhere proves nothing"
    for place in (
        "outbox",
        "learning_draft",
        "funders_report",
        "unpacked",
        "hls_platform_keptanswer",
    ):
        assert any(place in each for each in before), place
    assert not any("celery" in each for each in before), "the queue holds ids, and no words at any time"
    entries = set(AuditEntry.objects.values_list("pk", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        none = [thing for thing, number in how_many_there_are(w.mara).items() if not number]
        assert none == ["relationships_erasure WHERE person_id = (SELECT wall.me())"], "give Mara one of it"
        ask_to_be_erased(by=w.mara)
        erase_person(by=w.mara)
    assert found(mark, outbox) == set()
    stays = {f"{held.table} WHERE {held.theirs}" for held in all_held() if not held.goes}
    assert {thing for thing, number in how_many_there_are(w.mara).items() if number} <= stays
    assert entries <= set(AuditEntry.objects.values_list("pk", flat=True)), "the audit trail is not rewritten"
    assert erase_person(by=w.mara) == {}


def test_what_others_rely_on_stands(client: Client, outbox: Path):
    w = a_marked_person(Marks(), client)
    sha256 = w.issued.content_sha256
    frozen = Report.objects.get(pk=w.issued.pk)
    number, items = frozen.number, sum(len(each["items"]) for each in frozen.content["sections"])
    ask_to_be_erased(by=w.mara)
    erase_person(by=w.mara)

    left = Person.objects.get(pk=w.mara.pk)
    assert (left.name, left.is_active, left.is_administrator) == ("A person who left", False, False)
    assert not left.has_usable_password()
    report = Report.objects.get(pk=w.issued.pk)
    assert (report.number, report.content_sha256) == (number, sha256)
    assert verify(report.content, sha256)
    assert sum(len(each["items"]) for each in report.content["sections"]) == items
    assert {each.person.name for each in report.sign_offs.all()} == {"A person who left", "Ben"}
    assert Report.objects.get(pk=w.unsigned.pk).state == Report.State.COMPOSING
    assert reports.compose_report(report=w.unsigned).state == Report.State.SIGNING

    assert not Response.objects.filter(pk=w.open.pk).exists()
    replied = Response.objects.get(pk=w.replied.pk)
    assert replied.reply == "Thank you."
    assert "took them along" in replied.text
    assert Response.objects.filter(author=left, kind="resonates", text="").exists()
    assert Reflection.objects.get() == w.bens.reflection
    assert list(w.question.understandings.filter(written_by=w.ben)) == [w.bens_step]
    assert not Membership.objects.current().filter(person=left).exists()
    glass = BreakGlass.objects.get(circle=w.group)
    assert (glass.reason, glass.asked_by_name, glass.asked_by_id) == (
        KEPT_ON_PURPOSE,
        "A person who left",
        left.pk,
    )
    assert Membership.objects.current().get(circle=w.group).role == "facilitator"
    assert str(LearningQuestion.objects.get(pk=w.question.pk).asked_by) == "A person who left"
    with as_person(w.ben.pk):
        assert Response.objects.visible_to(w.ben).filter(pk=w.replied.pk).exists()


def test_on_the_page_one_is_told_what_goes_shows_that_it_is_oneself_and_ticks(client: Client, outbox: Path):
    amina, ben = a_person("Amina"), a_person("Ben")
    a_share(a_reflection(amina), a_circle_with(ben, amina))
    sign_in(client, amina)
    elsewhere = Client()
    sign_in(elsewhere, amina)
    address = reverse("relationships:erase")
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    prove(client)
    assert "What stays" in client.get(address).content.decode()
    assert client.post(address).status_code == 422
    assert Person.objects.get(pk=amina.pk).is_active
    assert client.post(address, {"understood": "on"}).url == reverse("account_login")
    for session in (client, elsewhere):
        assert session.get(reverse("relationships:me")).status_code == 302
    sign_in(client, amina)
    assert client.get(reverse("relationships:me")).status_code == 302
    assert finish_erasures() == [amina.pk]
    assert finish_erasures() == []
    assert not Reflection.objects.exists()


def test_somebody_administers_the_place_and_nobody_is_erased_who_did_not_ask(outbox: Path):
    ada, amina = a_person("Ada", is_administrator=True), a_person("Amina")
    with pytest.raises(Refused, match="administer"):
        ask_to_be_erased(by=ada)
    a_person("Sam", is_administrator=True)
    ask_to_be_erased(by=ada)
    with pytest.raises(NotFound):
        erase_person(by=amina)


def test_an_erasure_is_done_again_over_an_older_back_up(outbox: Path):
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(ben, amina)
    share = a_share(a_reflection(amina, "Words that went."), circle)
    address = amina.email
    invite(by=ben, circle=circle, email=address)
    back_up = transaction.savepoint()
    ask_to_be_erased(by=amina)
    erase_person(by=amina)
    write_list()
    transaction.savepoint_rollback(back_up)  # an older back-up is put back
    assert Share.objects.filter(pk=share.pk).exists()
    (line,) = erasure_list.file().read_text().splitlines()
    assert address not in line
    assert "Amina" not in line
    assert json.loads(line)["addresses"] == [hash_of_address(address)]

    assert replay_erasures() == [amina.pk]
    assert replay_erasures() == []
    assert not Reflection.objects.exists()
    assert not Invitation.objects.filter(email=address).exists()
    assert Person.objects.get(pk=amina.pk).erased_at


def test_a_back_up_from_before_somebody_came_loses_the_invitation_to_them(outbox: Path):
    ben = a_person("Ben")
    circle = a_circle_with(ben)
    invitation, _token = invite(by=ben, circle=circle, email="new@example.org")
    gone = {
        "person": str(uuid7()),
        "at": timezone.now().isoformat(),
        "addresses": [hash_of_address("New@example.org")],
    }
    assert replay_erasures([gone]) == []
    later, _token = invite(by=ben, circle=circle, email="new@example.org")
    assert replay_erasures() == []
    assert Invitation.objects.get(pk=invitation.pk).email == ""
    assert Invitation.objects.get(pk=later.pk).email == "new@example.org"
    assert [each["person"] for each in erasure_list.read()] == [gone["person"]]


def test_no_letter_goes_to_an_address_that_is_erased(outbox: Path):
    amina = a_person("Amina")
    ask_to_be_erased(by=amina)
    assert not was_erased(amina.email)  # it is still theirs until all is gone
    address = amina.email
    erase_person(by=amina)
    assert was_erased(address)
    send_plain_letter(uuid7(), address, "Hello", "Are you there?")
    assert not list((outbox / "outbox").glob("*"))


def test_the_door_for_scripts_erases_and_refuses_an_unknown_address(outbox: Path, capsys):
    amina = a_person("Amina")
    a_reflection(amina)
    Command().execute(email=amina.email.upper(), no_color=True, force_color=False, skip_checks=True)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["person"] == str(amina.pk)
    assert said["tables"]["learning_reflection"] == 1
    with pytest.raises(CommandError, match="Nobody here signs in") as refused:
        Command().execute(email="nobody@example.org", no_color=True, force_color=False, skip_checks=True)
    assert refused.value.returncode == 2
