"""Grants in the open, one's own and others', the places of a partnership, and the pages for trustees."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from funders.actions import grants, places, publishing, trustees
from funders.models import Fund, Grant, Place, Publication, TrusteesLine, TrusteesPage
from hls_platform.actions import NotFound
from hls_platform.api.fields import Day, Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from learning.models import Adaptation, Insight
from relationships.models import Organisation, Partnership


class GrantShown(Shown):
    published = serializers.DictField(
        source="as_published", help_text="The grant as its file has it (360Giving)."
    )

    class Meta:
        model = Grant
        fields = (
            "id",
            "circle",
            "grant_id",
            "title",
            "description",
            "amount",
            "currency",
            "awarded_on",
            "funder",
            "funder_id",
            "recipient",
            "recipient_id",
            "programme",
            "place",
            "published",
        )


class GrantFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    funder_id = serializers.CharField(required=False, max_length=300, help_text="The funder's org-id.")
    recipient_id = serializers.CharField(required=False, max_length=300, help_text="The receiver's org-id.")
    awarded_since = Day(required=False, source="awarded_on__gte")
    awarded_before = Day(required=False, source="awarded_on__lt")


class Grants(Resource):
    """What other funders published, as your circles brought it in. Files come in on the page and by the command."""

    shown = GrantShown
    order = ("-awarded_on", "-id")
    filters = GrantFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Grant]:
        return Grant.objects.visible_to(self.person).select_related("circle")

    @changes()
    def take_away(self, grant: Grant, sent: dict[str, Any]) -> None:
        """Take away all grants of its funder that its circle brought in."""
        if grant.circle is None:
            raise NotFound
        grants.take_grants_away(by=self.person, circle=grant.circle, funder_id=grant.funder_id)


class PublicationShown(Shown):
    address = serializers.CharField(source="get_absolute_url", help_text="Where anybody reads it.")

    class Meta:
        model = Publication
        fields = (
            "id",
            "slug",
            "title",
            "funder",
            "licence",
            "id_prefix",
            "description",
            "published_at",
            "grants",
            "amounts",
            "sha256",
            "address",
        )


class FundToPublish(Sent):
    fund = Known(Fund, help_text="A fund of an organisation that you lead.")
    licence = serializers.ChoiceField(Publication.Licence.choices, default=Publication.Licence.CC_BY)
    id_prefix = serializers.RegexField(r"^360G-[A-Za-z0-9_.-]+$", max_length=60)
    description = Words(help_text="What its grants are for. Anybody reads it.")
    left_out = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text="Agreements not to publish."
    )


class Publications(Resource):
    """What funders published of their funds' agreements, for anybody."""

    shown = PublicationShown
    order = ("slug", "id")
    to_write = "partnership"

    def rows(self) -> QuerySet[Publication]:
        return Publication.objects.visible_to(self.person).defer("package", "table")

    @creates(FundToPublish)
    def create(self, sent: dict[str, Any]) -> Publication:
        """Publish a fund's agreements as they are now, in the place of what was published of it before."""
        return publishing.publish_fund(
            by=self.person, **{**sent, "left_out": [str(each) for each in sent["left_out"]]}
        )

    @changes()
    def take_back(self, publication: Publication, sent: dict[str, Any]) -> None:
        """Publish the fund no more."""
        fund = self.found(Fund.objects.visible_to(self.person).filter(pk=publication.fund_id).first())
        publishing.take_publication_back(by=self.person, fund=fund)


class PlaceShown(Shown):
    class Meta:
        model = Place
        fields = ("id", "partnership", "name", "latitude", "longitude")


class PlaceFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")


class PlaceToAdd(Sent):
    partnership = Known(Partnership)
    name = serializers.CharField(max_length=120)
    latitude = serializers.DecimalField(max_digits=6, decimal_places=3, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(max_digits=6, decimal_places=3, min_value=-180, max_value=180)


class Places(Resource):
    """Where the work of your partnerships is."""

    shown = PlaceShown
    order = ("name", "id")
    filters = PlaceFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Place]:
        return Place.objects.visible_to(self.person).select_related("partnership")

    @creates(PlaceToAdd)
    def create(self, sent: dict[str, Any]) -> Place:
        """Put a place of a partnership on the map; one of this name is moved."""
        return places.add_place(by=self.person, **sent)

    @changes()
    def destroy(self, place: Place, sent: dict[str, Any]) -> None:
        """Take it off the map."""
        places.remove_place(by=self.person, place=place)


class TrusteesPageShown(Shown):
    class Meta:
        model = TrusteesPage
        fields = (
            "id",
            "organisation",
            "quarter",
            "opening",
            "written_by",
            "created_at",
            "reviewed_by",
            "reviewed_at",
        )


class TrusteesPageFilters(Filters):
    organisation = serializers.UUIDField(required=False, source="organisation_id")


class TrusteesPageToBegin(Sent):
    organisation = Known(Organisation)
    quarter = Day(help_text="Any day of it.")


class Opening(Sent):
    opening = Words(**may_be_left_out())


class TrusteesPages(Resource):
    """What your organisations learned and changed, quarter by quarter, as people chose and wrote it."""

    shown = TrusteesPageShown
    order = ("-quarter", "-id")
    filters = TrusteesPageFilters
    to_write = "circles"

    def rows(self) -> QuerySet[TrusteesPage]:
        return TrusteesPage.objects.visible_to(self.person).select_related("organisation")

    @creates(TrusteesPageToBegin)
    def create(self, sent: dict[str, Any]) -> TrusteesPage:
        """Begin the page of the quarter that the day is in."""
        return trustees.begin_trustees_page(by=self.person, **sent)

    @changes(Opening)
    def partial_update(self, page: TrusteesPage, sent: dict[str, Any]) -> TrusteesPage:
        """Say in your own words what the quarter brought; it is to be reviewed anew then."""
        return trustees.write_trustees_page(by=self.person, page=page, **sent)

    @changes()
    def review(self, page: TrusteesPage, sent: dict[str, Any]) -> TrusteesPage:
        """Say that you have read it and stand behind it; whoever wrote it last does not."""
        return trustees.review_trustees_page(by=self.person, page=page)


class TrusteesLineShown(Shown):
    class Meta:
        model = TrusteesLine
        fields = ("id", "page", "insight", "adaptation", "why", "chosen_by", "chosen_at")


class TrusteesLineFilters(Filters):
    page = serializers.UUIDField(required=False, source="page_id")


class TrusteesLineToChoose(Sent):
    page = Known(TrusteesPage)
    insight = Known(Insight, required=False, allow_null=True, default=None)
    adaptation = Known(Adaptation, required=False, allow_null=True, default=None)
    why = Words(**may_be_left_out())


class TrusteesLines(Resource):
    """What was chosen for a page, and why. The words of the thing itself stand where it was written, for those who are there."""

    shown = TrusteesLineShown
    order = ("chosen_at", "id")
    filters = TrusteesLineFilters
    to_write = "circles"

    def rows(self) -> QuerySet[TrusteesLine]:
        return TrusteesLine.objects.visible_to(self.person).select_related("page__organisation")

    @creates(TrusteesLineToChoose)
    def create(self, sent: dict[str, Any]) -> TrusteesLine:
        """Put an insight, or an adaptation, on a page; chosen already, say anew why it matters."""
        return trustees.choose_for_trustees(by=self.person, **sent)

    @changes()
    def destroy(self, line: TrusteesLine, sent: dict[str, Any]) -> None:
        """Leave it out."""
        trustees.leave_out_for_trustees(by=self.person, line=line)
