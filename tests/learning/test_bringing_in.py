"""Notes that people already have become reflections of theirs: read as they come, all or nothing, and never twice."""

import datetime
import io
import tracemalloc
import uuid
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound, Refused
from hls_platform.errands import do_waiting
from hls_platform.models import AuditEntry, Errand
from learning.actions.bringing_in import BroughtIn, bring_in, look_through
from learning.actions.note_files import forget_files, leave_file, match_file, take_file
from learning.actions.shares import withdraw_share
from learning.bringing_in.columns import Columns, guess, not_brought_in
from learning.bringing_in.days import EitherDay, Order, read_day
from learning.bringing_in.files import NoteFile
from learning.bringing_in.notes import Note, Reading
from learning.bringing_in.problems import Problem, Unreadable
from learning.models import BringIn, Reflection, Share
from tests.factories import a_circle_with, a_person
from tests.learning.workbooks import MAIN, workbook

TODAY = datetime.date(2026, 11, 25)
A_FILE = b"Date,What happened,So what,Now what,Kind,Weather\r\n2026-05-03,We rang too late,It hurt,Ring early,mistake,rain\r\n4 May 2026,Soup helped,,,a strength,\r\n"


def file_of(content: bytes) -> NoteFile:
    return NoteFile(partial(io.BytesIO, content))


def read(content: bytes, order: Order = Order.NOT_SAID) -> list[Note | Problem]:
    file = file_of(content)
    return list(Reading(file, guess(file.header), order=order, today=TODAY))


def notes(*rows: str, header: str = "day,text") -> bytes:
    return "\n".join([header, *rows]).encode()


def words(read: list[Note | Problem]) -> list[str]:
    return [each.text if isinstance(each, Note) else f"{each.row}: {each.problem}" for each in read]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-05-03", (2026, 5, 3)),
        ("2026-05-03T14:30:00Z", (2026, 5, 3)),
        ("2026/5/3", (2026, 5, 3)),
        ("31/12/2025", (2025, 12, 31)),
        ("12/31/2025", (2025, 12, 31)),
        ("31.12.2025 09:15", (2025, 12, 31)),
        ("4/4/2026", (2026, 4, 4)),
        ("3 May 2026", (2026, 5, 3)),
        ("3rd of May 2026", (2026, 5, 3)),
        ("Sunday, 3 May 2026", (2026, 5, 3)),
        ("03-Sept-2026", (2026, 9, 3)),
        ("May 3, 2026", (2026, 5, 3)),
        ("46145", (2026, 5, 3)),
        ("46145.75", (2026, 5, 3)),
        ("31/02/2026", None),
        ("3/5/26", None),
        ("yesterday", None),
        ("3 Mayish 2026", None),
        ("1" * 100_000, None),
    ],
)
def test_days_as_people_write_them(said, day):
    assert read_day(said) == (datetime.date(*day) if day else None)


def test_numbers_that_can_be_two_days_are_told_apart_by_the_file_or_by_the_person_or_refused():
    assert isinstance(read_day("3/4/2026"), EitherDay)
    alone = notes("3/4/2026,one", "4/5/2026,two")
    assert [problem.row for problem in read(alone)] == [2, 3]
    assert "two ways" in read(alone)[0].problem
    assert read(alone, Order.DAY)[0].happened_on == datetime.date(2026, 4, 3)
    assert read(alone, Order.MONTH)[0].happened_on == datetime.date(2026, 3, 4)
    told = notes("3/4/2026,one", "25/4/2026,two")
    assert [each.happened_on.day for each in read(told)] == [3, 25]
    against_each_other = notes("3/4/2026,one", "25/4/2026,two", "4/25/2026,three")
    assert [type(each) for each in read(against_each_other)] == [Problem, Note, Note]
    assert "no day" in read(told, Order.MONTH)[1].problem


def test_columns_are_known_by_many_names_and_what_is_not_taken_is_said():
    header = ["Timestamp", "Weather", "REFLECTION:", "So what?", "now_what", "Type"]
    assert guess(header) == Columns(day=0, text=2, so_what=3, now_what=4, kind=5)
    assert not_brought_in(header, guess(header)) == ["Weather"]
    assert guess(["What?", "Notes"]) == Columns(what=0, text=1)
    assert "which column holds the words" in guess(["Date", "Weather"]).problem()
    assert "one column" in Columns(text=1, what=1).problem()


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        ("day,text\n2026-05-03,Café déjà\n".encode(), ""),
        ("day,text\n2026-05-03,Café déjà\n".encode("utf-8-sig"), ""),
        ("day;text\r\n2026-05-03;Café déjà\r\n".encode("cp1252"), "Windows-1252"),
        ("day\ttext\n2026-05-03\tCafé déjà\n".encode("utf-16"), ""),
        ("day,text\n2026-05-03,Cafe\u0301 déjà\n".encode(), ""),
    ],
)
def test_whatever_a_spreadsheet_saved_is_read(content, remark):
    assert words(read(content)) == ["Café déjà"]
    assert remark in " ".join(file_of(content).remarks)


def test_every_problem_is_named_by_the_row_that_a_spreadsheet_shows():
    found = read(
        notes(
            '2026-05-03,"two\nlines"',
            "",
            "  ,  ",
            "2026-05-03,",
            ",no day",
            "2030-01-01,ahead",
            "1066-10-14,long ago",
            "2026-05-03,fine,rain",
            "2026-05-03,bell\x07",
            f"2026-05-03,{'a' * 100_001}",
            "2026-05-03,formula,=1+1",
            header="day,text,kind",
        )
    )
    assert [each.row for each in found if isinstance(each, Problem)] == [5, 6, 7, 8, 9, 10, 11, 12]
    assert [each.text for each in found if isinstance(each, Note)] == ["two\nlines"]
    assert (
        read(notes("'=SUM(A1),x", "2026-05-03,'=SUM(A1)"))[1].text == "=SUM(A1)"
    )  # as our own CSV writes it
    broken = read(notes("2026-05-03,fine", '2026-05-03,"never closed'))
    assert [type(each) for each in broken] == [Note, Problem]
    assert broken[1].row == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old workbook"),
        (b"%PDF-1.7\0\1", "no table"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"day,text\n\x81\x8d\x8f", "neither"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, said):
    with pytest.raises(Unreadable, match=said):
        file_of(content)


ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Kind</t></is></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="3"><c r="A3" s="1"><v>46145</v></c><c r="B3" t="s"><v>2</v></c></row>'
    '<row r="4"><c r="A4" s="2"><v>46146.5</v></c><c r="B4" t="str"><f>1+1</f><v>=kept as it was shown</v></c></row>'
    '<row><c t="d"><v>2026-05-05T00:00:00</v></c><c t="inlineStr"><is><r><t>Two </t></r><rPh><t>spoken</t></rPh><r><t>pieces</t></r></is></c></row>'
    '<row r="9"><c r="A9"><v>46147</v></c><c r="B9"><v>12.0</v></c></row>'
)


def test_a_workbook_is_read_as_it_is_shown_and_nothing_in_it_is_computed():
    content = workbook(ROWS, "Date", "Notes", "Soup_x000D_\nhelped")
    found = read(content)
    assert words(found) == ["Soup\nhelped", "=kept as it was shown", "Two pieces", "12"]
    assert [note.happened_on.day for note in found] == [3, 4, 5, 5]
    in_1904 = workbook(ROWS, "Date", "Notes", "x", workbook=WORKBOOK_OF_1904)
    assert read(in_1904)[0].row == 3  # four years later: it lies ahead


WORKBOOK_OF_1904 = f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet r:id="r1"/></sheets></workbook>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "harm",
    [
        partial(workbook, ROWS, sharedStrings=LAUGHS + "<sst><si><t>&b;</t></si></sst>"),
        partial(workbook, "<a>" * 200_000),
        partial(workbook, "", worksheets_sheet1="x"),
        partial(workbook, '<row><c t="s"><v>99999999999999999999</v></c></row>'),
        partial(workbook, '<row><c r="ZZZ1"><v>1</v></c></row>'),
        partial(workbook, '<row><c t="inlineStr"><is><t>' + "a" * 20_000_000 + "</t></is></c></row>"),
        partial(workbook, f'<row x="{"a" * 5_000_000}"/>'),
        partial(workbook, ROWS[:200]),
        partial(workbook, "", workbook="<workbook/>"),
        partial(workbook, ROWS, styles="<a" * 1000),
    ],
)
def test_a_file_that_means_harm_ends_soon_with_a_sentence(harm):
    content = harm()
    tracemalloc.start()
    try:
        found = read(content)
    except Unreadable as refused:
        found = [Problem(0, str(refused))]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert all(isinstance(each, Problem) and each.problem for each in found)
    assert most < 40_000_000


def test_no_more_is_unpacked_than_a_sheet_needs(monkeypatch):
    monkeypatch.setattr("learning.bringing_in.xlsx.MOST_UNPACKED", 2 * 1024 * 1024)
    with pytest.raises(Unreadable, match="larger than 2 MB"):
        file_of(workbook("0" * 3_000_000))


@pytest.mark.django_db
class TestKeeping:
    def bring(self, person, content=A_FILE, **more) -> BroughtIn:
        file = file_of(content)
        reading = Reading(file, guess(file.header), order=Order.DAY, today=timezone.localdate())
        return bring_in(by=person, author=person, notes=reading, **more)

    def test_rows_become_private_reflections_and_the_same_file_again_changes_nothing(self):
        amina, ben = a_person("Amina"), a_person("Ben")
        found = self.bring(amina)
        assert (found.read, found.imported, found.already, found.problems) == (2, 2, 0, [])
        late, soup = Reflection.objects.filter(author=amina).order_by("happened_on")
        assert (late.text, late.so_what, late.now_what, late.kind) == (
            "We rang too late",
            "It hurt",
            "Ring early",
            "mistake",
        )
        assert (soup.happened_on, soup.kind) == (datetime.date(2026, 5, 4), "strength")
        assert late.created_at < soup.created_at  # the later one stands first among the newest
        assert not Reflection.objects.visible_to(ben).exists()
        entry = AuditEntry.objects.get(verb="reflections.brought_in")
        assert (entry.person_id, entry.facts) == (amina.pk, {"imported": 2, "already": 0})
        soup.text = "Soup helped, and bread."
        soup.save()
        again = self.bring(amina)
        assert (again.imported, again.already) == (0, 2)
        assert AuditEntry.objects.filter(verb="reflections.brought_in").count() == 1
        assert self.bring(ben).imported == 2, "the same words of somebody else are other reflections"

    def test_the_id_is_told_by_author_day_and_words_alone(self):
        amina = a_person()
        self.bring(amina)
        self.bring(
            amina,
            workbook(
                '<row><c t="inlineStr"><is><t>When</t></is></c><c t="inlineStr"><is><t>Note</t></is></c></row><row><c s="1"><v>46146</v></c><c t="inlineStr"><is><t> Soup helped </t></is></c></row>'
            ),
        )
        kinds = Reflection.objects.filter(text="Soup helped").values_list("kind", flat=True)
        assert sorted(kinds) == ["moment", "strength"]
        assert {reflection.pk.version for reflection in Reflection.objects.all()} == {8}
        assert {reflection.pk.variant for reflection in Reflection.objects.all()} == {uuid.RFC_4122}

    def test_a_note_that_stands_there_twice_is_kept_once(self):
        found = self.bring(a_person(), notes("2026-05-03,same", "3 May 2026,same", "2026-05-03,other"))
        assert (found.read, found.imported, found.already) == (3, 2, 1)

    def test_with_one_problem_nothing_is_kept(self):
        amina = a_person()
        found = self.bring(
            amina, notes("2026-05-03,fine", "someday,not", "2026-05-04,fine", "2031-01-01,not")
        )
        assert (found.read, found.imported, [each.row for each in found.problems]) == (4, 0, [3, 5])
        assert not Reflection.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_without_a_column_of_days_it_is_today_and_again_tomorrow_is_no_other_note(self):
        amina = a_person()
        content = notes("one", header="text")
        assert self.bring(amina, content).imported == 1
        assert Reflection.objects.get().happened_on == timezone.localdate()
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        assert self.bring(amina, content, at=tomorrow).already == 1

    def test_looking_through_keeps_nothing_and_says_what_is_here(self):
        amina = a_person()
        self.bring(amina, notes("2026-05-03,one"))
        file = file_of(notes("2026-05-03,one", "2026-05-03,two"))
        found = look_through(
            by=amina, author=amina, notes=Reading(file, guess(file.header), order=Order.DAY, today=TODAY)
        )
        assert (found.read, found.imported, found.already) == (2, 0, 1)
        assert Reflection.objects.count() == 1

    def test_sharing_is_with_a_circle_of_the_author_s_and_what_was_withdrawn_stays_so(self):
        amina, ben = a_person("Amina"), a_person("Ben")
        circle, elsewhere = a_circle_with(amina, ben), a_circle_with(ben)
        with pytest.raises(NotFound):
            self.bring(amina, circle=elsewhere)
        self.bring(amina)
        found = self.bring(amina, circle=circle)
        assert (found.imported, found.already, found.shared) == (0, 2, 2)
        assert Reflection.objects.visible_to(ben).count() == 2
        assert {share.attribution for share in Share.objects.all()} == {"Amina"}
        told = AuditEntry.objects.filter(verb="reflection.shared", circle_id=circle.pk, person_id=amina.pk)
        assert [entry.facts for entry in told] == [{"anonymous": False}] * 2
        withdraw_share(by=amina, share=Share.objects.first())
        assert self.bring(amina, circle=circle).shared == 0
        assert Reflection.objects.visible_to(ben).count() == 1

    def test_nobody_brings_notes_in_for_somebody_else(self):
        amina, ben = a_person("Amina"), a_person("Ben")
        with pytest.raises(NotFound):
            bring_in(by=ben, author=amina, notes=[])

    def test_a_large_file_takes_no_more_memory_than_a_small_one(self):
        amina = a_person()
        content = notes(*(f"2026-05-03,{number} {'word ' * 30}" for number in range(6000)))
        tracemalloc.start()
        found = self.bring(amina, content)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found.imported == 6000
        assert most < len(content)


@pytest.mark.django_db
class TestAFileOnItsWay:
    def test_it_is_taken_matched_and_gone_once_its_notes_are_in(self, client: Client):
        amina = a_person()
        client.force_login(amina)
        page = reverse("learning:bring_in")
        answer = client.post(page, {"file": SimpleUploadedFile("notes.csv", A_FILE)}, follow=True)
        assert "We rang too late" in answer.content.decode()
        assert BringIn.objects.get().columns == {"day": 0, "text": 1, "so_what": 2, "now_what": 3, "kind": 4}
        columns = {"day": "0", "text": "1", "so_what": "2", "now_what": "3", "kind": "4"}
        answer = client.post(reverse("learning:match"), columns, follow=True)
        assert "coming in" in answer.content.decode()
        with pytest.raises(Refused):
            take_file(by=amina, name="b.csv", content=A_FILE)
        with pytest.raises(Refused):
            leave_file(by=amina)
        assert Errand.objects.get().kind == "learning.bring_file_in"
        self.in_a_while()
        assert "2 notes are reflections of yours" in client.get(page).content.decode()
        assert Reflection.objects.filter(author=amina).count() == 2
        file = BringIn.objects.get()
        assert (file.content, file.header, file.begins, file.state) == (None, [], [], "done")

    def in_a_while(self) -> None:
        assert do_waiting(at=timezone.now() + datetime.timedelta(minutes=1)) == 1

    def test_problems_are_listed_by_row_and_the_columns_can_be_matched_anew(self, client: Client):
        amina = a_person()
        client.force_login(amina)
        take_file(
            by=amina, name="n.csv", content=notes("someday,2026-05-03,good", header="day,when it was,text")
        )
        match_file(by=amina, columns=Columns(day=0, text=2), order=Order.NOT_SAID)
        self.in_a_while()
        said = client.get(reverse("learning:bring_in")).content.decode()
        assert "Nothing was brought in" in said
        assert "Row 2:" in said
        assert client.post(reverse("learning:match"), {"text": "2", "day": "2"}).status_code == 422
        client.post(reverse("learning:match"), {"text": "2", "day": "1"})
        self.in_a_while()
        assert Reflection.objects.get().happened_on == datetime.date(2026, 5, 3)

    def test_before_others_read_it_one_looks_once_more_and_never_at_more_than_one_can(self, client: Client):
        amina = a_person()
        circle = a_circle_with(amina, a_person("Ben"))
        client.force_login(amina)
        take_file(by=amina, name="n.csv", content=notes("2026-05-03,I met Margaret Thompson"))
        sent = {"day": "0", "text": "1", "share_with": str(circle.pk)}
        answer = client.post(reverse("learning:match"), sent)
        assert answer.status_code == 422
        assert "Margaret" in answer.content.decode()
        client.post(reverse("learning:match"), {**sent, "looked_over": "on"})
        self.in_a_while()
        assert Share.objects.get().circle_id == circle.pk
        take_file(by=amina, name="n.csv", content=notes(*(f"2026-05-03,{n}" for n in range(201))))
        answer = client.post(reverse("learning:match"), {**sent, "looked_over": "on"})
        assert "200 notes" in answer.content.decode()

    def test_left_or_forgotten_it_is_gone(self):
        amina = a_person()
        take_file(by=amina, name="n.csv", content=A_FILE)
        take_file(by=amina, name="other.csv", content=A_FILE)
        assert BringIn.objects.get().name == "other.csv"
        forget_files()
        assert BringIn.objects.exists()
        BringIn.objects.update(made_at=timezone.now() - datetime.timedelta(days=8))
        forget_files()
        assert not BringIn.objects.exists()
        take_file(by=amina, name="n.csv", content=A_FILE)
        leave_file(by=amina)
        assert not BringIn.objects.exists()
        with pytest.raises(Unreadable):
            take_file(by=amina, name="n.pdf", content=b"%PDF\0")
