"""Lets the demo's people answer sets of questions, and add pictures and a recording to what they told."""

from typing import Any

from hls_platform.identifiers import uuid7
from learning import actions
from learning.demo.known import FOLDER, Known, read
from learning.models import PromptSet, Reflection

Said = dict[str, Any]


def load(known: Known) -> None:
    """Write the circles' own sets, the reflections that answer a set, and add the files."""
    said = read("guided.toml")
    own = {each["key"]: _ask(known, each) for each in said["prompts"]}
    for reflection in said["reflection"]:
        _answer(known, reflection, own)
    for file in said["file"]:
        reflection = known.reflections[file["reflection"]]
        actions.attach(
            by=reflection.author,
            reflection=reflection,
            content=(FOLDER / "files" / file["name"]).read_bytes(),
            id=uuid7(),
            alt=file["alt"],
            at=reflection.created_at,
        )


def _ask(known: Known, said: Said) -> PromptSet:
    asked = actions.write_prompts(
        by=known.by(said),
        circle=known.demo.circle(said["circle"]),
        name=said["name"],
        questions=said["questions"],
        at=known.at(said),
    )
    if "ask" in said:
        actions.change_prompts(
            by=known.by(said),
            prompt_set=asked,
            name=said["name"],
            questions=said["ask"],
            at=known.demo.days_ago(said["changed"]),
        )
    return asked


def _answer(known: Known, said: Said, own: dict[str, PromptSet]) -> None:
    by, at = known.by(said), known.at(said, hour=15)
    asked = own.get(said["prompts"])
    known.reflections[f"{said['by']} {said['day']}"] = actions.write_reflection(
        by=by,
        id=uuid7(),
        kind=Reflection.Kind(said["kind"]),
        answers=said["answers"],
        prompts=str(asked.latest.pk) if asked else said["prompts"],
        consented=said.get("consented", False),
        share_with=[known.demo.circle(key) for key in said["circles"]],
        small_circle_understood=True,
        at=at,
    )
