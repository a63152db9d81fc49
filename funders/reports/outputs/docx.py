"""A report as a Word document: true headings and lists, tables with header rows, pictures with what they show in words."""

import datetime
import io
import unicodedata
from typing import Any

import docx
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from funders.reports.document import Document, Figure, Item
from funders.reports.figures.svg import writable
from funders.reports.front import Front, front_of
from funders.reports.imprint import Imprint
from funders.reports.outputs.drawn import pngs_of
from funders.reports.outputs.packed import packed_the_same

RIGHT_TO_LEFT = {"R", "AL"}
SOFT = RGBColor(0x5C, 0x56, 0x4C)


def render(document: Document, imprint: Imprint) -> bytes:
    """The .docx. A withdrawn item shows only in the count of its section."""
    with override(document.meta.language):
        front = front_of(document, imprint)
        paper = _Paper(document, imprint, front)
        paper.say_front(front)
        for section in document.sections:
            paper.heading(section.title, 1)
            paper.say(section.intro)
            for form, things in section.parts:
                for figure in (each for each in things if isinstance(each, Figure)):
                    paper.figure(figure)
                items = [each for each in things if isinstance(each, Item)]
                if form == "table":
                    paper.payments(items)
                else:
                    for item in items:
                        paper.line(item) if form == "lines" else paper.said(item)
            paper.say(section.withdrawn_line, "Meta")
        return paper.written()


class _Paper:
    """The document as it grows. Styles are looked up once: by name each time would take longer than all the rest."""

    def __init__(self, document: Document, imprint: Imprint, front: Front) -> None:
        self.document, self.imprint = document, imprint
        figures = [figure for section in document.sections for figure in section.pictures]
        figures += [front.timeline] if front.timeline else []
        self.pixels = pngs_of(figure.svg for figure in figures)
        self.word = docx.Document()
        self.body = self.word.element.body
        self._properties()
        self._styles()
        self._running_lines()

    def _properties(self) -> None:
        meta, said = self.document.meta, self.word.core_properties
        said.title, said.author, said.language = (
            writable(meta.title),
            writable(meta.partnership),
            meta.language,
        )
        said.subject, said.comments = "", self.imprint.sha256
        made = datetime.datetime.fromisoformat(self.imprint.issued_on or meta.composed_at)
        said.created = said.modified = made.replace(tzinfo=None)

    def _styles(self) -> None:
        styles = self.word.styles
        colour = RGBColor.from_string(self.imprint.dress.colour.lstrip("#").upper())
        for name in ("Title", "Heading 1", "Heading 2"):
            styles[name].font.color.rgb = colour
        meta = styles.add_style("Meta", WD_STYLE_TYPE.PARAGRAPH)
        meta.base_style = styles["Normal"]
        meta.font.size, meta.font.color.rgb = Pt(9.5), SOFT
        styles["Normal"].font.size = Pt(11)
        language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:val"), self.document.meta.language)
        self.ids = {
            name: styles[name].style_id
            for name in (
                "Title", "Heading 1", "Heading 2", "Normal", "Meta", "List Bullet", "Quote", "Intense Quote",
            )
        }  # fmt: skip

    def _running_lines(self) -> None:
        label = (
            _("Report %(number)s") % {"number": self.imprint.number}
            if self.imprint.number
            else _("A preview, not issued")
        )
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.header.paragraphs[0].text = writable(f"{self.document.meta.partnership} · {label}")
        before, _between, after = _("Page {page} of {pages}").partition("{page}")
        middle, _pages, last = after.partition("{pages}")
        foot = section.footer.paragraphs[0]
        foot.add_run(before)
        _field(foot, "PAGE")
        foot.add_run(middle)
        _field(foot, "NUMPAGES")
        foot.add_run(last)

    def say_front(self, front: Front) -> None:
        dress = self.imprint.dress
        if dress.logo:
            self.picture(dress.logo, dress.logo_alt, height=Cm(1.8))
        self.say(dress.name)
        self.say(self.document.meta.title, "Title")
        for line in front.lines:
            self.say(line.text, "Normal", before=f"{line.label}: ")
        for chapter in front.chapters:
            self.heading(chapter.title, 1)
            for words in chapter.paragraphs:
                self.say(words)
        if front.timeline:
            self.heading(front.timeline.title, 1)
            self.figure(front.timeline)

    def heading(self, words: str, level: int) -> None:
        self.say(words, f"Heading {level}")

    def said(self, item: Item) -> None:
        if item.heading:
            self.heading(item.heading, 2)
        self.say(item.text)
        self.say(item.meta, "Meta")
        self.say(item.on_map, "Meta")
        self.say(item.beside, "Intense Quote")

    def line(self, item: Item) -> None:
        before = f"{item.heading}: " if item.heading and item.text else item.heading
        after = f" ({item.meta})" if item.meta else ""
        self.say(item.text, "List Bullet", before=before, after=after, even_without_words=True)
        self.say(item.on_map, "Meta")
        self.say(item.beside, "Intense Quote")

    def payments(self, items: list[Item]) -> None:
        rows = [
            (item.day, "\n".join(part for part in (item.title, item.beside) if part), item.text)
            for item in items
        ]
        self.table((_("Day"), _("What"), _("Amount")), rows)

    def figure(self, figure: Figure) -> None:
        self.picture(self.pixels[figure.svg], figure.alt, width=Cm(10 if figure.key == "measure" else 15.5))
        self.say(figure.words, "Meta", before=f"{figure.title}. ")
        if figure.rows:
            self.table(figure.columns, figure.rows)

    def picture(self, pixels: bytes, shows: str, **size: Any) -> None:
        self.word.add_picture(io.BytesIO(pixels), **size)
        about = self.body.findall(f".//{qn('wp:docPr')}")[-1]
        about.set("descr", writable(shows))
        about.set("name", writable(shows)[:60])

    def table(self, columns: tuple[str, ...], rows: Any) -> None:
        """A table whose first row is its header, on each page that it reaches."""
        table = OxmlElement("w:tbl")
        properties = OxmlElement("w:tblPr")
        for name, value in (("w:tblStyle", {"w:val": "TableGrid"}), ("w:tblW", {"w:w": "5000", "w:type": "pct"}), ("w:tblLook", {"w:firstRow": "1"})):  # fmt: skip
            properties.append(_element(name, value))
        table.append(properties)
        grid = OxmlElement("w:tblGrid")
        for _column in columns:
            grid.append(_element("w:gridCol", {"w:w": str(9000 // len(columns))}))
        table.append(grid)
        for nth, row in enumerate((columns, *rows)):
            line = OxmlElement("w:tr")
            about = OxmlElement("w:trPr")
            about.append(OxmlElement("w:cantSplit"))
            if nth == 0:
                about.append(OxmlElement("w:tblHeader"))
            line.append(about)
            for cell in row:
                box = OxmlElement("w:tc")
                box.append(self._paragraph("Normal", [(cell, nth == 0)]))
                line.append(box)
            table.append(line)
        self._append(table)
        self._append(self._paragraph("Meta", []))

    def say(self, words: str, style: str = "Normal", before: str = "", after: str = "", even_without_words: bool = False) -> None:  # fmt: skip
        """A paragraph in a style, with words in bold before it and lighter ones after it; none for no words."""
        if words or even_without_words:
            self._append(self._paragraph(style, [(before, True), (words, False), (after, False)]))

    def _paragraph(self, style: str, runs: list[tuple[str, bool]]) -> Any:
        paragraph, about = OxmlElement("w:p"), OxmlElement("w:pPr")
        about.append(_element("w:pStyle", {"w:val": self.ids[style]}))
        rightwards = _right_to_left("".join(words for words, _bold in runs))
        if rightwards:
            about.append(OxmlElement("w:bidi"))
        paragraph.append(about)
        for words, bold in runs:
            if words:
                paragraph.append(_run(words, bold, rightwards))
        return paragraph

    def _append(self, thing: Any) -> None:
        self.body.insert(len(self.body) - 1, thing)  # what describes the page stays last

    def written(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return packed_the_same(out.getvalue())


def _run(words: str, bold: bool, rightwards: bool) -> Any:
    run, about = OxmlElement("w:r"), OxmlElement("w:rPr")
    if bold:
        about.append(OxmlElement("w:b"))
    if rightwards:
        about.append(OxmlElement("w:rtl"))
    run.append(about)
    for nth, line in enumerate(writable(words).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if nth:
            run.append(OxmlElement("w:br"))
        said = OxmlElement("w:t")
        said.text = line
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(said)
    return run


def _element(name: str, values: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(key), value)
    return made


def _field(paragraph: Any, name: str) -> None:
    """A number that Word itself counts."""
    field = _element("w:fldSimple", {"w:instr": name})
    field.append(_run("1", bold=False, rightwards=False))
    paragraph._p.append(field)


def _right_to_left(words: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    directions = (unicodedata.bidirectional(sign) for sign in words)
    return next((each in RIGHT_TO_LEFT for each in directions if each in {"L", *RIGHT_TO_LEFT}), False)
