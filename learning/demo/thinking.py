"""Lets the demo's circles make sense together: sessions with their notes, insights with their doubts, adaptations."""

from typing import Any

from learning import actions
from learning.demo.known import Known, read
from learning.models import Digest, Insight, Note, NoteGroup, Phase, SenseMaking
from learning.together.formats import format_of

Said = dict[str, Any]
PHASES = {
    Note.Kind.NOTE: Phase.ALONE,
    Note.Kind.QUESTION: Phase.ALONE,
    Note.Kind.ANSWER: Phase.SHOWN,
    Note.Kind.REASON: Phase.DISAGREE,
    Note.Kind.OTHERWISE: Phase.DISAGREE,
    Note.Kind.PROMISE: Phase.OUTCOME,
    Note.Kind.CORRECTION: Phase.MINUTE,
}
"""In which phase the demo's people write each kind of note."""


def load(known: Known) -> None:
    """Hold every session, write every insight and adaptation, the earliest first: later ones rest on them."""
    told = [(said, _hold) for said in read("sessions.toml")["session"]]
    thought = read("insights.toml")
    told += [(said, think) for said in thought["insight"]]
    told += [(said, _adapt) for said in thought["adaptation"]]
    for said, tell in sorted(told, key=lambda each: -each[0]["day"]):
        tell(known, said)


def think(known: Known, said: Said) -> None:
    """An insight, in the place of an older one perhaps, and what others say to it."""
    written = {
        "text": said["text"],
        "how_sure": said["how_sure"],
        "sources": known.sources(said, said["circle"]),
        "at": known.at(said),
    }
    if "supersedes" in said:
        insight = actions.supersede_insight(
            by=known.by(said),
            insight=known.insights[said["supersedes"]],
            what_changed=said["what_changed"],
            **written,
        )
    else:
        insight = actions.write_insight(
            by=known.by(said), circle=known.demo.circle(said["circle"]), **written
        )
    _voiced(known, said, insight)


def _voiced(known: Known, said: Said, insight: Insight) -> None:
    known.insights[said["key"]] = insight
    for voice in said.get("voice", []):
        actions.voice_insight(
            by=known.by(voice),
            insight=insight,
            kind=voice["kind"],
            reason=voice["reason"],
            at=known.at(voice, hour=17),
        )


def _adapt(known: Known, said: Said) -> None:
    """What a circle does differently, in the place of what it did before perhaps, and that it is over."""
    done = {"text": said["text"], "sources": known.sources(said, said["circle"]), "at": known.at(said)}
    if "follows" in said:
        adaptation = actions.change_adaptation(
            by=known.by(said),
            adaptation=known.adaptations[said["follows"]],
            reason=said["because"],
            **done,
        )
    else:
        adaptation = actions.begin_adaptation(
            by=known.by(said), circle=known.demo.circle(said["circle"]), **done
        )
    if "ended" in said:
        actions.end_adaptation(
            by=known.by(said),
            adaptation=adaptation,
            reason=said["because"],
            at=known.demo.days_ago(said["ended"]),
        )
    known.adaptations[said["key"]] = adaptation


def _hold(known: Known, said: Said) -> None:
    """A session: from phase to phase, in each of which people write what is written there."""
    by, at = known.by(said), known.at(said)
    circle = known.demo.circle(said["circle"])
    session = actions.begin_session(
        by=by,
        circle=circle,
        format=said["format"],
        about=said.get("about", ""),
        digest=Digest.objects.filter(circle_id=circle.pk, period_end__lte=at).order_by("-period_end").first()
        if "digest" in said
        else None,
        question=known.questions[said["question"]] if "question" in said else None,
        at=at,
    )
    if "presents" in said:
        actions.say_who_presents(by=by, sense_making=session, presenter=known.demo.people[said["presents"]])
    notes: dict[str, Note] = {}
    for phase in format_of(session).phases[1:]:
        session = actions.move_on(by=by, sense_making=session, to=phase, at=at)
        for note in said["note"]:
            if PHASES[Note.Kind(note.get("kind", "note"))] == phase:
                _write(known, said, session, note, notes)
        if phase == Phase.SHOWN:
            _put_together(known, said, session, notes)
        elif phase == Phase.OUTCOME:
            _conclude(known, said, session)
        elif phase == Phase.MINUTE:
            actions.write_minute(
                by=by,
                sense_making=session,
                minute=said["minute"],
                returns_on=known.demo.date(said["returns"]) if "returns" in said else None,
            )
        if phase == said.get("until"):
            return


def _write(known: Known, said: Said, session: SenseMaking, note: Said, notes: dict[str, Note]) -> None:
    key = str(note.get("key") or note["text"])
    notes[key] = actions.write_note(
        by=known.by(note),
        sense_making=session,
        kind=note.get("kind", Note.Kind.NOTE),
        text=note["text"],
        without_name=note.get("without_name", False),
        to_whom=note.get("to_whom", ""),
        about_note=notes[note["on"]] if "on" in note else None,
        share=known.share(note["source"], said["circle"]) if "source" in note else None,
        at=session.begun_at,
    )


def _put_together(known: Known, said: Said, session: SenseMaking, notes: dict[str, Note]) -> None:
    """Lay each note into its group: one that the format brings along, or a new one."""
    groups = {group.name: group for group in NoteGroup.objects.filter(sense_making=session)}
    for note in said["note"]:
        if not (name := note.get("group")):
            continue
        if name not in groups:
            groups[name] = actions.make_group(by=known.by(said), sense_making=session, name=name)
        actions.move_note(by=known.by(said), note=notes[note.get("key", note["text"])], group=groups[name])


def _conclude(known: Known, said: Said, session: SenseMaking) -> None:
    """What comes of the session: what we think now, do differently, and ask next."""
    for insight in said.get("insight", []):
        written = actions.conclude(
            by=known.by(insight),
            sense_making=session,
            text=insight["text"],
            how_sure=insight["how_sure"],
            sources=known.sources(insight, said["circle"]),
            at=session.begun_at,
        )
        _voiced(known, insight, written)
    for adaptation in said.get("adaptation", []):
        known.adaptations[adaptation["key"]] = actions.adapt(
            by=known.by(adaptation),
            sense_making=session,
            text=adaptation["text"],
            sources=known.sources(adaptation, said["circle"]),
            at=session.begun_at,
        )
    for asked in said.get("asks", []):
        actions.ask_next_question(
            by=known.by(asked),
            sense_making=session,
            text=asked["text"],
            why=asked["why"],
            at=session.begun_at,
        )
