"""Agreements: proposed, agreed by all, changed, ended; their versions; and targets that somebody wants, asked for in the open."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from funders.actions import agreements, challenges
from funders.models import Agreement, AgreementVersion, Assent, ChallengeAnswer, Fund, TargetChallenge
from funders.money import DIGITS_BEFORE
from hls_platform.api.fields import Day, Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from learning.models import LearningQuestion
from relationships.models import Organisation, Partnership


class Amount(serializers.DecimalField):
    """An exact amount of money: at most twelve digits before the point, and after it as many as its currency has."""

    def __init__(self, **said: Any) -> None:
        super().__init__(max_digits=DIGITS_BEFORE + 3, decimal_places=3, **said)

    def to_representation(self, value: Decimal) -> str:
        return str(value)


class AgreementShown(Shown):
    amount = Amount()

    class Meta:
        model = Agreement
        fields = (
            "id",
            "partnership",
            "fund",
            "amount",
            "currency",
            "starts_on",
            "ends_on",
            "unrestricted",
            "rhythm",
            "accountable_for",
            "questions",
            "agreed_at",
            "in_force",
            "ended_on",
        )


class AgreementFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    fund = serializers.UUIDField(required=False, source="fund_id")
    agreed = serializers.BooleanField(required=False, source="agreed_at__isnull")

    def validate_agreed(self, agreed: bool) -> bool:
        return not agreed


class PartOfMoney(Sent):
    organisation = Known(Organisation)
    amount = Amount()


def by_organisation(sent: dict[str, Any]) -> dict[str, Any]:
    """The same, with the parts of the money by organisation."""
    if "parts" in sent:
        sent["parts"] = {each["organisation"]: each["amount"] for each in sent["parts"]}
    return sent


class AgreementToMake(Sent):
    partnership = Known(Partnership)
    fund = Known(Fund, required=False, allow_null=True, default=None)
    amount = Amount()
    currency = serializers.RegexField(r"^[A-Z]{3}$", default="GBP", help_text="ISO 4217")
    starts_on = Day()
    ends_on = Day()
    unrestricted = serializers.BooleanField(default=True)
    rhythm = serializers.CharField(**may_be_left_out(max_length=160))
    accountable_for = Words(**may_be_left_out())
    questions = Known(LearningQuestion, many=True, required=False)
    parts = PartOfMoney(many=True, required=False, help_text="Each organisation's part; together the amount.")


class TermsToPropose(Sent):
    why = Words(help_text="The others read it before they agree.")
    fund = Known(Fund, required=False, allow_null=True)
    amount = Amount(required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, help_text="ISO 4217")
    starts_on = Day(required=False)
    ends_on = Day(required=False)
    unrestricted = serializers.BooleanField(required=False)
    rhythm = serializers.CharField(required=False, allow_blank=True, max_length=160)
    accountable_for = Words(required=False, allow_blank=True)
    questions = Known(LearningQuestion, many=True, required=False)
    parts = PartOfMoney(many=True, required=False)


class EndingToPropose(Sent):
    on = Day()
    learned = Words()
    owed = Words(help_text="What stays owed, and by whom; or that nothing does.")
    why = Words()
    amount = Amount(required=False, help_text="What it comes to in the end.")


class Agreements(Resource):
    """What your partnerships agreed about money, and what both sides are accountable for. There is no target in it."""

    shown = AgreementShown
    order = ("-starts_on", "-id")
    filters = AgreementFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Agreement]:
        return (
            Agreement.objects.visible_to(self.person)
            .select_related("partnership", "fund")
            .prefetch_related("questions")
        )

    @creates(AgreementToMake)
    def create(self, sent: dict[str, Any]) -> Agreement:
        """Propose the first terms, for the side that gives the money."""
        return agreements.make_agreement(by=self.person, **by_organisation(sent))

    @changes(TermsToPropose)
    def propose(self, agreement: Agreement, sent: dict[str, Any]) -> Agreement:
        """Propose other terms; what you leave out stays. All agree again before they are in force."""
        agreements.propose_terms(by=self.person, agreement=agreement, **by_organisation(sent))
        return agreement

    @changes(EndingToPropose)
    def propose_ending(self, agreement: Agreement, sent: dict[str, Any]) -> Agreement:
        """Propose how it ends: what was learned, and what stays owed."""
        agreements.propose_ending(by=self.person, agreement=agreement, **sent)
        return agreement


class AssentShown(Shown):
    class Meta:
        model = Assent
        fields = ("organisation", "person", "agreed_at", "sha256")


class AgreementVersionShown(Shown):
    assents = AssentShown(many=True, read_only=True)
    terms = serializers.DictField(child=serializers.JSONField(allow_null=True), read_only=True)

    class Meta:
        model = AgreementVersion
        fields = (
            "id",
            "agreement",
            "number",
            "kind",
            "terms",
            "sha256",
            "why",
            "organisation",
            "written_by",
            "written_at",
            "taken_back_at",
            "assents",
        )


class VersionFilters(Filters):
    agreement = serializers.UUIDField(required=False, source="agreement_id")


class Assenting(Sent):
    organisation = Known(Organisation, help_text="The one you agree for.")
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="Of the terms that were read.")


class AgreementVersions(Resource):
    """The terms of your agreements as they were proposed, each with who agreed to it."""

    shown = AgreementVersionShown
    order = ("-written_at", "-id")
    filters = VersionFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[AgreementVersion]:
        return (
            AgreementVersion.objects.visible_to(self.person)
            .select_related("agreement__partnership")
            .prefetch_related("assents")
        )

    @changes(Assenting)
    def agree(self, version: AgreementVersion, sent: dict[str, Any]) -> AgreementVersion:
        """Agree for an organisation to exactly these terms; with the last one needed they are in force."""
        return agreements.agree(by=self.person, version=version, **sent)

    @changes()
    def take_back(self, version: AgreementVersion, sent: dict[str, Any]) -> AgreementVersion:
        """Take back what your organisation proposed and not all have agreed to."""
        return agreements.take_back_terms(by=self.person, version=version)


class ChallengeAnswerShown(Shown):
    class Meta:
        model = ChallengeAnswer
        fields = ("organisation", "person", "text", "answered_at")


class ChallengeShown(Shown):
    answers = ChallengeAnswerShown(many=True, read_only=True)

    class Meta:
        model = TargetChallenge
        fields = (
            "id",
            "agreement",
            "wanted",
            "why",
            "evidence",
            "effect",
            "law",
            "law_reason",
            "organisation",
            "asked_by",
            "asked_at",
            "let_go_at",
            "let_go_because",
            "answers",
        )


class ChallengeToAsk(Sent):
    agreement = Known(Agreement)
    wanted = Words(
        **may_be_left_out(help_text="Empty to record only why the law asks for no indicators here.")
    )
    why = Words(**may_be_left_out(help_text="Why this choice?"))
    evidence = Words(**may_be_left_out(help_text="What evidence supports it for work this complex?"))
    effect = Words(**may_be_left_out(help_text="What may it do to the people served?"))
    law = serializers.ChoiceField(TargetChallenge.Law.choices, default=TargetChallenge.Law.NONE)
    law_reason = Words(**may_be_left_out())


class ChallengeToAnswer(Sent):
    text = Words()


class LettingGo(Sent):
    because = Words()


class TargetChallenges(Resource):
    """Targets that somebody wants in your agreements: three questions answered in the open, and what the others say."""

    shown = ChallengeShown
    order = ("-asked_at", "-id")
    filters = VersionFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[TargetChallenge]:
        return (
            TargetChallenge.objects.visible_to(self.person)
            .select_related("agreement__partnership")
            .prefetch_related("answers")
        )

    @creates(ChallengeToAsk)
    def create(self, sent: dict[str, Any]) -> TargetChallenge:
        """Say what is wanted and answer the three questions. It changes nothing in the terms."""
        return challenges.ask_for_target(by=self.person, **sent)

    @changes(ChallengeToAnswer)
    def answer(self, challenge: TargetChallenge, sent: dict[str, Any]) -> TargetChallenge:
        """Answer for an organisation that did not ask for it."""
        challenges.answer_challenge(by=self.person, challenge=challenge, **sent)
        return challenge

    @changes(LettingGo)
    def let_go(self, challenge: TargetChallenge, sent: dict[str, Any]) -> TargetChallenge:
        """Let go of what your organisation wanted. All of it stays readable."""
        return challenges.let_go_of_target(by=self.person, challenge=challenge, **sent)
