"""What each kind of entry of a device asks for: the forms and actions that its page would have used."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused
from hls_platform.identifiers import is_uuid7, uuid7
from hls_platform.versions import ChangedMeanwhile, kept, version_of
from hls_platform.web.look_over import RECOGNISABLE
from learning import actions
from learning.actions.arrivals import LONGEST_WAIT, AsksFirst, Done
from learning.actions.reflections import AnotherReflection
from learning.forms import EditForm, ReflectForm, ReplyForm, ResponseForm, ShareWrittenForm
from learning.models import Arrival, Draft, Reflection, Response, Share
from learning.queries import feed
from learning.queries.prompts import asked_by, asked_in
from relationships.models import Person

FORMAT = 1
"""How entries are written. A later release goes on reading the earlier ones: they may have waited."""
LOOKED_AGAIN = "looked_again"
"""The tick of a person who was asked about an entry that waited for very long."""


@dataclass(frozen=True)
class Sent:
    """An entry as it came."""

    id: uuid.UUID
    person: uuid.UUID
    kind: str
    format: int
    waited: datetime.timedelta
    """By the device's own clock, which may be wrong but is wrong at both ends."""
    fields: QueryDict
    files: Mapping[str, Any]

    @classmethod
    def read(cls, said: Any, files: Mapping[str, Any]) -> "Sent":
        """Raises ValueError for what no device of ours sends."""
        try:
            fields = QueryDict(mutable=True)
            for name, value in said["fields"].items():
                fields.setlist(
                    str(name), [str(each) for each in (value if isinstance(value, list) else [value])]
                )
            entry = cls(
                id=uuid.UUID(said["id"]),
                person=uuid.UUID(said["person"]),
                kind=Arrival.Kind(said["kind"]).value,
                format=int(said["v"]),
                waited=datetime.timedelta(milliseconds=int(said["sent"]) - int(said["at"])),
                fields=fields,
                files=files,
            )
        except (AttributeError, KeyError, OverflowError, TypeError) as wrong:
            raise ValueError from wrong
        if not is_uuid7(entry.id):
            raise ValueError
        return entry

    def name(self, field: str) -> uuid.UUID:
        """The id in a field. Raises NotFound."""
        try:
            return uuid.UUID(self.fields.get(field, ""))
        except ValueError:
            raise NotFound from None

    def valid(self, form: forms.Form) -> dict[str, Any]:
        """What the form makes of it. Raises AsksFirst, Refused."""
        if form.is_valid():
            return form.cleaned_data
        asks, said = [], []
        if getattr(form, "recognisable", ()):
            said.append(_("Others will read this, and it may tell them who somebody is. Read it once more."))
            asks.append("looked_over")
        if getattr(form, "ask_whether_understood", False):
            asks.append("small_circle_understood")
        for error in (each for errors in form.errors.as_data().values() for each in errors):
            if (
                error.code != RECOGNISABLE
            ):  # which holds what was found, and that stays out of what is remembered
                said += map(str, error.messages)
        raise AsksFirst(" ".join(said), asks)


def _must_still_hold(sent: Sent) -> None:
    """Raise AsksFirst where it waited longer than its being sent before would be remembered."""
    if abs(sent.waited) > LONGEST_WAIT and LOOKED_AGAIN not in sent.fields:
        raise AsksFirst(
            _("This waited for very long on this device. Say whether it still holds."), [LOOKED_AGAIN]
        )


def _day(sent: Sent) -> str:
    """Put a day that cannot be in order, or choose the one on which it was written; what to say of it."""
    today = timezone.localdate()
    said = sent.fields.get("happened_on", "")
    if not said:
        kept_in_mind = datetime.timedelta() <= sent.waited <= LONGEST_WAIT
        wrote = timezone.localdate(timezone.now() - sent.waited) if kept_in_mind else today
        sent.fields["happened_on"] = wrote.isoformat()
        return (
            ""
            if kept_in_mind
            else _("The clock of this device was wrong, so the day is today’s. Change it if it was another.")
        )
    try:
        ahead = datetime.date.fromisoformat(said) > today
    except ValueError:
        ahead = True
    if not ahead:
        return ""
    sent.fields["happened_on"] = today.isoformat()
    return _(
        "The day lay ahead, as the clock of this device sees it, so it is today’s now. Change it if it was another."
    )


def _left(reflection: Reflection) -> str:
    """The version of a reflection as it stands in the database."""
    return version_of(kept(Reflection.objects.get(pk=reflection.pk), Reflection.EDITED))


def _reflect(person: Person, sent: Sent) -> Done:
    said = _day(sent)
    asked = asked_by(person, sent.fields.get("prompts", ""), answers=sent.fields.getlist("answers"))
    words = sent.valid(ReflectForm(sent.fields, sent.files, circles=(), asked=asked))
    try:
        written = actions.write_reflection(by=person, **words)
    except ChangedMeanwhile:  # its draft was written on elsewhere: both are kept
        _set_aside(person, words["id"])
        written = actions.write_reflection(by=person, **words)
        said = _("A draft of it was written on elsewhere. That is kept too, as a draft of its own.")
    except (AnotherReflection, IdentifierTaken) as refused:
        raise AsksFirst(str(refused), ["another_id"]) from refused
    return Done(said, _left(written))


def _set_aside(person: Person, id: uuid.UUID) -> None:
    draft = Draft.objects.visible_to(person).get(pk=id)
    actions.save_draft(by=person, id=uuid7(), words=draft.words)
    actions.discard_draft(by=person, id=id)


def _own(person: Person, sent: Sent) -> Reflection:
    reflection = Reflection.objects.filter(pk=sent.name("about"), author=person).first()
    if reflection is None:
        raise NotFound
    return reflection


def _read_before(person: Person, sent: Sent, now: str) -> None:
    """Where what another entry of the device left still stands (`now`), this one was written upon it, and has read it."""
    if "after" in sent.fields:
        before = Arrival.objects.filter(person=person, entry=sent.name("after")).first()
        if before is not None and before.left == now:
            sent.fields["read"] = now


def _as_it_is(reflection: Reflection, sent: Sent) -> None:
    """What the device did not show stays as it is."""
    for name in ("kind", "happened_on"):
        sent.fields[name] = sent.fields.get(name) or str(getattr(reflection, name))
    if "answers" not in sent.fields:
        sent.fields.setlist("answers", reflection.answers)
        if reflection.consented:
            sent.fields["consented"] = "on"


def _edit(person: Person, sent: Sent) -> Done:
    reflection = _own(person, sent)
    _read_before(person, sent, _left(reflection))
    _as_it_is(reflection, sent)
    said = _day(sent)
    shared = Share.objects.live().filter(reflection=reflection).exists()
    form = EditForm(
        sent.fields, now=kept(reflection, Reflection.EDITED), shared=shared, asked=asked_in(reflection)
    )
    actions.edit_reflection(by=person, reflection=reflection, **sent.valid(form))
    return Done(said, _left(reflection))


def _share(person: Person, sent: Sent) -> Done:
    reflection = _own(person, sent)
    _must_still_hold(sent)
    circles = [circle for circle in feed.my_circles(person) if circle.ended_at is None]
    chosen = set(sent.fields.getlist("share_with"))
    if not chosen or chosen - {str(circle.pk) for circle in circles}:
        raise Refused(_("You are not in that circle any more, or it has ended. Nobody else sees it."))
    form = ShareWrittenForm(sent.fields, circles=circles, reflection=reflection)
    given = sent.valid(form)
    there = Share.objects.live().filter(reflection=reflection, circle__in=given["share_with"])
    if there.exclude(anonymous=given["anonymous"]).exists():
        raise Refused(
            _("It is shared there already, and not in this way. Withdraw it first to share it otherwise.")
        )
    words = {"circles": given.pop("share_with"), **given}
    actions.share_with_circles(by=person, reflection=reflection, **words)
    return Done(left=_left(reflection))


def _withdraw(person: Person, sent: Sent) -> Done:
    mine = Share.objects.filter(reflection__author=person)
    if "share" in sent.fields:
        share = mine.filter(pk=sent.name("share")).first()
        if share is None:
            raise NotFound
    else:  # one that was given on the device and has no name there yet
        share = mine.live().filter(reflection=sent.name("about"), circle=sent.name("circle")).first()
    if share is not None:
        actions.withdraw_share(by=person, share=share)
    return Done()


def _respond(person: Person, sent: Sent) -> Done:
    share = Share.objects.visible_to(person).select_related("reflection", "circle").get(pk=sent.name("about"))
    actions.respond(by=person, share=share, **sent.valid(ResponseForm(sent.fields)))
    return Done()


def _answered(person: Person, sent: Sent) -> Response:
    return Response.objects.visible_to(person).get(pk=sent.name("about"))


def _reply(person: Person, sent: Sent) -> Done:
    response = _answered(person, sent)
    _read_before(person, sent, version_of(kept(response, ["reply"])))
    given = sent.valid(ReplyForm(sent.fields, now=kept(response, ["reply"])))
    actions.reply(by=person, response=response, text=given["reply"], read=given["read"])
    return Done(left=version_of(kept(Response.objects.get(pk=response.pk), ["reply"])))


KINDS: dict[str, Callable[[Person, Sent], Done]] = {
    "reflect": _reflect,
    "edit": _edit,
    "share": _share,
    "withdraw": _withdraw,
    "respond": _respond,
    "reply": _reply,
}


def stands_now(person: Person, sent: Sent) -> dict[str, Any] | None:
    """What stands in the place of an entry that came too late, with its version; None where it is gone."""
    try:
        if sent.kind == Arrival.Kind.REPLY:
            now: dict[str, Any] = kept(_answered(person, sent), ["reply"])
        else:
            now = kept(_own(person, sent), Reflection.EDITED)
    except (Http404, Response.DoesNotExist):
        return None
    fields = {name: value if isinstance(value, list) else str(value) for name, value in now.items()}
    return {"fields": fields, "read": version_of(now)}
