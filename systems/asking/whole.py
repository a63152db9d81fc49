"""Questions about the whole map: brokers, bottlenecks, parts, signs that disagree, and what nobody acts on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from systems.analysis import shape
from systems.asking.answer import Answer, Line, Mark, in_links, link_ids, listed, named
from systems.asking.reading import MapRead

MOST_LINES = 20


def brokers(read: MapRead) -> Answer:
    """The factors that most shortest ways go through, and what each brings together."""
    found, whole = shape.brokers(read.web)
    title = _("Brokers: what much goes through")
    if not found:
        return Answer(title=title, says=[_("No factor stands between two others.")])
    says = [
        _(
            "Take any two factors of which one reaches the other, and the shortest ways between them. A broker is in the middle of many of these ways: what changes it changes how much else hangs together."
        )
    ]
    if not whole:
        says.append(_("The map is large: the ways from some factors, evenly chosen, were followed."))
    lines = []
    for each in found[:MOST_LINES]:
        near = {*read.web.ahead[each.factor], *read.web.behind[each.factor]} - {each.factor}
        clusters = sorted({read.clusters[number] for number in near} - {""})
        words = _("“%(factor)s” is in the middle of %(percent)s %% of these ways.") % {
            "factor": read.labels[each.factor],
            "percent": max(1, round(100 * each.share)) if each.share >= 0.005 else _("less than 1"),
        }
        if len(clusters) > 1:
            words += " " + _("It brings together: %(clusters)s.") % {"clusters": ", ".join(clusters)}
        lines.append(Line(words=words, mark=Mark.HOLDS, factors=named(read, [each.factor])))
    return Answer(
        title=title,
        says=says,
        lines=lines,
        cannot_know=[
            _(
                "It counts links that were drawn: a factor that many people drew links to may only be well known."
            )
        ],
    )


def bottlenecks(read: MapRead) -> Answer:
    """The factors without which the map would fall apart, and what would come off."""
    found = shape.bottlenecks(read.web, MOST_LINES)
    title = _("Bottlenecks: what holds the map together")
    if not found:
        return Answer(
            title=title, says=[_("None: whichever factor one takes away, what hung together still does.")]
        )
    lines = [
        Line(
            words=_("Without “%(factor)s” nothing would tie the rest to %(off)s.")
            % {
                "factor": read.labels[each.factor],
                "off": listed(read, [factor for part in each.parts[1:] for factor in part]),
            },
            mark=Mark.HOLDS,
            factors=named(read, [each.factor]),
            links=[
                link.id
                for other in {*read.web.ahead[each.factor], *read.web.behind[each.factor]}
                for way in ((each.factor, other), (other, each.factor))
                for link in read.along(way)
            ],
        )
        for each in found
    ]
    return Answer(
        title=title,
        says=[
            _(
                "Take such a factor away, and the map falls into parts that nothing ties together, whichever way links lead. Those that most would come off by stand first."
            )
        ],
        lines=lines,
        cannot_know=[_("Perhaps a link is there in life and nobody has drawn it yet. Ask before you worry.")],
    )


def parts(read: MapRead) -> Answer:
    """What is tied to nothing, and the parts that nothing ties together."""
    found = shape.parts(read.web)
    title = _("Parts that nothing ties together")
    if len(found) < 2:
        return Answer(
            title=title, says=[_("The map is of one piece: every factor hangs together with every other.")]
        )
    alone = [part[0] for part in found if len(part) == 1]
    groups = [part for part in found if len(part) > 1]
    lines = [
        Line(
            words=ngettext(
                "%(n)s factor hangs together: %(these)s.",
                "%(n)s factors hang together: %(these)s.",
                len(part),
            )
            % {"n": len(part), "these": listed(read, part)},
            mark=Mark.APART,
            factors=named(read, part),
        )
        for part in groups[:MOST_LINES]
    ]
    lines += [
        Line(
            words=_("“%(factor)s” has no link yet.") % {"factor": read.labels[factor]},
            mark=Mark.APART,
            factors=named(read, [factor]),
        )
        for factor in alone[:100]
    ]
    says = [ngettext("%(n)s part.", "%(n)s parts, the largest first.", len(found)) % {"n": len(found)}]
    if alone:
        says.append(
            ngettext("%(n)s factor stands alone.", "%(n)s factors stand alone.", len(alone))
            % {"n": len(alone)}
        )
    return Answer(title=title, says=says, lines=lines)


def signs(read: MapRead) -> Answer:
    """Links that contradict each other, ways that do, and how many signs are missing."""
    lines = [
        Line(
            words=_("From “%(a)s” to “%(b)s” one link says more, another says less.")
            % {"a": read.labels[pair[0]], "b": read.labels[pair[1]]},
            mark=Mark.DISAGREES,
            factors=named(read, pair),
            links=link_ids(read, pair),
            way=True,
        )
        for pair in sorted(read.web.disagreeing)
    ]
    for each in shape.tensions(read.web, 50):
        said = {
            "a": read.labels[each.start],
            "b": read.labels[each.goal],
            "c": read.labels[each.middle],
        }
        lines.append(
            Line(
                words=(
                    _("More “%(a)s” leads to more “%(b)s” directly, and to less by way of “%(c)s”.")
                    if each.sign > 0
                    else _("More “%(a)s” leads to less “%(b)s” directly, and to more by way of “%(c)s”.")
                )
                % said,
                mark=Mark.DEPENDS,
                factors=named(read, (each.start, each.middle, each.goal)),
                links=[
                    *link_ids(read, (each.start, each.middle, each.goal)),
                    *link_ids(read, (each.start, each.goal)),
                ],
                way=True,
            )
        )
    missing = [link for link in read.links if not link.polarity]
    says = []
    if not lines:
        says.append(_("No two signs contradict each other."))
    else:
        says.append(
            _(
                "Two signs that disagree are not a mistake by themselves: both may be true, for other people or at other times. They are worth a conversation."
            )
        )
    if missing:
        says.append(
            ngettext("Of %(links)s no sign is known yet.", "Of %(links)s no sign is known yet.", len(missing))
            % {"links": in_links(len(missing))}
        )
    return Answer(title=_("Signs that contradict each other"), says=says, lines=lines)


def untouched(read: MapRead) -> Answer:
    """Factors that no actor acts on, those with most links to others first; and where the map begins and ends."""
    web, title = read.web, _("What nobody acts on")
    lonely = [factor for factor in range(web.count) if factor not in read.actors]
    lonely.sort(key=lambda factor: (-len(web.ahead[factor]), factor))
    says, lines = [], []
    if not read.has_actors:
        says.append(
            _(
                "Nobody has said who acts on this map yet. Add actors, and the factors that each acts on, and ask again."
            )
        )
    elif not lonely:
        says.append(_("Somebody acts on every factor."))
    else:
        says.append(
            ngettext(
                "Nobody is known to act on %(n)s factor.",
                "Nobody is known to act on %(n)s factors. Those that lead to most others come first.",
                len(lonely),
            )
            % {"n": len(lonely)}
        )
        lines = [
            Line(
                words=ngettext(
                    "Nobody acts on “%(factor)s”, which leads to %(n)s other.",
                    "Nobody acts on “%(factor)s”, which leads to %(n)s others.",
                    len(web.ahead[factor]),
                )
                % {"factor": read.labels[factor], "n": len(web.ahead[factor])},
                mark=Mark.UNTOUCHED,
                factors=named(read, [factor]),
            )
            for factor in lonely[:100]
        ]
    begins = [factor for factor in range(web.count) if web.ahead[factor] and not web.behind[factor]]
    ends = [factor for factor in range(web.count) if web.behind[factor] and not web.ahead[factor]]
    if begins:
        says.append(
            _("Nothing on the map leads to %(these)s: what moves it comes from outside, or nobody drew it.")
            % {"these": listed(read, begins)}
        )
    if ends:
        says.append(
            _("%(these)s leads to nothing else on the map: what follows from it?")
            % {"these": listed(read, ends)}
        )
    return Answer(
        title=title,
        says=says,
        lines=lines,
        cannot_know=[
            _("That nobody is named here does not say that nobody cares: it may be somebody unseen.")
        ],
    )
