"""Themes: naming what the machine proposed or people saw, joining, splitting, and refusing a proposal."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import DigestThread, Share, Theme
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

LONGEST_NAME = 160


def _may_gather(by: Person, circle: Circle) -> None:
    if not access.is_in(by, circle):
        raise NotFound
    must_go_on(circle)


def _name(said: str) -> str:
    name = " ".join(said.split())
    if len(name) > LONGEST_NAME:
        raise Refused(_("Use at most 160 characters."))
    return name


def _of_name(by: Person, circle: Circle, name: str) -> Theme:
    """The circle's theme of this name, whichever letters are capitals; a new one where there is none. Call in turn."""
    there = Theme.objects.standing().filter(circle_id=circle.pk, name__iexact=name).first()
    return there or Theme.objects.create(
        circle_id=circle.pk, name=name, named_by=by, created_at=timezone.now()
    )


@action
def name_thread(*, by: Person, thread: DigestThread, name: str, read: str | None = None) -> DigestThread:
    """Say what a proposed thread is about: it becomes a theme of the circle, or joins the one of this name.

    The same again changes nothing. An empty name takes the thread out of its theme. A thread that was refused is no
    longer. `read` is the version (of its `name`) that was edited. Raises `ChangedMeanwhile`, `NotFound` outside the
    circle, `Refused` for a name of more than 160 characters.
    """
    circle = thread.digest.circle
    _may_gather(by, circle)
    name = _name(name)
    in_turn(circle.pk)
    thread = DigestThread.objects.select_related("digest__circle", "theme").get(pk=thread.pk)
    before = thread.theme
    if thread.refused_at is None and thread.name == name:
        audit.nothing_changed()
        return thread
    must_be_as_read(read, kept(thread, ["name"]))
    gathered = Share.objects.live().filter(threads=thread)
    if before is not None:
        before.shares.remove(*gathered)
    thread.theme = _of_name(by, circle, name) if name else None
    if thread.theme is not None:
        thread.theme.shares.add(*gathered)
    thread.refused_at = thread.refused_by = None
    thread.save(update_fields=["theme", "refused_at", "refused_by"])
    audit.record(by=by, verb="thread.named", subject=thread, circle=circle)
    return thread


@action
def refuse_thread(*, by: Person, thread: DigestThread) -> DigestThread:
    """Say that what the machine put together does not belong together. What ties only by the same words is not
    proposed to this circle again (`learning.digests.threads`). A thread that has a name is left out of its theme.

    Refusing twice changes nothing. Raises `NotFound` outside the circle.
    """
    circle = thread.digest.circle
    _may_gather(by, circle)
    in_turn(circle.pk)
    thread = DigestThread.objects.select_related("digest__circle", "theme").get(pk=thread.pk)
    if thread.refused_at is not None:
        audit.nothing_changed()
        return thread
    if thread.theme is not None:
        thread.theme.shares.remove(*Share.objects.live().filter(threads=thread))
    thread.theme, thread.refused_at, thread.refused_by = None, timezone.now(), by
    thread.save(update_fields=["theme", "refused_at", "refused_by"])
    audit.record(by=by, verb="thread.refused", subject=thread, circle=circle)
    return thread


@action
def put_under_theme(*, by: Person, share: Share, name: str) -> Theme:
    """Put something shared with a circle under its theme of this name, which begins with it where there is none.

    The same again changes nothing. Raises `NotFound` for what `by` may not read, `Refused` without a name.
    """
    if not access.can_read(by, share) or share.withdrawn_at is not None:
        raise NotFound
    _may_gather(by, share.circle)
    name = _name(name)
    if not name:
        raise Refused(_("Say what it is about: a few words are enough."))
    in_turn(share.circle_id)
    theme = _of_name(by, share.circle, name)
    if theme.shares.filter(pk=share.pk).exists():
        audit.nothing_changed()
        return theme
    theme.shares.add(share)
    audit.record(by=by, verb="theme.gathered", subject=theme, circle=share.circle)
    return theme


@action
def take_out_of_theme(*, by: Person, theme: Theme, share: Share) -> Theme:
    """Take something shared out of a theme of one's circle; it stays shared. Twice changes nothing."""
    _may_gather(by, theme.circle)
    in_turn(theme.circle_id)
    if not theme.shares.filter(pk=share.pk).exists():
        audit.nothing_changed()
        return theme
    theme.shares.remove(share)
    audit.record(by=by, verb="theme.left_out", subject=theme, circle=theme.circle)
    return theme


@action
def rename_theme(*, by: Person, theme: Theme, name: str, read: str | None = None) -> Theme:
    """Call a theme otherwise. The same again changes nothing.

    Raises `ChangedMeanwhile`; `Refused` without a name or for one that another theme of the circle has; `NotFound`.
    """
    _may_gather(by, theme.circle)
    name = _name(name)
    if not name:
        raise Refused(_("Say what it is about: a few words are enough."))
    in_turn(theme.circle_id)
    theme = Theme.objects.select_related("circle").get(pk=theme.pk)
    if theme.name == name:
        audit.nothing_changed()
        return theme
    must_be_as_read(read, kept(theme, Theme.EDITED))
    others = Theme.objects.standing().filter(circle_id=theme.circle_id, name__iexact=name)
    if others.exclude(pk=theme.pk).exists():
        raise Refused(_("Another theme has this name already. You can join the two instead."))
    theme.name = name
    theme.save(update_fields=["name"])
    audit.record(by=by, verb="theme.renamed", subject=theme, circle=theme.circle)
    return theme


@action
def join_themes(*, by: Person, theme: Theme, into: Theme) -> Theme:
    """Let one theme go on in another of the same circle, which then gathers what both did. Gives that other one.

    Joining again what was joined changes nothing. Raises `Refused` for one theme with itself, `NotFound` for another circle's.
    """
    _may_gather(by, theme.circle)
    if into.circle_id != theme.circle_id:
        raise NotFound
    in_turn(theme.circle_id)
    theme, into = (Theme.objects.select_related("circle").get(pk=each.pk) for each in (theme, into))
    if theme.became_id == into.pk:
        audit.nothing_changed()
        return into
    if into.pk == theme.pk or theme.became_id is not None or into.became_id is not None:
        raise Refused(_("Choose another theme to join it with."))
    into.shares.add(*theme.shares.all())
    theme.shares.clear()
    DigestThread.objects.filter(theme=theme).update(theme=into)
    Theme.objects.filter(became=theme).update(became=into)
    theme.became = into
    theme.save(update_fields=["became"])
    audit.record(by=by, verb="themes.joined", subject=into, circle=theme.circle)
    return into


@action
def split_theme(*, by: Person, theme: Theme, shares: Collection[Share], name: str) -> Theme:
    """Take some of what a theme gathers into another one of this name, found or new. Gives that other one.

    Done again it changes nothing. Raises `Refused` without a name, for the theme's own name, or with nothing chosen.
    """
    _may_gather(by, theme.circle)
    name = _name(name)
    if not name or name.casefold() == theme.name.casefold():
        raise Refused(_("Give what you take out a name of its own."))
    if not shares:
        raise Refused(_("Choose what you want to take out."))
    in_turn(theme.circle_id)
    other = _of_name(by, theme.circle, name)
    moving = list(theme.shares.filter(pk__in=[share.pk for share in shares]))
    if not moving:
        audit.nothing_changed()
        return other
    theme.shares.remove(*moving)
    other.shares.add(*moving)
    audit.record(by=by, verb="theme.split", subject=other, circle=theme.circle)
    return other
