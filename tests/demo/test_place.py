"""What a visitor finds in the demo place, and that it is what it says."""

import datetime
from collections import Counter
from itertools import pairwise

import pytest
from django.core import mail
from django.db.models import Count, Exists, OuterRef
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funders.actions.publishing import unpacked
from funders.models import (
    Agreement,
    AuditorLink,
    CommitteeReport,
    Fund,
    OpeningConversation,
    OpeningDecision,
    OpeningInterest,
    Payment,
    Publication,
    Report,
    ReportLook,
    TrusteesPage,
)
from funders.queries.committees import given_to
from funders.reports.document import Document
from funders.waits import about_money
from hls_platform.security.asking import as_person
from learning.actions.digests import address_waiting
from learning.digests.periods import ended_periods
from learning.measuring.variation import variation_of
from learning.models import (
    Adaptation,
    Attachment,
    ChangeReason,
    Consent,
    Digest,
    DigestChoice,
    DigestCopy,
    DigestThread,
    Draft,
    Experiment,
    Insight,
    InsightSource,
    InsightVoice,
    LearningCycle,
    LearningQuestion,
    Measure,
    Mention,
    Note,
    Nudge,
    Obstacle,
    Phase,
    Piece,
    PromptSetVersion,
    Reflection,
    Response,
    SenseMaking,
    Share,
    Theme,
    Tie,
    Understanding,
)
from learning.models.tie import NOUNS
from relationships.demo.load import PASSWORD, address_of
from relationships.demo.place import read
from relationships.models import (
    AskToJoin,
    Circle,
    Companion,
    Conversation,
    Event,
    Handover,
    Invitation,
    Listing,
    Offer,
    Organisation,
    Partnership,
    PeerGroup,
    Person,
    Talk,
    TrustReflection,
    TrustRound,
)
from systems.analysis.loops import LoopKind, find_loops
from systems.models import Factor, GuestsAllowed, Link, PublishedMap, SystemMap
from tests.learning.digest_ways import delivered

pytestmark = pytest.mark.usefixtures("place")
PERSONAS = list(read("people.toml")["personas"])
A_WEEK = datetime.timedelta(days=7)


def on_side(side: str, partnership: Partnership) -> set[str]:
    parties = partnership.parties.filter(side=side).select_related("organisation")
    return {str(party.organisation.organisation_kind) for party in parties}


def test_thirty_people_and_more_live_here():
    assert Person.objects.count() >= 30
    assert not Person.objects.filter(memberships=None).exists()


def test_seven_organisations_and_a_council_stand_in_one_agreement_without_targets():
    alliance = Partnership.objects.get(name="The Haddermouth Alliance")

    assert alliance.parties.filter(side="delivering").count() == 7
    assert on_side("delivering", alliance) == {"delivery"}
    assert on_side("resourcing", alliance) == {"commissioner"}
    agreement = Agreement.objects.get(partnership=alliance)
    assert "There is no target in this agreement" in agreement.accountable_for
    assert agreement.questions.exists()


def test_the_foundation_has_four_partnerships_each_with_an_agreement():
    foundation = Organisation.objects.get(organisation_kind="funder")
    partnerships = Partnership.objects.filter(parties__organisation=foundation, parties__side="resourcing")

    assert partnerships.count() == 4
    assert all(Agreement.objects.filter(partnership=each).count() == 1 for each in partnerships)
    assert Fund.objects.filter(funder=foundation).exists()


def test_the_peer_groups_reach_across_organisations():
    groups = PeerGroup.objects.all()

    assert groups.count() == 5
    for group in groups:
        people = Person.objects.filter(memberships__circle_id=group.pk)
        organisations = Organisation.objects.filter(memberships__person__in=people).distinct()
        assert organisations.count() >= 3


def test_there_are_more_than_150_distinct_reflections_of_every_kind():
    told = list(Reflection.objects.all())
    kinds = Counter(each.kind for each in told)

    assert len({each.words for each in told}) == len(told) >= 150
    assert set(kinds) == set(Reflection.Kind.values)
    assert (kinds["mistake"] + kinds["uncertainty"]) * 3 >= len(told)


def test_reflections_lie_in_the_sixteen_weeks_that_end_today_in_every_one_of_them():
    days = [(timezone.localdate() - each.happened_on).days for each in Reflection.objects.all()]

    assert max(days) < 112
    assert min(days) == 0 or timezone.localdate().weekday() > 4
    assert all(5 <= count <= 25 for count in Counter(day // 7 for day in days).values())
    assert len({day // 7 for day in days}) == 16


def test_weekends_are_quieter():
    weekend = [day.weekday() > 4 for day in Reflection.objects.values_list("happened_on", flat=True)]

    assert 0 < weekend.count(True) * 5 < len(weekend)


def test_every_circle_has_words_to_read_some_of_them_without_a_name_and_some_stay_private():
    shared = Share.objects.filter(circle_id=OuterRef("pk"))

    assert not Circle.objects.filter(~Exists(shared)).exists()
    assert Share.objects.filter(anonymous=True).count() >= 20
    assert Reflection.objects.filter(shares=None).exists()


def test_most_of_what_was_shared_had_an_answer_and_some_questions_still_wait():
    shared = Reflection.objects.exclude(shares=None)
    kinds = set(Response.objects.values_list("kind", flat=True))

    answered = shared.filter(shares__responses__isnull=False).distinct()
    assert answered.count() * 3 > shared.distinct().count() * 2
    assert kinds == set(Response.Kind.values)
    assert Response.objects.filter(replied_at__isnull=False).count() > 50
    assert Response.objects.waiting().exists()


def test_no_answer_is_older_than_what_it_answers():
    for response in Response.objects.select_related("share"):
        assert response.created_at >= response.share.shared_at
        assert (
            response.replied_at is None
            or response.share.anonymous
            or response.replied_at >= response.created_at
        )


def test_learning_questions_move_and_the_funder_is_asked_some():
    assert Understanding.objects.count() >= 10
    assert LearningQuestion.objects.filter(put_to__organisation_kind="funder").count() >= 2
    for question in LearningQuestion.objects.all():
        days = [step.written_at for step in question.understandings.order_by("pk")]
        assert all(day >= question.created_at for day in days)
        assert all(one <= other for one, other in pairwise(days))


def test_the_map_has_its_clusters_loops_of_both_kinds_and_versions_that_differ():
    drawn = SystemMap.objects.get()
    factors, links = Factor.objects.filter(map=drawn), Link.objects.filter(map=drawn)

    assert 25 <= factors.count() <= 40
    assert len(set(factors.values_list("cluster", flat=True))) >= 5
    assert set(links.values_list("polarity", flat=True)) == {"+", "-", ""}
    ways = links.values_list("source_id", "target_id", "polarity")
    kinds = {loop.kind for loop in find_loops(ways, 4)[1]}
    assert kinds == set(LoopKind)
    versions = [len(kept.content["factors"]) for kept in drawn.snapshots.order_by("taken_at")]
    assert len(versions) >= 2
    assert versions == sorted(set(versions))
    assert versions[-1] == factors.count()


def test_the_map_goes_on_since_its_people_last_spoke_and_an_insight_says_why(place):
    drawn = SystemMap.objects.get()
    last = drawn.changes.latest("number")
    spoke = Conversation.objects.filter(partnership_id=drawn.circle_id, starts_at__lte=timezone.now())
    assert last.at > spoke.latest("starts_at").starts_at
    led = {reason.change.number: reason.insight for reason in ChangeReason.objects.select_related("insight")}
    assert last.number in led
    assert all(insight.created_at < drawn.changes.get(number=each).at for each, insight in led.items())
    assert {tie.noun for tie in Tie.objects.filter(factor__map=drawn)} == set(NOUNS)


def test_the_report_of_the_alliance_holds_two_versions_of_its_map_against_each_other(place):
    drawn = SystemMap.objects.get()
    report = Report.objects.filter(partnership_id=drawn.circle_id, state="issued").latest("issued_at")
    document = Document.from_json(report.content)
    section = next(each for each in document.sections if each.key == "map")
    said = {item.title: item.text for item in section.present}
    assert "As we left it on the chapel floor" in said["What changed"]
    assert "With the tenants and the young people in the room" in said["What changed"]
    assert "Shame" in said["Factor added"]
    assert "“The trust spiral”" in said["Loop born"]
    (led,) = (item for item in section.present if item.kind == "led")
    assert led.attribution == "Ruth Adeyemi"
    assert [figure.key for figure in section.pictures] == ["map"]


def test_two_who_act_on_the_same_factor_could_be_introduced_and_everybody_reads_a_copy_of_the_map(
    place, client
):
    drawn = SystemMap.objects.get()
    client.force_login(Person.objects.get(name="Danny Treloar"))
    asked = client.get(reverse("systems:ask", args=[drawn.slug]), {"question": "actors"}).content.decode()
    assert "Hadder Vale Foundation and Haddermouth Council both act on" in asked
    client.logout()
    shown = client.get(PublishedMap.objects.get().get_absolute_url()).content.decode()
    assert "Drawn on a chapel floor" not in shown
    assert "Slowly won. Lost in a morning." in shown
    assert "Nearly half of Capstan" not in shown
    assert GuestsAllowed.objects.get().circle_id == drawn.circle_id


def test_the_foundation_publishes_its_grants_and_tells_its_trustees_what_it_learned(place, client):
    publication = Publication.objects.get()
    assert publication.grants == Agreement.objects.filter(fund=publication.fund).count() - 1
    assert "Longsands Welcome" not in unpacked(publication.package).decode()
    page = TrusteesPage.objects.get()
    assert page.reviewed_by != page.written_by
    assert page.lines.exclude(why="").count() >= 4


def test_most_factors_of_the_map_are_tied_to_what_people_told():
    touched = Factor.objects.filter(Exists(Mention.objects.filter(factor_id=OuterRef("pk"))))

    assert touched.count() * 10 >= Factor.objects.count() * 9


def test_each_of_the_last_sixteen_weeks_has_a_digest_in_the_alliance():
    alliance = Partnership.objects.get(name="The Haddermouth Alliance")
    told = set(Digest.objects.filter(circle_id=alliance.pk).values_list("period_start", flat=True))

    assert {period.start for period in ended_periods("weekly", by=timezone.now(), count=15)} <= told


def test_digests_show_threads_and_people_have_named_some_of_them():
    assert DigestThread.objects.annotate(texts=Count("shares")).filter(texts__gte=2).count() >= 10
    assert DigestThread.objects.exclude(theme=None).count() >= 5
    assert DigestThread.objects.filter(theme=None).exists()


def test_no_letter_of_an_older_week_is_sent_and_nobody_gets_one_digest_twice():
    last = ended_periods("weekly", by=timezone.now())[0]
    address_waiting(at=timezone.now())
    waiting = DigestCopy.objects.filter(delivery=None)

    assert set(waiting.values_list("digest__period_end", flat=True)) == {last.end}
    waiting.exclude(person__email=address_of("danny")).delete()
    DigestChoice.objects.exclude(person__email=address_of("danny")).delete()
    assert delivered().sent == 1
    assert delivered().sent == 0
    assert [letter.to for letter in mail.outbox] == [[address_of("danny")]]


def test_one_report_was_signed_with_a_reservation_and_another_stands_in_its_place():
    first = Report.objects.get(number__endswith="-0001")
    later = Report.objects.get(number__endswith="-0002")

    assert first.sign_offs.count() == later.sign_offs.count() == 8
    assert first.sign_offs.exclude(reservation="").count() == 1
    assert not later.sign_offs.exclude(reservation="").exists()
    assert later.supersedes == first
    assert later.what_changed
    assert (later.content or {})["meta"]["summary"]
    assert "heard" in {item["kind"] for each in (later.content or {})["sections"] for item in each["items"]}
    assert AuditorLink.objects.get(report=later).for_whom


def test_one_report_waits_for_its_signatures_and_one_is_in_welsh():
    half = Report.objects.get(state=Report.State.SIGNING)
    welsh = Report.objects.get(language="cy")

    assert half.number is None
    assert half.sign_offs.count() == 1
    assert welsh.number
    assert (welsh.content or {})["sections"][0]["title"] == "Pwrpas a phobl"
    for report in Report.objects.all():
        empty = [each["key"] for each in (report.content or {})["sections"] if not each["items"]]
        assert set(empty) <= {
            "not_here",
            "map",
            "cycles",
            "measures",
            "challenges",
            "insights",
            "funder",
            "unsure",
        }


def test_a_committee_reads_what_one_partnership_gave_and_waits_for_the_other():
    committee = CommitteeReport.objects.get()
    with as_person(Person.objects.get(email=address_of("imogen")).pk):
        given = given_to(committee)

    assert {each.place for each in given} == {"A Place to Be Unwell Together"}
    assert committee.parts.filter(sections__isnull=True).exists()
    assert {bool(look.logo) for look in ReportLook.objects.all()} == {True, False}


def test_money_that_is_late_is_told_to_the_foundation_alone():
    late = Payment.objects.get(paid_on=None, called_off_at=None, due_on__lt=timezone.localdate())
    giver, partner = (Person.objects.get(email=address_of(key)) for key in ("imogen", "samira"))

    assert any("late" in each.text for each in about_money(giver))
    assert not any("late" in each.text for each in about_money(partner))
    assert late.agreement.partnership.name == "Ashore"


def test_first_words_wait_are_decided_and_were_answered():
    outcomes = Counter(OpeningDecision.objects.values_list("outcome", flat=True))

    assert outcomes == {"yes": 1, "not_now": 1}
    assert OpeningConversation.objects.filter(decision=None, sent_at__isnull=False).count() == 2
    assert OpeningConversation.objects.exclude(answer="").count() == 1
    assert OpeningInterest.objects.filter(is_tied=True).exists()


def test_one_period_of_trust_is_opened_and_one_is_sealed_for_the_other_side():
    opened = TrustRound.objects.get(opened_at__isnull=False)
    sealed = TrustRound.objects.get(opened_at=None)
    marcus, danny = (Person.objects.get(email=address_of(key)) for key in ("marcus", "danny"))

    assert TrustReflection.objects.visible_to(marcus).filter(round=opened).count() == 2
    assert TrustReflection.objects.visible_to(marcus).filter(round=sealed).count() == 1
    assert not TrustReflection.objects.visible_to(danny).exists()


def test_relationships_are_handed_over_and_somebody_is_accompanied():
    assert Handover.objects.filter(accepted_at__isnull=False).count() == 1
    assert Handover.objects.get(accepted_at=None).to_person.email == address_of("imogen")
    companion = Companion.objects.get()
    assert {worker.person.email for worker in companion.workers.all()} == {
        address_of("danny"),
        address_of("shanice"),
    }


def test_the_town_shows_groups_an_event_courage_and_what_was_learned():
    assert Listing.objects.public().count() == 3
    assert Listing.objects.waiting().count() == 1
    assert Event.objects.public().count() == 1
    assert Offer.objects.public().filter(kind=Offer.Kind.NERVE).count() == 2
    assert Piece.objects.public().get().quotes.get().credit
    assert AskToJoin.objects.filter(answered_at=None).exists()
    assert Consent.objects.waiting().get().person.email == address_of("danny")


def test_circles_make_sense_together_in_every_format_and_one_session_goes_on():
    sessions = SenseMaking.objects.all()
    kept = sessions.exclude(kept_at=None)

    assert 4 <= kept.count() <= 6
    assert set(kept.values_list("format", flat=True)) == set(SenseMaking.Format.values)
    assert all(each.minute and each.outcomes.exists() for each in kept)
    assert sessions.get(kept_at=None).phase == Phase.GROUPED
    assert set(Note.objects.values_list("kind", flat=True)) == set(Note.Kind.values)


def test_a_dozen_insights_rest_on_something_some_are_doubted_and_two_were_superseded():
    superseding = Insight.objects.exclude(supersedes=None)

    assert 12 <= Insight.objects.count() <= 20
    assert superseding.count() == 2
    assert all(each.what_changed and each.created_at > each.supersedes.created_at for each in superseding)
    assert set(Insight.objects.values_list("how_sure", flat=True)) == set(Insight.Sure.values)
    assert InsightVoice.objects.filter(kind=InsightVoice.Kind.DOUBT).exclude(reason="").count() >= 8
    for source in InsightSource.objects.exclude(share=None).select_related("insight", "share"):
        assert source.insight.created_at >= source.share.shared_at
    assert Understanding.objects.exclude(insights=None).count() >= 3


def test_what_is_done_differently_leads_back_to_what_was_shared_and_changes_again():
    assert not Adaptation.objects.filter(sources=None).exists()
    assert Adaptation.objects.filter(follows__ended_on__isnull=False).exists()


def test_cycles_nest_from_a_person_to_a_place_and_one_went_back_and_left_a_stage_out():
    persons = LearningCycle.objects.get(scale="person")
    team = LearningCycle.objects.get(name="Going over together")

    assert [persons.wider.scale, persons.wider.wider.scale] == ["organisation", "place"]
    assert [team.wider.scale, team.wider.wider.scale] == ["organisation", "place"]
    ran = list(team.steps.order_by("written_at").values_list("stage", flat=True))
    assert ran == ["understand", "experiment", "understand", "design", "experiment", "embed"]


def test_the_team_that_raised_an_obstacle_reads_the_answer_of_the_place(client):
    cycle = Obstacle.objects.get().cycle
    shanice, leon = (Person.objects.get(email=address_of(key)) for key in ("shanice", "leon"))

    client.force_login(leon)
    assert "From Monday any two of us can say yes" in client.get(cycle.get_absolute_url()).content.decode()
    client.force_login(shanice)
    assert client.get(cycle.get_absolute_url()).status_code == 404


def test_experiments_ended_in_each_of_the_three_ways_and_some_go_on():
    assert set(Experiment.objects.values_list("ending", flat=True)) == {"", *Experiment.Ending.values}
    assert not Experiment.objects.exclude(ending="").filter(reason="").exists()


def test_measures_have_stories_some_enough_points_to_tell_and_some_too_few():
    points = [
        [each.value for each in measure.observations.order_by("day")] for measure in Measure.objects.all()
    ]

    told = [variation_of(values) for values in points]
    assert 3 <= len(points) <= 5
    assert [each for each in told if each and each.beyond]
    assert [each for each in told if each and each.runs]
    assert [each for each in told if each is None]
    assert all(measure.observations.exclude(story="").exists() for measure in Measure.objects.all())


def test_themes_were_joined_and_split_and_a_thread_may_be_refused():
    joined = Theme.objects.exclude(became=None).get()

    assert joined.became.shares.count() >= 3
    assert Theme.objects.get(name="Whose panel it is").shares.count() == 1
    assert DigestThread.objects.exclude(refused_at=None).count() <= 1


def test_questions_were_answered_pictures_and_a_recording_added_and_people_talk_across_circles():
    asked = set(Reflection.objects.exclude(prompts="").values_list("prompts", flat=True))

    assert {"gibbs:1", "vest:1", "wisdom:1"} < asked
    assert {str(version.pk) for version in PromptSetVersion.objects.all()} & asked
    assert Counter(Attachment.objects.values_list("kind", flat=True)) == {"picture": 2, "voice": 1}
    assert not Attachment.objects.filter(alt="").exists()
    assert set(Offer.objects.values_list("kind", flat=True)) == set(Offer.Kind.values)
    assert Talk.objects.get().lines.count() == 3
    assert Nudge.objects.get().person.email == address_of("danny")


def test_somebody_is_expected_and_somebody_left_a_draft():
    assert Invitation.objects.open().exclude(circle=None).count() >= 2
    assert Draft.objects.filter(author__email=address_of("danny")).exists()


@pytest.mark.parametrize("key", PERSONAS)
def test_whoever_one_can_be_signs_in_and_finds_today_full(key, client, settings):
    settings.DEMO = True

    answer = client.post(
        reverse("account_login"), {"login": address_of(key), "password": PASSWORD}, follow=True
    )

    assert answer.redirect_chain
    today = client.get(reverse("learning:today"))
    assert today.status_code == 200
    assert len(today.context["feed"].items) >= 5
    assert today.context["waits"]


def test_every_page_says_that_this_is_a_demo(settings):
    settings.DEMO = True
    imogen = Client()
    imogen.force_login(Person.objects.get(email=address_of("imogen")))
    pages = [
        reverse("learning:today"),
        Circle.objects.get(name="Ashore").get_absolute_url(),
        LearningQuestion.objects.visible_to(Person.objects.get(email=address_of("imogen")))[
            0
        ].get_absolute_url(),
        "/not-there/",
    ]

    for page in pages:
        assert "This is a demo. Its people are invented." in imogen.get(page).content.decode()
    signed_out = Client().get(reverse("account_login")).content.decode()
    assert "This is a demo." in signed_out
    assert all(address_of(key) in signed_out for key in PERSONAS)
