"""Grants of other funders are brought in, all of a file or nothing, for a circle or for everybody, and never doubled."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from funders.actions.grant_files import leave_grant_file, take_grant_file
from funders.actions.grants import bring_grants_in, look_grants_through, take_grants_away
from funders.models import Grant, GrantFile
from hls_platform.actions import NotFound, Refused
from hls_platform.errands import do_waiting
from hls_platform.models import AuditEntry
from tests.factories import a_person, an_organisation
from tests.funders.giving import a_file, a_grant, opened
from tests.shared_data import shared_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def fatima():
    return a_person("Fatima")


@pytest.fixture
def fund(fatima):
    return an_organisation("Harbour Fund", fatima, kind="funder")


def in_a_while() -> None:
    do_waiting(at=timezone.now() + timezone.timedelta(minutes=1))


def bring(by, circle, *grants, **more):
    return bring_grants_in(by=by, circle=circle, grants=opened(a_file(*grants)), **more)


def command(path, *options):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_grants", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    said = out.getvalue().strip().splitlines()
    return code, json.loads(said[-1]) if said else None, err.getvalue()


def test_a_file_is_brought_in_once_and_what_was_corrected_since_is_kept_as_it_says_now(fatima, fund):
    assert bring(fatima, fund, a_grant(1), a_grant(2)).changed == 2
    again = bring(fatima, fund, a_grant(1), a_grant(2))
    assert (again.grants, again.changed, again.amounts, again.funders) == (2, 0, {"GBP": "3001.00"}, 1)
    assert bring(fatima, fund, a_grant(1), a_grant(2, amountAwarded=7)).changed == 1
    assert sorted(Grant.objects.values_list("grant_id", "amount")) == [
        ("360G-quay-1", 1500.5),
        ("360G-quay-2", 7),
    ]
    entry = AuditEntry.objects.filter(verb="grants.brought_in").latest("at")
    assert (entry.person_id, entry.circle_id, entry.facts) == (
        fatima.pk,
        fund.pk,
        {"grants": 2, "rejected": 0},
    )


def test_with_a_problem_nothing_comes_in_or_only_what_is_right(fatima, fund):
    grants = (a_grant(1), a_grant(2, currency="pounds"), a_grant(3), a_grant(3, title="Again"))
    found = bring(fatima, fund, *grants)
    assert (found.grants, found.rejected, found.amounts, Grant.objects.count()) == (0, 2, {}, 0)
    assert [(each.row, each.id, each.problem) for each in found.problems] == [
        (2, "360G-quay-2", "“Currency” says “pounds”, which is not on its list of codes."),
        (4, "360G-quay-3", "Another grant has this identifier: row 3."),
    ]
    found = bring(fatima, fund, *grants, only_valid=True)
    assert (found.grants, found.rejected, found.problem_count) == (2, 2, 2)
    assert sorted(Grant.objects.values_list("title", flat=True)) == ["Warm rooms 1", "Warm rooms 3"]


def test_only_the_circle_that_brought_them_in_has_them(fatima, fund):
    bring(fatima, fund, a_grant())
    outside = a_person("Ossian")
    assert Grant.objects.visible_to(fatima).count() == 1
    assert not Grant.objects.visible_to(outside).exists()
    with pytest.raises(NotFound):
        bring(outside, fund, a_grant(2))
    with pytest.raises(NotFound):
        look_grants_through(by=outside, circle=fund, grants=opened(a_file(a_grant(2))))
    with pytest.raises(NotFound):
        take_grants_away(by=outside, circle=fund, funder_id="GB-CHC-200051")


def test_two_circles_can_have_the_same_grant(fatima, fund):
    other = an_organisation("Quay House", fatima)
    bring(fatima, fund, a_grant())
    bring(fatima, other, a_grant())
    assert Grant.objects.count() == 2


def test_a_file_without_a_grant_and_one_that_breaks_off_keep_nothing(fatima, fund):
    with pytest.raises(Refused, match="no grant"):
        bring(fatima, fund)
    broken = a_file(a_grant(1), a_grant(2))[:-40]
    with pytest.raises(Refused, match="no JSON"):
        bring_grants_in(by=fatima, circle=fund, grants=opened(broken), only_valid=True)
    assert not Grant.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('held_grant')")
        assert cursor.fetchone() == (None,)


def test_what_was_brought_in_of_one_funder_can_be_taken_away(fatima, fund):
    other = a_grant(3, fundingOrganization=[{"id": "GB-CHC-300000", "name": "Far"}])
    bring(fatima, fund, a_grant(1), a_grant(2), other)
    assert take_grants_away(by=fatima, circle=fund, funder_id="GB-CHC-200051") == 2
    assert take_grants_away(by=fatima, circle=fund, funder_id="GB-CHC-200051") == 0
    assert Grant.objects.get().funder == "Far"


def test_the_command_keeps_them_for_everybody_and_says_what_it_did(tmp_path, fatima):
    path = tmp_path / "grants.json"
    path.write_bytes(a_file(a_grant(1), a_grant(2, title="x" * 150)))
    wanted = {"grants": 2, "rejected": 0, "amounts": {"GBP": "3001.00"}, "funders": 1, "problems": []}
    assert command(path, "--dry-run")[:2] == (0, wanted)
    assert not Grant.objects.exists()
    for _twice in range(2):
        code, said, err = command(path)
        assert (code, said) == (0, wanted)
        assert "The title is longer than 140 characters. 1 of 2: row 2 (360G-quay-2)." in err
    assert Grant.objects.visible_to(fatima).count() == 2


def test_the_command_stops_at_a_problem_with_exit_code_2(tmp_path, fund):
    path = tmp_path / "grants.json"
    path.write_bytes(a_file(a_grant(1), a_grant(2, title=None)))
    problem = {"row": 2, "id": "360G-quay-2", "problem": "“Title” is missing."}
    wanted = {"grants": 0, "rejected": 1, "amounts": {}, "funders": 0, "problems": [problem]}
    code, said, err = command(path)
    assert (code, said) == (2, wanted)
    assert "Nothing was imported: 1 problem" in err
    code, said, _err = command(path, "--only-valid", "--circle", fund.slug)
    assert (code, said["grants"], said["rejected"], said["problems"]) == (0, 1, 1, [problem])
    assert Grant.objects.get().circle_id == fund.pk
    path.write_text("{")
    assert command(path)[:2] == (2, None)
    assert command(tmp_path / "away.json")[:2] == (2, None)
    assert command(path, "--circle", "nowhere")[:2] == (2, None)


def test_the_facts_of_the_real_files(fatima):
    code, said, _err = command(shared_file("360giving/grantnav-20180903134856.json"))
    assert (code, said) == (
        0, {"grants": 5, "rejected": 0, "amounts": {"GBP": "1946486.00"}, "funders": 1, "problems": []},
    )  # fmt: skip
    code, said, _err = command(shared_file("360giving/badfile_all_validation_errors.json"))
    assert (code, said["grants"], said["rejected"], len(said["problems"])) == (2, 0, 1, 9)
    assert command(shared_file("360giving/fundingproviders-grants_malformed.json"))[:2] == (2, None)
    code, said, err = command(shared_file("360giving/fundingproviders-grants_2_grants_cp1252.csv"))
    assert (code, said["rejected"]) == (2, 2)
    assert "Windows-1252" in err
    assert Grant.objects.count() == 5


def test_a_real_file_comes_back_word_for_word(fatima):
    path = shared_file("360giving/grantnav-20180903134856.json")
    command(path)
    kept = {grant.grant_id: grant.as_published for grant in Grant.objects.all()}
    assert kept == {grant["id"]: grant for grant in json.loads(path.read_text())["grants"]}


def test_a_file_sent_in_the_browser_comes_in_in_the_background_and_is_gone_then(fatima, fund):
    take_grant_file(by=fatima, circle=fund, name="quay.json", content=a_file(a_grant()))
    with pytest.raises(Refused, match="being brought in"):
        take_grant_file(by=fatima, circle=fund, name="other.json", content=a_file(a_grant(2)))
    with pytest.raises(Refused, match="being brought in"):
        leave_grant_file(by=fatima)
    in_a_while()
    file = GrantFile.objects.get()
    assert (file.state, file.content, file.grants, file.amounts) == ("done", None, 1, {"GBP": "1500.50"})
    leave_grant_file(by=fatima)
    assert not GrantFile.objects.exists()
    assert Grant.objects.get().circle_id == fund.pk


def test_who_left_the_circle_meanwhile_brings_nothing_in(fatima, fund):
    take_grant_file(by=fatima, circle=fund, name="quay.json", content=a_file(a_grant()))
    fatima.memberships.update(until="2026-01-06T00:00Z")
    in_a_while()
    file = GrantFile.objects.get()
    assert (file.state, file.problem_count) == ("stopped", 1)
    assert not Grant.objects.exists()


def test_what_is_no_file_of_grants_is_said_at_once(fatima, fund):
    with pytest.raises(Refused):
        take_grant_file(by=fatima, circle=fund, name="x", content=b"\x00")
    with pytest.raises(NotFound):
        take_grant_file(by=a_person(), circle=fund, name="x", content=a_file(a_grant()))
