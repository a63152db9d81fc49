"""The verb of an organisation's look: given, as often as one likes."""

from django.utils.translation import gettext as _

from funders import access
from funders.models import ReportLook
from hls_platform import media
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.contrast import ENOUGH, HEX, contrast, dark_enough
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Organisation, Person

LOGO_SIDE = 800


class NotReadable(Refused):
    """The colour is none, or too light for words on white paper."""


@action
def give_look(
    *,
    by: Person,
    organisation: Organisation,
    name: str = "",
    colour: str = "",
    logo: bytes | None = None,
    logo_alt: str = "",
    without_logo: bool = False,
    read: str | None = None,
) -> ReportLook:
    """Let the organisation's reports look like this. A `logo` of None leaves the one there is; it is painted anew.

    `read` is the version that was looked at. Raises NotReadable, `NotAccepted` for what is no picture, ChangedMeanwhile,
    Refused for a logo without words; NotFound for people outside, NotAllowed for who neither leads nor facilitates it.
    """
    if not access.can_give_look(by, organisation):
        inside = Circle.objects.having_member(by).filter(pk=organisation.pk).exists()
        raise NotAllowed() if inside else NotFound()
    must_go_on(organisation)
    in_turn(organisation.pk)
    there = ReportLook.objects.filter(organisation=organisation).first()
    must_be_as_read(read, kept(there, ReportLook.EDITED))
    look = there or ReportLook(organisation=organisation)
    wanted = {
        "name": name.strip(),
        "colour": readable(colour),
        "logo": _logo(look, logo, without_logo),
        "logo_alt": logo_alt.strip(),
    }
    if wanted["logo"] and not wanted["logo_alt"]:
        raise Refused(_("Say in words what the logo shows, for those who do not see it."))
    if there is not None and all(_plain(getattr(there, field)) == value for field, value in wanted.items()):
        audit.nothing_changed()
        return there
    for field, value in wanted.items():
        setattr(look, field, value)
    look.save()
    audit.record(by=by, verb="report_look.given", subject=look, circle=organisation, logo=bool(look.logo))
    return look


def readable(colour: str) -> str:
    """The colour in small letters. Raises NotReadable, with a darker one that would do."""
    said = colour.strip().lower()
    if not said:
        return ""
    if not HEX.fullmatch(said):
        raise NotReadable(_("Write the colour as # and six digits or letters from a to f, like #1d5c4d."))
    if (has := contrast(said)) < ENOUGH:
        raise NotReadable(
            _(
                "This colour is too light for words on white paper: its contrast is %(has)s to 1, and %(needs)s to 1 is "
                "needed. The nearest darker one that can be read is %(darker)s."
            )
            % {"has": f"{int(has * 10) / 10:.1f}", "needs": ENOUGH, "darker": dark_enough(said)}
        )
    return said


def _logo(look: ReportLook, sent: bytes | None, without: bool) -> bytes:
    if without:
        return b""
    return bytes(look.logo) if sent is None else media.picture(sent, longest=LOGO_SIDE).content


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
