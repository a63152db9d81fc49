"""A report's content: what its people chose of the proposal, with what only the place knows (who has not spoken, what it supersedes)."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import override

from funders.models import Report, ReportChoice
from funders.reports.arrange import Chosen, arranged
from funders.reports.document import Document
from funders.reports.voices import missing_voices


def chosen_for(report: Report) -> dict[str, Chosen]:
    """What was chosen about each item, by its key."""
    return {
        choice.key: Chosen(
            left_out=choice.left_out_by_id is not None, position=choice.position, comment=choice.comment
        )
        for choice in ReportChoice.objects.filter(report=report)
    }


def content_of(report: Report, proposal: Document) -> Document:
    """What is read and signed, in the language of the report."""
    with override(report.language or settings.LANGUAGE_CODE):
        document = arranged(
            proposal,
            chosen_for(report),
            summary=report.summary,
            supersedes=(report.supersedes.number or "") if report.supersedes else "",
            what_changed=report.what_changed,
        )
        return replace(document, meta=replace(document.meta, missing_voices=missing_voices(report, document)))
