"""A report is composed together: what stands in it is chosen by both sides, and nobody's word is lost or kept too long."""

import pytest

from funders.actions import composing, reports
from funders.models import Report, ReportChoice, ReportSource
from funders.reports.document import Document, Item, verify
from funders.reports.plain_words import LONG, easier_words, hard_to_read
from funders.reports.trail import consent_of
from hls_platform.actions import NotFound, Refused
from hls_platform.models import AuditEntry
from hls_platform.versions import ChangedMeanwhile, version_of
from learning import actions
from learning.actions import withdraw_share
from relationships.models import Membership, PartnershipParty
from tests.factories import a_member, a_person, a_reflection, a_share, an_organisation
from tests.funders.test_reports import a_world, at, composed, signed


@pytest.fixture
def world(db):
    return a_world()


def key_of(share) -> str:
    return f"share:{share.pk}"


def texts(report: Report, section: str) -> list[str]:
    document = Document.from_json(Report.objects.get(pk=report.pk).content)
    return [item.text for each in document.sections if each.key == section for item in each.present]


def item(report: Report, key: str) -> Item:
    document = Document.from_json(Report.objects.get(pk=report.pk).content)
    return next(each for each in document.items if each.key == key)


def moments(world, number: int) -> list:
    return [
        a_share(
            a_reflection(world.owen, f"Moment {nth}.", kind="moment"),
            world.place,
            shared_at=at(f"2026-08-0{nth + 1}"),
        )
        for nth in range(number)
    ]


def test_either_side_leaves_something_out_and_puts_it_back_and_the_report_says_how_much_and_not_what(world):
    report = composed(world)
    before = report.content_sha256
    report = composing.leave_out(report=report, key=key_of(world.share), by=world.fatima)
    assert report.content_sha256 != before
    assert texts(report, "unsure") == []
    said = "\n".join(texts(report, "not_here"))
    assert "1 thing was left out here" in said
    assert "We rang too late." not in str(report.content)
    assert ReportChoice.objects.get().left_out_by == world.fatima
    again = composing.leave_out(report=report, key=key_of(world.share), by=world.owen)
    assert again.content_sha256 == report.content_sha256
    assert ReportChoice.objects.get().left_out_by == world.fatima
    report = composing.put_in(report=report, key=key_of(world.share), by=world.owen)
    assert texts(report, "unsure") == ["We rang too late."]
    assert report.content_sha256 == before, "the same words are the same report"


def test_who_is_there_and_what_was_paid_is_not_for_choosing(world):
    report = composed(world)
    with pytest.raises(Refused):
        composing.leave_out(report=report, key=f"person:{world.owen.pk}", by=world.fatima)
    with pytest.raises(NotFound):
        composing.leave_out(report=report, key="share:nowhere", by=world.fatima)
    with pytest.raises(NotFound):
        composing.leave_out(report=report, key=key_of(world.share), by=a_person("Stranger"))


def test_things_stand_in_the_order_that_was_chosen_also_when_it_is_composed_again(world):
    first, second, third = moments(world, 3)
    report = composed(world)
    composing.move(report=report, key=key_of(third), up=True, by=world.owen)
    composing.move(report=report, key=key_of(first), up=False, by=world.fatima)
    assert texts(report, "noticed") == ["Moment 2.", "Moment 0.", "Moment 1."]
    composing.move(report=report, key=key_of(third), up=True, by=world.owen)  # it is the first already
    composing.comment_on(report=report, key=key_of(second), comment="We differ on this.", by=world.fatima)
    reports.recompose_report(report=report, by=world.owen)
    report = reports.compose_report(report=report)
    assert texts(report, "noticed") == ["Moment 2.", "Moment 0.", "Moment 1."]
    assert item(report, key_of(second)).comment == "We differ on this."


def test_of_two_who_write_about_the_same_thing_the_second_sees_both(world):
    report, key = composed(world), key_of(world.share)
    seen = version_of(composing.comment_now(report, key))
    composing.comment_on(report=report, key=key, comment="Too late again.", by=world.owen, read=seen)
    with pytest.raises(ChangedMeanwhile) as told:
        composing.comment_on(report=report, key=key, comment="Never.", by=world.fatima, read=seen)
    assert told.value.now == {"comment": "Too late again."}


def test_once_somebody_has_signed_nothing_is_chosen_until_the_signatures_are_off(world):
    report = composed(world)
    reports.sign_off(
        report=report, organisation=world.doer, content_sha256=report.content_sha256, by=world.owen
    )
    for deed in (
        lambda: composing.leave_out(report=report, key=key_of(world.share), by=world.fatima),
        lambda: composing.write_summary(report=report, summary="We rang.", by=world.fatima),
    ):
        with pytest.raises(Refused, match="signed"):
            deed()
    with pytest.raises(Refused):
        reports.sign_off(report=report, organisation=world.giver, content_sha256="0" * 64, by=world.fatima)


def test_what_was_left_out_is_nowhere_once_the_report_is_issued_and_goes_back_before(world):
    kept, left = moments(world, 2)
    report = composed(world)
    composing.leave_out(report=report, key=key_of(left), by=world.owen)
    assert ReportSource.objects.filter(share=left).exists()
    withdraw_share(by=world.owen, share=left)  # it was proposed: it goes from there, too
    report = reports.compose_report(report=report)
    assert "Moment 1." not in str([report.content, report.proposal])
    assert not ReportChoice.objects.filter(key=key_of(left)).exists()
    composing.leave_out(report=report, key=key_of(kept), by=world.fatima)
    report.refresh_from_db()
    issued = signed(world, report)
    issued.refresh_from_db()
    assert (issued.state, issued.proposal) == ("issued", None)
    assert "Moment 0." not in str(issued.content)
    assert not ReportSource.objects.filter(share=kept).exists()


def test_a_comment_goes_with_what_it_is_about(world):
    report = composed(world)
    report = composing.comment_on(report=report, key=key_of(world.share), comment="At four.", by=world.owen)
    signed(world, report)
    withdraw_share(by=world.owen, share=world.share)
    report.refresh_from_db()
    assert "At four." not in str(report.content)
    assert verify(report.content, report.content_sha256)
    assert not ReportChoice.objects.filter(comment="At four.").exists()


def test_missing_voices_are_named_and_what_has_no_name_speaks_for_nobody(world):
    third = an_organisation("Harbour Café")
    PartnershipParty.objects.create(partnership=world.place, organisation=third, side="supporting")
    a_share(
        a_reflection(world.fatima, "I was afraid."), world.place, anonymous=True, shared_at=at("2026-08-04")
    )
    report = composed(world)
    assert Document.from_json(report.content).meta.missing_voices == (
        "Nobody from Harbour Café has spoken here under their own name.",
        "Nobody from Harbour Fund has spoken here under their own name.",
    )
    report = composing.leave_out(report=report, key=key_of(world.share), by=world.fatima)
    assert "Northside" in str(Document.from_json(report.content).meta.missing_voices)
    Membership.objects.filter(person=world.owen).update(on_behalf_of=None)
    report = composing.put_in(report=report, key=key_of(world.share), by=world.fatima)
    assert Document.from_json(report.content).meta.missing_voices == (), "for whom Owen spoke nobody knows"


def test_the_funder_gives_its_account_too_and_nobody_is_placed_on_a_side_who_gave_no_name(world):
    circle = world.place.circle
    actions.begin_adaptation(
        by=world.fatima, circle=circle, text="We pay first.", since=at("2026-08-01").date()
    )
    actions.begin_adaptation(by=world.owen, circle=circle, text="We visit.", since=at("2026-08-01").date())
    actions.write_insight(by=world.fatima, circle=circle, text="Forms cost nights.", at=at("2026-08-01"))
    for text, anonymous in (("We ask less.", False), ("I ask less.", True)):
        changed = a_reflection(world.fatima, text, kind="adaptation")
        a_share(changed, world.place, anonymous=anonymous, shared_at=at("2026-08-04"))
    report = composed(world)
    assert [each.partition("\n")[0] for each in texts(report, "funder")] == [
        "Forms cost nights.", "We pay first.", "We ask less.",
    ]  # fmt: skip
    assert texts(report, "adaptations") == ["We visit.", "I ask less."]
    assert texts(report, "insights") == []


def test_one_sees_of_each_thing_whose_consent_it_rests_on(world):
    nameless = a_share(
        a_reflection(world.fatima, "I was afraid."), world.place, anonymous=True, shared_at=at("2026-08-04")
    )
    report = composed(world)
    assert consent_of(item(report, key_of(world.share))).startswith("Shared with the partnership by Owen on ")
    assert consent_of(item(report, key_of(nameless))) == (
        "Shared with the partnership on 4 August 2026, without a name."
    )


def test_people_write_the_summary_and_it_is_printed_and_signed(world):
    report = composing.write_summary(report=composed(world), summary="  We rang too late.  ", by=world.owen)
    assert Document.from_json(report.content).meta.summary == "We rang too late."
    with pytest.raises(ChangedMeanwhile):
        composing.write_summary(
            report=report, summary="No.", by=world.fatima, read=version_of({"summary": ""})
        )


def test_hard_words_and_long_sentences_are_pointed_at_with_the_reason():
    long = " ".join(["word"] * (LONG + 1))
    found = hard_to_read(f"We utilise best  practice. {long}. Stakeholders wait.", english=True)
    assert [remark.said for remark in found] == [
        "utilise",
        "best  practice",
        "word word word word word word word word …",
        "Stakeholders",
    ]
    assert found[0].why == "Most people would say “use”."
    assert [remark.said for remark in hard_to_read(f"Wir utilise. {long}.", english=False)] == [found[2].said]
    assert hard_to_read("We rang at 4.30 p.m. and nobody came.", english=True) == []
    assert all(easier and hard == hard.lower() for hard, easier in easier_words().items())


def test_a_reservation_is_printed_and_a_report_still_issues(world):
    report = composed(world)
    reports.sign_off(
        report=report, organisation=world.doer, content_sha256=report.content_sha256, by=world.owen,
        reservation="We do not see it so.",
    )  # fmt: skip
    issued = reports.sign_off(
        report=report, organisation=world.giver, content_sha256=report.content_sha256, by=world.fatima
    )
    assert issued.number
    assert [each.reservation for each in issued.sign_offs.order_by("signed_at")] == [
        "We do not see it so.",
        "",
    ]
    entry = AuditEntry.objects.get(verb="report.signed", facts__with_reservation=True)
    assert entry.person_id == world.owen.pk


def test_a_report_over_an_alliance_waits_for_each_of_seven(world):
    others = []
    for nth in range(5):
        organisation, person = an_organisation(f"Partner {nth}"), a_person(f"Person {nth}")
        PartnershipParty.objects.create(partnership=world.place, organisation=organisation, side="delivering")
        a_member(person, world.place, on_behalf_of=organisation)
        others.append((organisation, person))
    report = composed(world)
    for organisation, person in [*others, (world.doer, world.owen)]:
        report = reports.sign_off(
            report=report, organisation=organisation, content_sha256=report.content_sha256, by=person
        )
        assert report.number is None
    assert reports.sign_off(
        report=report, organisation=world.giver, content_sha256=report.content_sha256, by=world.fatima
    ).number
