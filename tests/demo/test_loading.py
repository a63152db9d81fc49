"""The demo goes into an empty place only, as a whole or not at all, on any day of any year."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError
from django.utils import timezone

from funders.models import OpeningDecision, Report
from hls_platform.models import AuditEntry
from learning.demo import texts
from learning.models import (
    Adaptation,
    Attachment,
    CycleStep,
    Digest,
    DigestThread,
    Experiment,
    Insight,
    InsightVoice,
    LearningQuestion,
    Observation,
    Piece,
    Reflection,
    Response,
    SenseMaking,
    Share,
)
from relationships.models import Circle, Handover, Look, Offer, Person, Promise, TrustRound
from systems.models import SystemMap
from tests.demo.conftest import load_demo
from tests.factories import a_person

LONDON = ZoneInfo("Europe/London")
DAYS = {
    "the hour that comes twice in autumn": datetime.datetime(2027, 10, 31, 1, 30, tzinfo=LONDON),
    "a year and a week that have just begun": datetime.datetime(2029, 1, 1, 0, 4, tzinfo=LONDON),
}
pytestmark = pytest.mark.django_db


def test_it_is_not_loaded_where_anybody_is():
    amina = a_person("Amina")

    with pytest.raises(CommandError, match="only into an empty database"):
        load_demo()

    assert Person.objects.get() == amina
    assert not Circle.objects.exists()


def test_a_line_that_does_not_fit_leaves_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "wrong.txt").write_text(
        "# danny | 3 | moment | unwell |\nWords in a circle that is not his.\n"
    )
    monkeypatch.setattr(texts, "FOLDER", tmp_path)

    with pytest.raises(ValueError, match=r"wrong\.txt:1"):
        load_demo()

    for model in (Person, Circle, Promise, SystemMap, Reflection, AuditEntry):
        assert not model.objects.exists()


@pytest.mark.parametrize("moment", DAYS.values(), ids=DAYS.keys())
def test_it_can_be_loaded_on_any_day_and_nothing_in_it_lies_ahead(moment):
    with time_machine.travel(moment):
        load_demo()
        now, today = timezone.now(), timezone.localdate()

        assert today == moment.date()
        assert Reflection.objects.filter(happened_on=today).exists() or today.weekday() > 4
        assert not Reflection.objects.filter(happened_on__gt=today).exists()
        assert not Reflection.objects.filter(happened_on__lte=today - datetime.timedelta(days=112)).exists()
        for rows, field in (
            (Reflection, "created_at"),
            (Share, "shared_at"),
            (Response, "created_at"),
            (Response, "replied_at"),
            (LearningQuestion, "created_at"),
            (Digest, "built_at"),
            (Promise, "closed_at"),
            (Report, "issued_at"),
            (SenseMaking, "kept_at"),
            (Insight, "created_at"),
            (InsightVoice, "created_at"),
            (Adaptation, "created_at"),
            (CycleStep, "written_at"),
            (Experiment, "ended_at"),
            (Observation, "created_at"),
            (Attachment, "created_at"),
            (Offer, "created_at"),
            (Handover, "accepted_at"),
            (TrustRound, "opened_at"),
            (OpeningDecision, "decided_at"),
            (Piece, "published_at"),
            (Look, "at"),
        ):
            assert not rows.objects.filter(**{f"{field}__gt": now}).exists()
        assert DigestThread.objects.exclude(theme=None).count() >= 5
        assert Report.objects.filter(number=f"{today.year}-0001").count() == 1
