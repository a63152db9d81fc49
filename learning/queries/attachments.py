"""Recordings and pictures as a page shows them: each with an address that works for this session, for some minutes."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from hls_platform.web.passes import with_pass
from learning.models import Attachment, Reflection, Share


@dataclass(frozen=True)
class Shown:
    """An attachment and where its file is read."""

    attachment: Attachment
    url: str


def own_files(request: HttpRequest, reflection: Reflection) -> list[Shown]:
    """Those of one's own reflection. No query where it has none."""
    return [
        Shown(each, with_pass(request, reverse("learning:file", args=[each.pk]), each.pk))
        for each in _of(reflection)
    ]


def shared_files(request: HttpRequest, share: Share) -> list[Shown]:
    """Those of something shared, which the caller has seen through `visible_to`, by their place in it: their ids would
    tell the time, and that two shares without a name are the same."""
    return [
        Shown(each, with_pass(request, reverse("learning:shared_file", args=[share.pk, nth]), each.pk))
        for nth, each in enumerate(_of(share.reflection), start=1)
    ]


def _of(reflection: Reflection) -> list[Attachment]:
    if not reflection.voices and not reflection.pictures:
        return []
    return list(Attachment.objects.in_order().filter(reflection=reflection))


def nth_of(share: Share, nth: int) -> Attachment | None:
    """The attachment at that place of something shared."""
    return (
        Attachment.objects.in_order().filter(reflection=share.reflection_id)[nth - 1 : nth].first()
        if nth
        else None
    )
