"""The doors for scripts: one JSON value as the last line, all else on stderr, and one sentence about bad input."""

import csv
import datetime
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import load_command_class
from django.utils import timezone

from funders.models import Report
from hls_platform.embedded import ROOT
from hls_platform.models import AuditEntry
from learning.digests.periods import ended_periods
from learning.models import Reflection, Share
from relationships.models import Circle
from systems.models import Factor, Link, SystemMap
from tests.factories import a_circle_with, a_partnership, a_person, a_reflection, a_share, an_organisation
from tests.shared_data import shared_file

pytestmark = pytest.mark.django_db(transaction=True)
APPS = {
    "list_circles": "relationships",
    "import_map": "systems",
    "export_map": "systems",
    "map_loops": "systems",
    "build_digests": "learning",
    "import_reflections": "learning",
    "build_report": "funders",
}


@pytest.fixture
def place(tmp_path: Path) -> SimpleNamespace:
    giver, doer = an_organisation("Harbour Fund", kind="funder"), an_organisation("Northside")
    owen = a_person("Owen")
    alliance = a_partnership(resourcing=giver, delivering=doer, people={owen: doer})
    ten_days_ago = timezone.now() - datetime.timedelta(days=10)
    a_share(a_reflection(owen, "We rang too late.", kind="mistake"), alliance, shared_at=ten_days_ago)
    links = tmp_path / "bad winter" / "links.csv"
    links.parent.mkdir()
    links.write_text(
        "from,to,polarity\nRent,Debt,+\nDebt,Sleep,-\nSleep,Rent,-\nSleep,Sleep,+\nDebt,Rent,?\n"
    )
    elsewhere = a_circle_with(a_person("Ben"), name="Elsewhere").slug
    return SimpleNamespace(alliance=alliance, owen=owen, folder=tmp_path, links=links, elsewhere=elsewhere)


@pytest.fixture
def script(capfd):
    """`script(name, *arguments)`: the exit code, the lines on stdout, and what stood on stderr."""

    def run(name: str, *arguments: object) -> tuple[int, list[str], str]:
        code = 0
        try:
            load_command_class(APPS[name], name).run_from_argv(["manage.py", name, *map(str, arguments)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capfd.readouterr()
        return code, said.out.splitlines(), said.err

    return run


def answer(given: tuple[int, list[str], str]) -> object:
    code, lines, complaints = given
    assert code == 0, complaints
    assert len(lines) == 1
    return json.loads(lines[0])


def test_circles_are_listed_with_their_slug_name_and_kind(place, script):
    found = answer(script("list_circles", "--json"))
    assert found == list(Circle.objects.order_by("slug").values("slug", "name", "kind"))
    assert {"slug": place.alliance.slug, "name": "Alliance", "kind": "partnership"} in found


def test_a_map_is_looked_through_imported_asked_for_its_loops_and_exported_under_one_name(place, script):
    there = ("--circle", place.alliance.slug)
    warning = f"{place.links.name}, row 5: The link leads from a factor to itself."
    looked = answer(script("import_map", place.links, *there, "--dry-run"))
    assert looked == {"map": None, "factors": 3, "links": 5, "warnings": [warning]}
    assert not SystemMap.objects.exists()
    made = answer(script("import_map", place.links, *there))
    assert made == looked | {"map": "bad-winter"}
    assert answer(script("import_map", place.links, *there)) == made
    assert SystemMap.objects.count() == 1
    assert answer(script("map_loops", made["map"], "--max-length", 3)) == {
        "total": 3,
        "reinforcing": 2,
        "balancing": 0,
        "unknown": 1,
    }
    for format in ("factors.csv", "links.csv", "json"):
        file = place.folder / format
        said = answer(script("export_map", made["map"], "--format", format, "--output", file))
        assert said == {"map": "bad-winter", "factors": 3, "links": 5}
    exported = [place.folder / "factors.csv", place.folder / "links.csv"]
    again = answer(script("import_map", *exported, *there, "--name", "Again"))
    assert (again["factors"], again["links"]) == (3, 5)
    kept = json.loads((place.folder / "json").read_text())
    assert {factor["label"] for factor in kept["factors"]} == {"Rent", "Debt", "Sleep"}


def test_the_obesity_map_comes_in_by_script_whole(place, script):
    files = [shared_file(f"foresight-obesity/{name}.csv") for name in ("factors", "links")]
    made = answer(script("import_map", *files, "--circle", place.alliance.slug))
    assert (made["factors"], made["links"], made["warnings"]) == (108, 296, [])
    drawn = SystemMap.objects.get(slug=made["map"])
    assert Factor.objects.filter(map=drawn).count() == 108
    assert Link.objects.filter(map=drawn, polarity="-").count() == 98


def test_digests_are_built_once(place, script):
    last_week = ended_periods("weekly", by=timezone.now())[0].start
    a_share(a_reflection(place.owen), place.alliance, shared_at=last_week)
    tomorrow = str(timezone.localdate() + datetime.timedelta(days=1))
    first = answer(script("build_digests", "--until", tomorrow))
    assert first["built"] >= 1
    assert answer(script("build_digests", "--until", tomorrow))["built"] == 0
    assert set(answer(script("build_digests"))) == {"built", "skipped"}


def report_of(place: SimpleNamespace, format: str, file: Path) -> tuple[object, ...]:
    today = timezone.localdate()
    return (
        "--partnership", place.alliance.slug, "--from", today - datetime.timedelta(days=30), "--until", today,
        "--format", format, "--output", file,
    )  # fmt: skip


def test_one_report_goes_into_all_three_files_under_one_hash(place, script):
    said = [
        answer(script("build_report", *report_of(place, format, place.folder / f"report.{format}")))
        for format in ("pdf", "html", "csv")
    ]
    assert said[0] == said[1] == said[2]
    report = Report.objects.get()
    assert (said[0]["report"], said[0]["sha256"]) == (str(report.pk), report.content_sha256)
    assert len(said[0]["sha256"]) == hashlib.sha256().digest_size * 2
    rows = list(csv.DictReader((place.folder / "report.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == said[0]["items"]
    assert {row["sha256"] for row in rows} == {report.content_sha256}
    assert (place.folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert "We rang too late." in (place.folder / "report.html").read_text()


def test_a_report_that_nobody_has_signed_holds_what_was_shared_since(place, script):
    file = place.folder / "report.html"
    first = answer(script("build_report", *report_of(place, "html", file)))
    moment = timezone.now() - datetime.timedelta(days=5)
    a_share(a_reflection(place.owen, "We rang in time."), place.alliance, shared_at=moment)
    second = answer(script("build_report", *report_of(place, "html", file)))
    assert second["report"] == first["report"]
    assert second["sha256"] != first["sha256"]
    assert "We rang in time." in file.read_text()


BAD = {
    "no circle": (("import_map", "{links}", "--circle", "nowhere"), "There is no circle “nowhere”."),
    "no file": (("import_map", "{folder}/none.csv", "--circle", "{slug}"), "none.csv cannot be read: No such file or directory."),
    "a folder": (("import_map", "{folder}", "--circle", "{slug}"), "cannot be read: Is a directory."),
    "three files": (("import_map", "a", "b", "c", "--circle", "{slug}"), "Give one file of links, or one of factors and one of links."),
    "no files": (("import_map", "--circle", "{slug}"), "The following arguments are required: FILE."),
    "no map to export": (("export_map", "nowhere", "--format", "json", "--output", "{folder}/x"), "There is no map “nowhere”."),
    "unknown format": (("export_map", "x", "--format", "doc", "--output", "{folder}/x"), "Argument --format: invalid choice: 'doc'"),
    "no folder": (("export_map", "x", "--format", "json", "--output", "{folder}/none/x"), "cannot be written: there is no such folder, or it is one."),
    "no map for loops": (("map_loops", "nowhere", "--max-length", "3"), "There is no map “nowhere”."),
    "no number": (("map_loops", "x", "--max-length", "three"), "Argument --max-length: invalid int value: 'three'."),
    "no day": (("build_digests", "--until", "yesterday"), "“yesterday” is not a day: write it as 2026-11-23."),
    "unknown option": (("build_digests", "--faster"), "Unrecognized arguments: --faster."),
    "unknown option of a list": (("list_circles", "--yaml"), "Unrecognized arguments: --yaml."),
    "no partnership": (("build_report", "--partnership", "nowhere", "--from", "2026-01-01", "--until", "2026-02-01", "--format", "csv", "--output", "{folder}/x"), "There is no partnership “nowhere”."),
    "no first day": (("build_report", "--partnership", "{slug}", "--from", "2026-02-30", "--until", "2026-04-01", "--format", "csv", "--output", "{folder}/x"), "“2026-02-30” is not a day: write it as 2026-11-23."),
    "empty period": (("build_report", "--partnership", "{slug}", "--from", "2026-02-01", "--until", "2026-02-01", "--format", "csv", "--output", "{folder}/x"), "The period has to end after it begins."),
    "report into no folder": (("build_report", "--partnership", "{slug}", "--from", "2026-01-01", "--until", "2026-02-01", "--format", "csv", "--output", "{folder}/none/x"), "cannot be written: there is no such folder, or it is one."),
    "report in no format": (("build_report", "--partnership", "{slug}", "--from", "2026-01-01", "--until", "2026-02-01", "--format", "exe", "--output", "{folder}/x"), "Argument --format: invalid choice: 'exe'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_with_code_two_and_one_sentence(place, script, case):
    arguments, sentence = BAD[case]
    words = {"links": place.links, "folder": place.folder, "slug": place.alliance.slug}
    code, lines, complaint = script(*(each.format(**words) for each in arguments))
    assert (code, lines) == (2, [])
    assert sentence in complaint
    assert complaint.count("\n") == 1
    assert "Error" not in complaint
    assert not Report.objects.exists()
    assert not SystemMap.objects.exists()


def test_every_problem_of_a_file_is_listed_and_the_last_line_says_that_nothing_came_in(place, script):
    place.links.write_text("from,to,polarity\nRent,,+\nRent,Debt,maybe\n")
    code, lines, complaint = script("import_map", place.links, "--circle", place.alliance.slug)
    assert (code, lines) == (2, [])
    assert complaint.splitlines() == [
        "links.csv, row 2: The link needs both a “from” and a “to”.",
        "links.csv, row 3: The polarity “maybe” is neither + nor -.",
        "Nothing was imported: 2 problems, listed above.",
    ]


def test_a_map_with_too_many_loops_or_a_length_without_sense_is_refused(place, script):
    answer(script("import_map", place.links, "--circle", place.alliance.slug))
    code, _lines, complaint = script("map_loops", "bad-winter", "--max-length", 99)
    assert (code, complaint) == (2, "The length of a loop is between 1 and 12.\n")


@pytest.mark.processes
def test_a_script_of_its_own_process_prints_one_line_and_keeps_the_rest_for_stderr(
    place, process_environment, tmp_path
):
    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "always", "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=process_environment, capture_output=True, text=True, check=False
        )

    imported = run("import_map", place.links, "--circle", place.alliance.slug)
    assert imported.returncode == 0, imported.stderr
    slug = json.loads(imported.stdout)["map"]
    assert json.loads(run("map_loops", slug, "--max-length", 3).stdout)["total"] == 3
    built = run("build_report", *report_of(place, "pdf", tmp_path / "report.pdf"))
    assert json.loads(built.stdout)["items"] > 0
    for done in (imported, built):
        assert done.stdout.count("\n") == 1
    wrong = run("build_report", "--partnership")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.splitlines()[-1] == "Argument --partnership: expected one argument."


def test_import_reflections_keeps_all_or_nothing_and_the_same_once(place, script):
    file = place.folder / "notes.csv"
    file.write_text(
        "Date,Note,Weather\n3/5/2026,We rang,rain\n2026-05-04,Soup helped,\n2026-05-04,Soup helped,\n"
    )
    door = ("import_reflections", file, "--author", place.owen.email)
    code, lines, errors = script(*door)
    assert code == 2
    told = json.loads(lines[-1])
    assert (told["read"], told["imported"], told["already"]) == (3, 0, 0)
    assert [each["row"] for each in told["problems"]] == [2]
    assert "Nothing was imported: 1 problem," in errors
    assert not Reflection.objects.filter(text="We rang").exists()
    looked = script(*door, "--day-first", "--dry-run")
    assert json.loads(looked[1][-1]) == {"read": 3, "imported": 0, "already": 1, "problems": []}
    code, lines, errors = script(*door, "--day-first", "--circle", place.alliance.slug)
    assert (code, json.loads(lines[-1])) == (0, {"read": 3, "imported": 2, "already": 1, "problems": []})
    assert "Weather" in errors
    assert Share.objects.filter(reflection__text__in=["We rang", "Soup helped"], anonymous=False).count() == 2
    told = AuditEntry.objects.filter(concerns_id=place.owen.pk, person_id=None)
    assert sorted(told.values_list("verb", flat=True)) == [
        "reflection.shared",
        "reflection.shared",
        "reflections.brought_in",
    ]
    assert json.loads(script(*door, "--day-first")[1][-1])["already"] == 3
    nowhere = {
        ("import_reflections", file, "--author", "nobody@example.org"): "Nobody here signs in",
        (*door, "--circle", "nowhere"): "There is no circle",
        (*door, "--circle", place.elsewhere): "is not in",
        ("import_reflections", place.folder / "none.csv", "--author", place.owen.email): "cannot be read",
        ("import_reflections", place.links.parent, "--author", place.owen.email): "cannot be read",
    }
    for words, sentence in nowhere.items():
        code, lines, errors = script(*words)
        assert (code, lines) == (2, [])
        assert sentence in errors
