"""A report with something of everything, for those tests that compare what it goes out as."""

import datetime
import io
from decimal import Decimal

from PIL import Image

from funders.reports.document import Document, Item, Meta, Section
from funders.reports.dress import Dress
from funders.reports.figures.map import map_figure
from funders.reports.figures.measure import measure_figure
from funders.reports.imprint import Imprint, Signature
from learning.models import Measure, Observation
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink

SUMMARY = "We learned to ring back.\n\nIt took us months."
RESERVATION = "We would have said less about rent."
VERIFY_AT = "https://learn.example.org/reports/verify/2026-0007/"


def a_drawing(names: dict[str, str], links: str) -> Drawing:
    """A map of factors by key, and of links such as "a+b c-d"."""
    return Drawing(
        {key: DrawnFactor(key=key, label=label) for key, label in names.items()},
        [
            DrawnLink(source=each[0], target=each[-1], polarity=each[1:-1].replace("?", ""))
            for each in links.split()
        ],
    )


BEFORE = a_drawing({"a": "Rent", "b": "Trust in services", "c": "Debt letters"}, "a-b c+a b?b")
NOW = a_drawing(
    {"a": "Rent", "b": "Trust in our services", "d": "Somebody <b>who</b> answers & stays"}, "a+b d+b b?b"
)


def a_map(item: str = "") -> object:
    return map_figure("Haddermouth", BEFORE, NOW, item)


def a_measure(item: str = "", story: str = "It rang.") -> object:
    measure = Measure(name="Days until somebody rang back", unit="days")
    observed = [
        Observation(
            measure=measure,
            day=datetime.date(2026, 7, 1 + 9 * nth),
            value=Decimal(value),
            story=story if nth else "",
        )
        for nth, value in enumerate((9, 7, 8))
    ]
    return measure_figure(measure, observed, "3 observations in this period, between 7 and 9 days", item)


def a_whole_report(*texts: str, language: str = "en-gb") -> Document:
    """Every form of item, three pictures, all that stands in front; one share was withdrawn since. `texts` are shared."""
    drawn = Item(kind="map", title="Haddermouth", text="«What keeps people in their homes.»")
    measured = Item(kind="measure", title="Days until somebody rang back", text="«It shows who waits.»")
    shared = tuple(
        Item(
            kind="surprise",
            title="A surprise",
            text=text,
            attribution="Someone in this circle" if nth % 2 else "Owen",
            date=f"2026-08-{nth % 28 + 1:02}",
            share_id=f"share-{nth}",
            touches=("Rent", "Trust & hope") if nth == 0 else (),
            comment="We talked of this for long." if nth == 0 else "",
        )
        for nth, text in enumerate((*texts, "«This is taken back.»"))
    )
    sections = (
        Section(
            key="people",
            title="Purpose and people",
            intro="So that nobody waits alone.",
            items=(
                Item(kind="organisation", title="Northside", text="«delivering»"),
                Item(kind="person", title="Owen", text="«Northside»"),
            ),
        ),
        Section(key="noticed", title="What was noticed", items=shared),
        Section(
            key="together",
            title="How we worked together",
            items=(
                Item(kind="conversation", title="About rent", text="«We spoke of rent.»", date="2026-07-02"),
                Item(kind="promise", title="A promise, kept", text="«We pay in time.»", date="2026-09-30"),
            ),
        ),
        Section(
            key="map",
            title="The map, and what changed on it",
            items=(drawn, Item(kind="change", title="What changed", text="«From one to the other.»")),
            figures=(a_map(drawn.id),),
        ),
        Section(
            key="measures",
            title="Measures with the story of each",
            items=(measured, Item(kind="observation", title="7 days", text="«It rang.»", date="2026-07-10")),
            figures=(a_measure(measured.id),),
        ),
        Section(
            key="money",
            title="Money",
            items=(
                Item(kind="payment", title="Paid", text="«£12,345.67»", amount="12345.67", currency="GBP", date="2026-08-01", comment="It came in time."),
                Item(kind="payment", title="Due", text="«£1»", amount="1.00", currency="GBP", date="2026-09-01"),
                Item(kind="total", title="Together", text="«£12,345.67»", amount="12345.67", currency="GBP"),
            ),
        ),
        Section(key="empty", title="What is empty", intro="Nothing of this kind was shared."),
    )  # fmt: skip
    meta = Meta(
        report="r", title="Accountability for learning: Alliance", partnership="Alliance", purpose="", period_start="2026-07-01",
        period_end="2026-10-01", composed_at="2026-10-02T09:00:00+00:00", language=language, summary=SUMMARY,
        supersedes="2026-0003", what_changed="The map was added.", missing_voices=("Nobody from Mayday has spoken.",),
    )  # fmt: skip
    return Document(meta=meta, sections=sections).without(share_id=f"share-{len(texts)}")


def a_logo() -> bytes:
    painted = io.BytesIO()
    Image.new("RGB", (300, 120), "#446688").save(painted, "JPEG")
    return painted.getvalue()


def an_imprint(document: Document) -> Imprint:
    """Issued, signed by two, one with a reservation, in an organisation's look."""
    return Imprint(
        number="2026-0007",
        sha256=document.sha256,
        issued_on="2026-11-24",
        signatures=(
            Signature(organisation="Northside", person="Owen"),
            Signature(organisation="Harbour Fund", person="Fatima", reservation=RESERVATION),
        ),
        verify_at=VERIFY_AT,
        dress=Dress(
            name="Haddermouth Council", colour="#6b2d5c", logo=a_logo(), logo_alt="A lighthouse, and our name"
        ),
    )
