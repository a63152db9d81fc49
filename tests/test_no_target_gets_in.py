"""No target gets in: every column, form, endpoint, importer, command and way to write terms is walked for a door to one.

A target is asked for openly (`TargetChallenge`), which changes nothing in the terms. What else bears one of the words is
named here, with the reason.
"""

import ast
import datetime
import inspect
import re
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import models
from django.urls import get_resolver, reverse

from funders.actions import agreements, money
from funders.models import Agreement, AgreementVersion, Payment
from funders.targets import LooksLikeATarget, target_words
from funders.terms import Terms
from hls_platform.actions import ACTIONS, Refused
from hls_platform.api.docs import DESCRIBED
from hls_platform.embedded import ROOT
from learning.actions import ask_question
from tests.addresses import all_names
from tests.api.asking import Program, listed
from tests.funders.test_agreements import TERMS, all_agree, an_alliance

OURS = ("hls_platform", "relationships", "systems", "learning", "funders")
SUSPECT = re.compile(
    r"target|threshold|score|scoring|rating|\brank|ranking|\bkpi|quota|benchmark|\brag\b|\bgoal|milestone|performance|traffic_?light",
    re.IGNORECASE,
)
CHALLENGE = (
    "the target challenge itself: three questions, answered in the open, that change nothing in the terms"
)
LINK = "where an arrow of a map leads to"
NOT_ONES: dict[str, str] = {
    "systems.link.target": LINK,
    "systems_link.target_id": LINK,
    "LinkForm.target": LINK,
    "systems/changing/words.py target": LINK,
    "funders_targetchallenge": CHALLENGE,
    "targetchallenge": CHALLENGE,
    "target-challenge": CHALLENGE,
    "target_challenge": CHALLENGE,
    "targets/": CHALLENGE,
    "ask_for_target": CHALLENGE,
    "let_go_of_target": CHALLENGE,
    "TargetChallenge": CHALLENGE,
}
TARGET_LIKE = (
    "At least 80% of people are housed.",
    "Reduce rough sleeping by 20%.",
    "KPI: tenancies held.",
    "Number of people seen to reach 300.",
    "Paid by results.",
)


def suspect(name: str) -> bool:
    """Whether a name might be a door: it bears one of the words, and is none of those that are named here."""
    for known in sorted(NOT_ONES, key=len, reverse=True):
        name = name.replace(known, "")
    return bool(SUSPECT.search(name))


def of_us() -> list[type[models.Model]]:
    """Every model of ours, those in between many and many too."""
    return [
        each for each in apps.get_models(include_auto_created=True) if each.__module__.split(".")[0] in OURS
    ]


def test_no_table_has_a_column_for_one():
    columns = [
        f"{model._meta.db_table}.{field.column}"
        for model in of_us()
        for field in model._meta.local_concrete_fields
    ]
    assert len(columns) > 300
    assert [each for each in columns if suspect(each)] == []


def test_nothing_but_days_and_people_stands_between_a_payment_and_its_being_paid():
    tables = {field.related_model for field in Payment._meta.concrete_fields if field.related_model}
    assert {each._meta.model_name for each in tables} == {"agreement", "organisation", "person"}
    assert {each.name for each in Payment._meta.concrete_fields} == {
        "id", "agreement", "to_organisation", "amount", "due_on", "entered_by", "approved_by", "approved_at",
        "paid_on", "called_off_at",
    }  # fmt: skip
    words = [
        f
        for f in Payment._meta.concrete_fields
        if isinstance(f, models.CharField | models.JSONField | models.TextField)
    ]
    assert words == []
    takes = {
        name for verb in ("plan_payment", "approve_payment", "record_payment", "reverse_payment")
        for name in inspect.signature(getattr(money, verb)).parameters
    }  # fmt: skip
    assert takes == {
        "by", "agreement", "amount", "due_on", "to_organisation", "payment", "at", "paid_on", "read", "note",
    }  # fmt: skip


def test_what_an_agreement_holds_is_these_columns_and_these_terms():
    assert {each.name for each in Agreement._meta.concrete_fields} == {
        "id", "partnership", "fund", "amount", "currency", "starts_on", "ends_on", "unrestricted", "rhythm",
        "accountable_for", "agreed_at", "in_force", "ended_on",
    }  # fmt: skip
    assert set(inspect.signature(Terms).parameters) == {
        "fund", "fund_name", "amount", "currency", "starts_on", "ends_on", "unrestricted", "rhythm", "accountable_for",
        "questions", "parts", "ending",
    }  # fmt: skip


def every_form() -> Iterator[type[forms.BaseForm]]:
    """Every form of ours: the classes that the pages' modules bring with them."""
    get_resolver().url_patterns  # noqa: B018 - brings every view and its forms
    found = [forms.BaseForm]
    while found:
        form = found.pop()
        found += form.__subclasses__()
        if form.__module__.split(".")[0] in OURS:
            yield form


def test_no_form_has_a_field_for_one():
    fields = {
        f"{form.__name__}.{name} {field.label or ''}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
    }
    assert len(fields) > 100
    asks_openly = {each for each in fields if each.startswith("ChallengeForm.wanted ")}
    assert len(asks_openly) == 1
    assert [each for each in fields - asks_openly if suspect(each)] == []


def test_no_endpoint_takes_or_shows_one():
    described = yaml.load(DESCRIBED.read_bytes(), Loader=yaml.CSafeLoader)
    assert [path for path in described["paths"] if suspect(path)] == []
    names = [
        f"{schema}.{name}"
        for schema, said in described["components"]["schemas"].items()
        for name in said.get("properties", {})
    ]
    parameters = [
        f"{path} {parameter['name']}"
        for path, operations in described["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
    ]
    assert len(names) > 500
    of_a_map = re.compile(r"(Patched)?\w*Link\w*[.]target|/api/links/ target")  # LINK
    links = {each for each in [*names, *parameters] if of_a_map.fullmatch(each)}
    assert [each for each in [*names, *parameters] if each not in links and suspect(each)] == []


def test_no_address_leads_to_one_and_there_is_no_back_door_of_django():
    assert [name for name in all_names() if suspect(name)] == []
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [name for name in all_names() if name.startswith("admin")]


def test_no_action_and_no_command_takes_one():
    taken = [f"{name}({', '.join(inspect.signature(each).parameters)})" for name, each in ACTIONS.items()]
    map_links = {each for each in taken if each.startswith("systems.")}
    assert [each for each in taken if each not in map_links and suspect(each)] == []
    for name, app in get_commands().items():
        if str(app).split(".")[0] in OURS:
            parser = load_command_class(app, name).create_parser("manage.py", name)
            assert not [each.dest for each in parser._actions if suspect(each.dest)], name


def test_no_importer_knows_a_column_for_one():
    """Every table of column names in our code: names and the words under which files call them."""
    known = []
    for app in OURS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.parse(file.read_text()).body:
                target = (
                    node.target if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [None])[0]
                )
                if (
                    isinstance(target, ast.Name)
                    and re.search("COLUMNS|CALLED|HEADINGS", target.id)
                    and node.value
                ):
                    words = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
                    known += [f"{file.relative_to(ROOT)} {word}" for word in words if isinstance(word, str)]
    assert len(known) > 60
    assert [each for each in known if suspect(each) and not each.startswith("systems/formats/")] == []


def test_terms_are_written_by_the_actions_of_agreements_alone():
    """No importer, no command and no demo writes an agreement past the action that looks at its words."""
    writers = set()
    for app in OURS:
        for file in (ROOT / app).rglob("*.py"):
            said = file.read_text()
            if re.search(
                r"\bAgreement(Version)?\(|\bAgreement(Version)?\.objects\.(bulk_)?(create|update)|INTO funders_agreement",
                said,
            ):
                writers.add(str(file.relative_to(ROOT)))
    assert {each for each in writers if "/migrations/" not in each and "/models/" not in each} == {
        "funders/actions/agreements.py"
    }


def tries(w: SimpleNamespace, agreement: Agreement, words: str) -> Iterator[tuple[str, Any]]:
    """Each way to write words into an agreement by an action."""
    for name in ("rhythm", "accountable_for"):
        said = TERMS | {name: words}
        yield (
            f"make {name}",
            lambda said=said: agreements.make_agreement(by=w.ruth, partnership=w.place, **said),
        )
        change = {"why": "So.", name: words}
        yield (
            f"change {name}",
            lambda change=change: agreements.propose_terms(by=w.owen, agreement=agreement, **change),
        )
    yield "why", lambda: agreements.propose_terms(by=w.owen, agreement=agreement, why=words, rhythm="daily")
    end = {"on": datetime.date(2026, 7, 1), "learned": "Much.", "owed": "A walk.", "why": "So."}
    for name in ("owed", "why"):
        said = end | {name: words}
        yield (
            f"end {name}",
            lambda said=said: agreements.propose_ending(by=w.owen, agreement=agreement, **said),
        )


@pytest.mark.django_db
@pytest.mark.parametrize("words", TARGET_LIKE)
def test_no_words_of_terms_hold_one_whichever_action_writes_them(words):
    w = an_alliance(1)
    made = agreements.make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    agreement = all_agree(w, made.versions.get())
    for name, attempt in tries(w, agreement, words):
        with pytest.raises(LooksLikeATarget):
            attempt()
        assert AgreementVersion.objects.count() == 1, name
    payment = money.plan_payment(
        by=w.ruth, agreement=agreement, amount=Decimal(5), due_on=datetime.date(2026, 5, 1)
    )
    with pytest.raises(LooksLikeATarget):
        money.reverse_payment(by=w.second, payment=payment, note=words)


@pytest.mark.django_db
def test_nor_does_the_api_or_a_page_let_one_in(client):
    w = an_alliance(1)
    made = agreements.make_agreement(by=w.ruth, partnership=w.place, **TERMS)
    agreement = all_agree(w, made.versions.get())
    at, ruth, owen = f"{listed('agreement')}{agreement.pk}/", Program(w.ruth), Program(w.owen)
    terms = {"amount": "5", "starts_on": "2026-04-01", "ends_on": "2027-04-01"}
    for words in TARGET_LIKE[:2]:
        for name in ("rhythm", "accountable_for"):
            sent = {"partnership": str(w.place.pk), **terms, name: words}
            assert ruth.post(listed("agreement"), sent).status_code == 422
            assert owen.change(at, "propose", {"why": "So.", name: words}).status_code == 422
        assert owen.change(at, "propose", {"why": words, "rhythm": "x"}).status_code == 422
        client.force_login(w.ruth)
        page = client.post(
            reverse("funders:make_agreement", args=[w.place.slug]),
            {**terms, "currency": "GBP", "accountable_for": words},
        )
        assert page.status_code == 422
        assert page.context["form"]["accountable_for"].value() == words
    for unknown in ("target", "kpi", "threshold", "score"):
        answer = ruth.post(listed("agreement"), {"partnership": str(w.place.pk), **terms, unknown: "80"})
        assert answer.status_code == 400  # there is no such field
    assert (Agreement.objects.count(), AgreementVersion.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_learning_question_brings_none_along():
    w = an_alliance(1)
    asked = ask_question(by=w.owen, circle=w.place.circle, text="How do we get at least 80% housed?")
    with pytest.raises(Refused):
        agreements.make_agreement(by=w.ruth, partnership=w.place, **TERMS, questions=[asked])


LOOKS_LIKE_ONE = (
    "at least 80%", "reduce by 20%", "our K.P.I.s", "the number of tenancies to reach 40", "80% of clients will be housed",
    "at least 40 people housed", "eight out of ten people should say so", "≥ 80 % in work", "target: 50 homes",
    "No target lower than 80%", "ＫＰI", "at least eighty per cent", "halve the number of evictions", "RAG rating",
    "increase take-up by 30 per cent by 2027", "payment by results", "a score of 7", "no fewer than 25 families",
    "There is no excuse: the target is met", "minimum of 300 referrals", "fewer than 10% of people return",
)  # fmt: skip
LOOKS_LIKE_NONE = (
    "There is no target in this agreement and no part of the money depends on a number.",
    "all of us every six weeks; the leads on the last Friday of the month", "without any KPIs", "in place of targets",
    "at least six weeks' notice", "at least two conversations a year", "20% of the money may be moved",
    "Nobody is held to a target.", "We will increase our visits by 1 April 2027", "It is not paid by results.",
    "up to five years", "tell at least three people from other organisations", "We answer for paying in time.",
)  # fmt: skip


@pytest.mark.parametrize("words", LOOKS_LIKE_ONE)
def test_what_looks_like_a_target_is_found(words):
    assert target_words(f"We talk. {words}. We answer for it.")


@pytest.mark.parametrize("words", LOOKS_LIKE_NONE)
def test_what_is_none_is_left_alone(words):
    assert target_words(words) == []
