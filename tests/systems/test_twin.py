"""The table twin: every edit that the drawing can make, in plain forms, each one change that had seen what its page showed."""

import re

import pytest
from django.urls import reverse

from hls_platform.identifiers import uuid7
from systems.actions.changes import change_map
from systems.changing.joining import step
from systems.models import Change, Contest, Factor, Link, SystemMap
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db

INPUT = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


class Twin:
    """A map with two factors and a link, and two who write in its table."""

    def __init__(self, client):
        self.client = client
        self.amina, self.ben = a_person("Amina"), a_person("Ben")
        self.map = SystemMap.objects.create(
            circle=a_circle_with(self.amina, self.ben), slug="food", name="Food"
        )
        self.rent, self.debt, self.link = uuid7(), uuid7(), uuid7()
        self.draws(
            self.amina,
            step("factor", self.rent, label="Rent", cluster="Money"),
            step("factor", self.debt, label="Debt", cluster="Money", tags=["old"]),
            step("link", self.link, source=str(self.rent), target=str(self.debt), polarity="+"),
        )
        client.force_login(self.amina)

    def draws(self, who, *steps, seen=None):
        self.map.refresh_from_db()
        seen = self.map.version if seen is None else seen
        return change_map(by=who, map=self.map, id=uuid7(), steps=list(steps), seen=seen)

    def page(self, name, *args):
        return reverse(f"systems:{name}", args=[self.map.slug, *args])

    def opened(self, address, to=None, nth=0):
        """What a form of the page carries, posted `to` somewhere or to the page itself."""
        said = self.client.get(address).content.decode()
        forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", said, re.DOTALL)
        inside = [body for head, body in forms if f'action="{to or address}"' in head][nth]
        carried = {name: value for name, value in INPUT.findall(inside) if name != "csrfmiddlewaretoken"}
        typed = {}
        for box in re.findall(r"<input\b[^>]*>", inside):
            name, value = re.search(r'name="([^"]+)"', box), re.search(r' value="([^"]*)"', box)
            chosen = "checked" in box or not re.search('type="(radio|checkbox)"', box)
            if name and chosen and 'type="hidden"' not in box:
                typed[name[1]] = value[1] if value else ""
        for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', inside, re.DOTALL):
            typed[name] = text
        for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', inside, re.DOTALL):
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            typed[name] = chosen[1] if chosen else ""
        return carried | typed

    def sends(self, address, to=None, nth=0, **typed):
        form = self.opened(address, to, nth)
        return self.client.post(to or address, form | typed, follow=True)

    def factor(self, thing=None):
        return Factor.objects.get(pk=thing or self.rent)

    def live(self):
        return sorted(f"{link}{link.polarity}" for link in Link.objects.live().filter(map=self.map))


@pytest.fixture
def twin(client):
    return Twin(client)


def test_a_factor_is_added_and_described_field_by_field(twin):
    answer = twin.sends(twin.page("table"), label="Sleep", cluster="Body")
    new = Factor.objects.get(label="Sleep")
    assert answer.redirect_chain == [(f"{twin.page('table_factor', new.pk)}#at-top", 302)]
    twin.sends(
        twin.page("table_factor", new.pk), nth=1,
        description="At night.", kind="need", tags="body, night", attribute="hours", value="7",
    )  # fmt: skip
    new.refresh_from_db()
    assert (new.description, new.kind, new.tags) == ("At night.", "need", ["body", "night"])
    assert new.attributes == {"hours": 7}
    last = Change.objects.order_by("number").last()
    assert last.by == twin.amina
    assert set(last.sets[0]["set"]) == {
        "description",
        "kind",
        "tags",
        "attributes.hours",
    }
    hours = next(
        name for name in twin.opened(twin.page("table_factor", new.pk), nth=1) if name[:10] == "attribute-"
    )
    twin.sends(twin.page("table_factor", new.pk), nth=1, **{hours: ""})
    new.refresh_from_db()
    assert new.attributes == {}


def test_a_form_that_is_sent_twice_is_one_change_and_an_unchanged_one_is_none(twin):
    address = twin.page("table")
    form = twin.opened(address) | {"label": "Sleep"}
    for _nth in range(2):
        assert twin.client.post(address, form).status_code == 302
    assert Factor.objects.filter(label="Sleep").count() == 1
    before = Change.objects.count()
    twin.sends(twin.page("table_factor", twin.rent), nth=1)
    assert Change.objects.count() == before


def test_only_what_was_changed_in_a_form_is_changed(twin):
    address = twin.page("table_factor", twin.rent)
    form = twin.opened(address, nth=1)
    twin.draws(twin.ben, step("factor", twin.rent, cluster="Homes", description="What a home costs."))
    twin.client.post(address, form | {"label": "Cost of a home"})
    factor = twin.factor()
    assert (factor.label, factor.cluster, factor.description) == (
        "Cost of a home",
        "Homes",
        "What a home costs.",
    )
    assert not Contest.objects.exists()


def test_two_names_are_shown_side_by_side_and_one_is_chosen(twin):
    address = twin.page("table_factor", twin.rent)
    form = twin.opened(address, nth=1)
    twin.draws(twin.ben, step("factor", twin.rent, label="Housing"))
    answer = twin.client.post(address, form | {"label": "Cost of a home"}, follow=True)
    said = answer.content.decode()
    assert "Somebody else changed the same meanwhile" in said
    assert "Ben wrote “Housing”. It stands there now." in said
    assert "Amina wrote “Cost of a home”." in said
    assert "Cost of a home" in twin.client.get(twin.page("table")).content.decode()
    choose = twin.page("table_choose")
    keep, take = twin.opened(address, choose, 0), twin.opened(address, choose, 1)
    twin.draws(twin.ben, step("factor", twin.rent, label="Homes"), seen=0)
    said = twin.client.post(choose, take | {"take": "1"}, follow=True).content.decode()
    assert "It was changed once more meanwhile" in said
    assert twin.factor().label == "Homes"
    assert keep["contest"] == take["contest"]
    twin.sends(address, choose, 1, take="1")
    assert twin.factor().label == "Cost of a home"
    assert not Contest.objects.open().exists()


def test_what_stands_can_be_kept(twin):
    twin.draws(twin.amina, step("link", twin.link, polarity="-"), seen=1)
    twin.draws(twin.ben, step("link", twin.link, polarity=""), seen=1)
    address = twin.page("table_link", twin.link)
    twin.sends(address, twin.page("table_choose"), 0, there="1")
    assert Link.objects.get(pk=twin.link).polarity == "-"
    assert not Contest.objects.open().exists()


def test_links_are_drawn_to_what_is_there_and_to_what_is_new(twin):
    address = twin.page("table_factor", twin.debt)
    twin.sends(address, **{"link-way": "to", "link-other": str(twin.rent), "link-polarity": "-", "link": "1"})
    twin.sends(address, **{"link-way": "from", "link-new": "Fear", "link-delay": "on", "link": "1"})
    assert twin.live() == ["Debt → Rent-", "Fear → Debt", "Rent → Debt+"]
    assert Link.objects.get(source__label="Fear").delay
    assert Change.objects.count() == 3
    wrong = twin.client.post(address, twin.opened(address) | {"link": "1"})
    assert wrong.status_code == 422
    assert "one of the two" in wrong.content.decode()


def test_a_link_says_all_that_the_drawing_says(twin):
    said = {
        "polarity": "-", "delay": "on", "strength": "strong", "confidence": "a guess",
        "evidence": "Ruth saw it.", "label": "eats", "description": "Each month.", "kind": "money",
        "source": str(twin.debt), "target": str(twin.rent),
    }  # fmt: skip
    twin.sends(twin.page("table_link", twin.link), **said)
    link = Link.objects.get(pk=twin.link)
    assert {name: str(getattr(link, f"{name}_id" if name in ("source", "target") else name)) for name in said} == {
        **said, "delay": "True",
    }  # fmt: skip
    assert Change.objects.count() == 2


def test_what_is_taken_off_is_put_back_with_its_links(twin):
    off = twin.page("table_factor_off", twin.rent)
    twin.sends(twin.page("table_factor", twin.rent), off)
    assert twin.live() == []
    assert twin.client.get(twin.page("table_factor", twin.rent)).status_code == 404
    twin.sends(twin.page("table_off"), off, back="1")
    assert twin.live() == ["Rent → Debt+"]
    off = twin.page("table_link_off", twin.link)
    twin.sends(twin.page("table_link", twin.link), off)
    assert twin.live() == []
    twin.sends(twin.page("table_off"), off, back="1")
    assert twin.live() == ["Rent → Debt+"]


def test_two_that_mean_the_same_are_joined_in_one_step_and_that_is_taken_back(twin):
    fear, owing, one, other = uuid7(), uuid7(), uuid7(), uuid7()
    twin.draws(
        twin.ben,
        step("factor", fear, label="Fear"),
        step("factor", owing, label="Owing", description="To anybody.", tags=["new"]),
        step("link", one, source=str(twin.rent), target=str(owing), polarity="+"),
        step("link", other, source=str(owing), target=str(fear), polarity="+"),
        step("link", uuid7(), source=str(owing), target=str(twin.debt), polarity="+"),
    )
    twin.sends(twin.page("table_join", twin.debt), other=str(owing))
    assert twin.live() == ["Debt → Fear+", "Rent → Debt+"]
    debt = twin.factor(twin.debt)
    assert (debt.description, debt.tags) == ("To anybody.", ["old", "new"])
    assert Change.objects.count() == 3
    twin.sends(twin.page("table"), twin.page("table_undo"))
    assert twin.live() == ["Owing → Debt+", "Owing → Fear+", "Rent → Debt+", "Rent → Owing+"]
    twin.sends(twin.page("table"), twin.page("table_undo"))
    assert twin.live() == ["Debt → Fear+", "Rent → Debt+"]


def test_one_that_is_two_things_is_split(twin):
    twin.sends(twin.page("table_split", twin.debt), label="Shame", goes=str(twin.link))
    assert twin.live() == ["Rent → Shame+"]
    assert Factor.objects.get(label="Shame").cluster == "Money"
    assert Change.objects.count() == 2


def test_only_one_s_own_steps_are_offered_to_be_taken_back(twin):
    twin.draws(twin.ben, step("factor", twin.rent, label="Housing"))
    said = twin.client.get(twin.page("table")).content.decode()
    assert "You put “Housing” on the map" in said
    assert "named “Housing”" not in said
    bens = Change.objects.get(by=twin.ben)
    form = twin.opened(twin.page("table"), twin.page("table_undo")) | {"change": str(bens.pk)}
    assert twin.client.post(twin.page("table_undo"), form).status_code == 403


def test_the_page_tells_what_others_did_since_it_was_opened(twin):
    opened = twin.map.version
    news = twin.page("table_news", opened)
    assert "Meanwhile" not in twin.client.get(news).content.decode()
    twin.draws(twin.ben, step("factor", twin.rent, label="Housing"))
    answer = twin.client.get(news)
    assert "Ben named “Housing”, which was “Rent”" in answer.content.decode()
    assert twin.client.get(f"{news}?since={answer['X-Now']}").status_code == 204


def test_a_map_s_name_and_what_its_colours_mean_are_changed_here(twin):
    twin.sends(twin.page("table_about"), name="Food and homes", colour_by="kind")
    twin.map.refresh_from_db()
    assert (twin.map.name, twin.map.look) == ("Food and homes", {"colour_by": "kind"})


def test_a_map_of_300_factors_is_read_by_the_page_in_few_queries(twin, at_most_queries):
    ids = [uuid7() for _nth in range(300)]
    steps = [step("factor", id, label=f"F{nth:03}", cluster=f"C{nth % 5}") for nth, id in enumerate(ids)]
    steps += [
        step("link", uuid7(), source=str(ids[nth % 300]), target=str(ids[(nth * 7 + 1) % 300]), polarity="+")
        for nth in range(900)
    ]
    twin.draws(twin.ben, *steps)
    found, address = [], twin.page("table")
    while address:
        with at_most_queries(12):
            said = twin.client.get(address).content.decode()
        found += re.findall(r"<strong><a [^>]*>(F\d+)</a>", said)
        more = re.search(r'href="([^"]+)" rel="next"', said)
        address = more and twin.page("table") + more[1].replace("&amp;", "&")
    assert sorted(found) == [f"F{nth:03}" for nth in range(300)]
    for address in (
        twin.page("table_factor", ids[0]), twin.page("table_links"), twin.page("table_off"), twin.page("table_about"),
        twin.page("table") + "?cluster=C1", twin.page("table") + "?words=F001", twin.page("exercise"),
        twin.page("table_join", ids[0]), twin.page("table_split", ids[0]), twin.page("views"), twin.page("actors"),
    ):  # fmt: skip
        with at_most_queries(12):
            assert twin.client.get(address).status_code == 200


def test_nobody_outside_the_circle_reads_or_writes_it(twin, client):
    client.force_login(a_person("Cara"))
    for name, *args in (
        ("table",), ("table_factor", twin.rent), ("table_link", twin.link), ("table_off",), ("table_about",),
        ("table_news", 0), ("exercise",), ("views",), ("actors",),
    ):  # fmt: skip
        assert client.get(twin.page(name, *args)).status_code == 404
    assert client.post(twin.page("table_factor_off", twin.rent), {"seen": "1"}).status_code == 404
