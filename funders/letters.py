"""The e-mail about first words: the link back to them, and what happened with them since."""

import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funders.models import OpeningConversation, OpeningDecision, OpeningTalk
from hls_platform.security.asking import as_person
from relationships.actions.memberships import hash_of
from relationships.letters import send_plain_letter
from relationships.models import Person

TO_APPLICANT = {
    "sent": gettext_lazy("Your first words have arrived"),
    "planned": gettext_lazy("A conversation about your first words"),
    "moved": gettext_lazy("Your conversation was moved"),
    "cancelled": gettext_lazy("Your conversation was cancelled"),
    "decided": gettext_lazy("What was decided on your first words"),
}
TO_FUNDER = {
    "arrived": gettext_lazy("First words have arrived"),
    "cancelled": gettext_lazy("A conversation about first words was cancelled"),
    "answered": gettext_lazy("Your “not now” was answered"),
    "withdrawn": gettext_lazy("First words were taken back"),
}


def send_link(id: uuid.UUID, opening_id: uuid.UUID, token: str) -> None:
    """Send the link back to words that are not sent yet; none where they are, or were thrown away."""
    with as_person(None, token_hash=hash_of(token)):
        opening = (
            OpeningConversation.objects.filter(pk=opening_id, sent_at=None).select_related("fund").first()
        )
    if opening is None:
        return
    said = {
        "fund": opening.fund,
        "platform_name": settings.PLATFORM_NAME,
        "link": settings.PUBLIC_URL + reverse("funders:first_words", args=[token]),
    }
    subject = _("Your first words to %(fund)s") % {"fund": opening.fund}
    send_plain_letter(
        id, opening.email, subject, render_to_string("funders/letters/first_words_link.txt", said)
    )


def send_to_applicant(id: uuid.UUID, person_id: uuid.UUID, opening_id: uuid.UUID, what: str) -> None:
    """Tell the applicant (a key of `TO_APPLICANT`); the decision with its reason. None about what was taken back."""
    with as_person(person_id):
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        opening = (
            OpeningConversation.objects.going_on()
            .filter(pk=opening_id, applicant_id=person_id)
            .select_related("fund")
            .first()
        )
        if person is None or opening is None:
            return
        said = {
            "what": TO_APPLICANT[what],
            "tells": what,
            "fund": opening.fund,
            "talk": OpeningTalk.objects.filter(opening=opening, cancelled_at=None)
            .order_by("-starts_at")
            .first(),
            "decision": OpeningDecision.objects.filter(opening=opening).first(),
            "link": settings.PUBLIC_URL + opening.get_absolute_url(),
        }
        text = render_to_string("funders/letters/to_applicant.txt", said)
    send_plain_letter(id, person.email, str(TO_APPLICANT[what]), text)


def send_to_funder(id: uuid.UUID, person_id: uuid.UUID, opening_id: uuid.UUID, what: str) -> None:
    """Tell one who leads or facilitates the funder (a key of `TO_FUNDER`). Holds no word that was written."""
    with as_person(person_id):
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        opening = (
            OpeningConversation.objects.held_by(person).filter(pk=opening_id).select_related("fund").first()
            if person
            else None
        )
        if person is None or opening is None:
            return
        said = {
            "what": TO_FUNDER[what],
            "fund": opening.fund,
            "link": settings.PUBLIC_URL + opening.get_absolute_url(),
        }
        text = render_to_string("funders/letters/to_funder.txt", said)
    send_plain_letter(id, person.email, str(TO_FUNDER[what]), text)
