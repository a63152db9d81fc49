"""The words of the page of a map that a script puts together: by name, with braces where something is put in."""

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from systems.models import SystemMap


def words(map: SystemMap, *, guest: bool = False) -> dict[str, str]:
    """Each sentence in the reader's language. A guest is told nothing of the circle."""
    # Translators: below a picture that somebody takes away.
    credit = _("%(map)s, as of {day}.") if guest else _("%(map)s. Drawn by %(circle)s, as of {day}.")
    named = {"map": map.name, "circle": "" if guest else map.circle.name}
    return _of_every_map(get_language()) | {"credit": credit % named}


@cache
def _of_every_map(_language: str | None) -> dict[str, str]:
    return _signs() | _legend() | _done() | _looked_at() | _asked()


def _signs() -> dict[str, str]:
    return {
        "polarity_same": _("more leads to more"),
        "polarity_opposite": _("more leads to less"),
        "polarity_unknown": _("not known yet"),
        "delay": _("takes time"),
        "no_delay": _("takes no time"),
        "of_weak": _("weak"),
        "of_medium": _("medium"),
        "of_strong": _("strong"),
        "near": _("{before} lead to it, it leads to {after}"),
        "pinned": _("stays where it is"),
        "yes": _("yes"),
        "no": _("no"),
        "empty": _("nothing"),
    }


def _legend() -> dict[str, str]:
    return {
        "sign_same": _("+ more leads to more"),
        "sign_opposite": _("− more leads to less (dashed, with a bar at its end)"),
        "sign_unknown": _("? not known yet (dotted)"),
        "key_delay": _("takes time (two strokes across)"),
        "strength_weak": _("weak"),
        "strength_medium": _("medium"),
        "strength_strong": _("strong"),
        "key_unsure": _("we are not sure (pale)"),
        "key_evidence": _("somebody said what makes us think so (a dot)"),
        "key_note": _("has a note"),
        "key_pinned": _("stays where it is"),
        "key_contested": _("two people wrote different things; choose"),
        "colourless": _("nothing said ({by})"),
        "size": _("larger letters: more ({by}, {least} to {most})"),
        "by_": _("nothing"),
        "by_cluster": _("cluster"),
        "by_kind": _("kind"),
        "by_links": _("number of links"),
        "colour_teal": _("teal"),
        "colour_orange": _("orange"),
        "colour_blue": _("blue"),
        "colour_yellow": _("yellow"),
        "colour_purple": _("purple"),
        "colour_rose": _("rose"),
        "colour_moss": _("moss"),
        "colour_sky": _("sky"),
        "colour_sand": _("sand"),
        "colour_slate": _("slate"),
    }


def _done() -> dict[str, str]:
    return {
        "added": _("“{name}” is on the map."),
        "renamed": _("It is called “{name}” now."),
        "removed": _("Taken off the map: {name}. Undo brings it back."),
        "tied": _("{from} leads to {to}."),
        "turned": _("The link runs the other way."),
        "joined": _("{names} are one now: {name}."),
        "split_now": _("“{made}” came out of “{name}”."),
        "pinned_now": _("{name} stays where it is."),
        "unpinned_now": _("{name} can be moved again."),
        "moved": _("Moved: {name}."),
        "arranged": _("{number} factors were arranged."),
        "undone": _("Taken back."),
        "redone": _("Done again."),
        "nothing_to_undo": _("There is nothing of yours to take back."),
        "nothing_to_redo": _("There is nothing to do again."),
        "kept": _("Kept."),
        "held_too": _("Kept. {names} has it open, too."),
        "changed_by": _("{who} changed {name}."),
        "changed_many": _("{who}: {number} changes."),
        "away": _("There is no connection. Draw on: {number} changes wait here."),
        "away_one": _("There is no connection. Draw on: {number} change waits here."),
        "gone": _("This map is no longer open to you here. What you typed last was not sent."),
        "refused": _("One change could not be kept. {why}"),
    }


def _looked_at() -> dict[str, str]:
    return {
        "factors": _("{number} factors"),
        "factors_one": _("{number} factor"),
        "links": _("{number} links"),
        "links_one": _("{number} link"),
        "chosen": _("{number} are chosen."),
        "chosen_one": _("{number} is chosen."),
        "chosen_now": _("{name}. {number} are chosen."),
        "nothing_chosen": _("Nothing is chosen."),
        "nothing": _("Nothing on this map."),
        "end_of_map": _("Nothing lies further that way."),
        "found": _("{number} found."),
        "found_one": _("{number} found."),
        "found_none": _("Nothing is called so."),
        "all_shown": _("The whole map: {number} factors."),
        "around_shown": _("{number} factors up to {steps} links away. Escape shows the whole map."),
        "cluster_shown": _("{name}: {number} factors. Escape shows the whole map."),
        "without_cluster": _("Without a cluster"),
        "only_here": _("Here they stand side by side for now. Show the whole map to move them."),
        "story_place": _("{nth} of {all}"),
        "snap_on": _("What you move is put in line with the rest."),
        "snap_off": _("What you move stays just where you put it."),
        "several_on": _("Each that you press is chosen, too."),
        "several_begun": _("{name} is chosen. Go on with arrow keys; Space chooses each, too."),
        "several_off": _("One at a time is chosen."),
    }


def _asked() -> dict[str, str]:
    return {
        "name_new": _("Name of the new factor"),
        "rename": _("Its name"),
        "and_then": _("{name} leads to"),
        "tie_to": _("Where does {from} lead? Press a factor, or go there by arrow keys and press Enter."),
        "tie_left": _("No link was drawn."),
        "choose_first": _("Choose a factor first."),
        "choose_two": _("Choose two factors or more first."),
        "split_title": _("Make two of “{name}”"),
        "contest": _("{by} wanted {field} to be “{value}”, while it became “{now}”."),
        "contest_take": _("Take “{value}”"),
        "contest_keep": _("Keep “{now}”"),
        "somebody": _("Somebody"),
        "field_label": _("the name"),
        "field_description": _("the note"),
        "field_cluster": _("the cluster"),
        "field_kind": _("the kind"),
        "field_tags": _("the tags"),
        "field_polarity": _("the direction of change"),
        "field_strength": _("the strength"),
        "field_delay": _("the delay"),
        "field_confidence": _("how sure we are"),
        "field_evidence": _("what makes us think so"),
        "field_source": _("where it begins"),
        "field_target": _("where it ends"),
        "field_removed": _("being on the map"),
    }
