"""The e-mail that brings an invitation, and the letters about one's own account."""

import uuid
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from hls_platform.post import refused_for_good
from hls_platform.security.asking import SIGN_IN, as_circles, as_job, as_person
from relationships.actions.memberships import hash_of, say_undeliverable
from relationships.models import Circle, Handover, Invitation, Letter, Membership, Person, Promise, Talk


def send_invitation_letter(id: uuid.UUID, invitation_id: uuid.UUID, token: str) -> None:
    """Send the link of an invitation that is still open; one that was withdrawn or used is not sent.

    An address refused for good is noted. Raises SMTPException or OSError when trying again may help.
    """
    with as_person(None, token_hash=hash_of(token)):
        invitation = (
            Invitation.objects.open()
            .filter(pk=invitation_id)
            .select_related("circle", "invited_by", "on_behalf_of")
            .first()
        )
    if invitation is None or invitation.circle is None:
        return
    said = {
        "invitation": invitation,
        "platform_name": settings.PLATFORM_NAME,
        "link": settings.PUBLIC_URL + reverse("relationships:accept", args=[token]),
    }
    letter = EmailMultiAlternatives(
        subject=_("%(name)s invites you into %(circle)s")
        % {"name": invitation.invited_by or settings.PLATFORM_NAME, "circle": invitation.circle.name},
        body=render_to_string("relationships/letters/invitation.txt", said),
        to=[invitation.email],
        headers=always_the_same(id),
    )
    letter.attach_alternative(render_to_string("relationships/letters/invitation.html", said), "text/html")
    try:
        letter.send()
    except (SMTPRecipientsRefused, SMTPDataError) as refused:
        if not refused_for_good(refused):
            raise
        say_undeliverable(invitation=invitation)


SUBJECTS = {
    Letter.About.STAY: _lazy("%(circle)s: how long words stay"),
    Letter.About.RETURN: _lazy("%(circle)s: what goes back to its authors soon"),
    Letter.About.END: _lazy("%(circle)s has ended"),
    Letter.About.HANDOVER: _lazy("%(circle)s: somebody else is there for you now"),
}


def about_a_circle(letter: Letter) -> EmailMessage | None:
    """The e-mail, as things stand now; None when its reader has left, or what it tells of is not so any more."""
    circle = Circle.objects.having_member(letter.person).filter(pk=letter.circle_id).first()
    if circle is None or not letter.person.is_active:
        return None
    stands = {
        Letter.About.STAY: circle.ended_at is None,
        Letter.About.RETURN: circle.returns_on == letter.told_of and circle.ended_at is None,
        Letter.About.END: circle.ended_at is not None,
        Letter.About.HANDOVER: circle.ended_at is None,
    }
    if not stands[Letter.About(letter.about)]:
        return None
    said = {
        "circle": circle,
        "platform_name": settings.PLATFORM_NAME,
        "link": settings.PUBLIC_URL + circle.get_absolute_url(),
        "hand_on": settings.PUBLIC_URL + reverse("learning:hand_on", args=[circle.slug]),
        "handover": Handover.objects.filter(partnership_id=circle.pk, accepted_at=letter.told_of)
        .select_related("written_by", "to_person", "organisation")
        .first(),
    }
    host = settings.PUBLIC_URL.split("://")[-1].split(":")[0]
    return EmailMessage(
        subject=SUBJECTS[Letter.About(letter.about)] % {"circle": circle.name},
        body=render_to_string(f"relationships/letters/{letter.about}.txt", said),
        to=[letter.person.email],
        headers={"Message-ID": f"<{letter.pk}@{host}>"},
    )


def always_the_same(id: uuid.UUID) -> dict[str, str]:
    """The Message-ID of the letter with this id: sent again after a failure, mail readers show it once."""
    return {"Message-ID": f"<{id}@{urlsplit(settings.PUBLIC_URL).hostname}>"}


def send_plain_letter(id: uuid.UUID, to: str, subject: str, text: str) -> None:
    """Send one letter of plain words to one address; none to somebody who was erased meanwhile."""
    from relationships.actions.erasure import was_erased

    if was_erased(to):
        return
    EmailMessage(subject=subject, body=text, to=[to], headers=always_the_same(id)).send()


TALK = {
    "asked": _lazy("Somebody would like to talk about what you put up"),
    "begun": _lazy("They said yes: you can talk"),
    "said": _lazy("There is something to read in a conversation of yours"),
}


def send_talk_letter(id: uuid.UUID, person_id: uuid.UUID, talk_id: uuid.UUID, what: str) -> None:
    """Tell one of two who talk, or could, that something happened (a key of `TALK`). Holds no word that was written.

    None is sent to who is gone, or about a conversation that has ended.
    """
    with as_person(person_id):
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        if person is None or not Talk.objects.filter(pk=talk_id, ended_at=None).exists():
            return
        address = person.email
    said = {"what": TALK[what], "link": settings.PUBLIC_URL + reverse("relationships:talk", args=[talk_id])}
    send_plain_letter(id, address, str(TALK[what]), render_to_string("relationships/letters/talk.txt", said))


def send_promise_letter(id: uuid.UUID, person_id: uuid.UUID, promise_id: uuid.UUID) -> None:
    """Remind one of those who promised of a promise that is open; holds no word that was written.

    None is sent to who is gone, or about one that has ended meanwhile.
    """
    with as_person(person_id):
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        if person is None:
            return
        open_ones = Promise.objects.visible_to(person).filter(state=Promise.State.OPEN)
        promise = open_ones.filter(pk=promise_id).select_related("partnership").first()
        if promise is None or promise.due_on is None:
            return
        address = person.email
    said = {
        "promise": promise,
        "late": promise.due_on < timezone.localdate(),
        "link": settings.PUBLIC_URL + reverse("funders:close_promise", args=[promise_id]),
        "list": settings.PUBLIC_URL + reverse("funders:promises", args=[promise.partnership.slug]),
    }
    subject = _("A promise of yours comes due: %(circle)s") % {"circle": promise.partnership.name}
    send_plain_letter(id, address, subject, render_to_string("relationships/letters/promise.txt", said))


NEWS = {
    "asked_to_join": _lazy("Somebody would like to come into your group"),
    "welcome": _lazy("You are welcome: the group you asked has let you in"),
    "not_in": _lazy("A group you asked to come into has answered"),
    "let_public": _lazy("What you wrote is public now"),
    "not_public": _lazy("What you wrote is not public; a steward says why"),
    "asked_for_words": _lazy("Somebody would like to say in public what you said"),
    "all_agreed": _lazy("Everybody has answered: what you wrote goes to a steward"),
    "words_left": _lazy("Somebody’s words are not in what you wrote any more"),
}
"""What can be told of the community, in a sentence that holds no word that was written."""


def send_news_letter(id: uuid.UUID, person_id: uuid.UUID, what: str, path: str) -> None:
    """Tell one person (a key of `NEWS`) and where to read on. Who has gone is told nothing."""
    with as_person(person_id):
        person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is not None:
        _send_news(id, person.email, what, path)


def send_news_to_those_who_tend(id: uuid.UUID, circle_id: uuid.UUID, what: str, path: str) -> None:
    """Tell each of those who lead or facilitate the circle now. Sent again after a failure, nobody reads it twice."""
    with as_circles([circle_id]):
        tending = Membership.objects.current().filter(circle_id=circle_id, person__is_active=True)
        people = dict(tending.exclude(role=Membership.Role.MEMBER).values_list("person_id", "person__email"))
    for person_id, address in sorted(people.items()):
        _send_news(uuid.uuid5(id, str(person_id)), address, what, path)


def _send_news(id: uuid.UUID, address: str, what: str, path: str) -> None:
    said = {"what": NEWS[what], "link": settings.PUBLIC_URL + path}
    send_plain_letter(id, address, str(NEWS[what]), render_to_string("relationships/letters/news.txt", said))


def send_reset_letter(id: uuid.UUID, email: str) -> None:
    """Send the link to a new password to whoever signs in with `email`."""
    with as_job(SIGN_IN):
        person = Person.objects.filter(email=email, is_active=True).first()
        if person is None:
            return
        where = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    said = {
        "platform_name": settings.PLATFORM_NAME,
        "link": settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=where),
    }
    send_plain_letter(
        id,
        person.email,
        _("A new password for %(place)s") % {"place": settings.PLATFORM_NAME},
        render_to_string("relationships/letters/new_password.txt", said),
    )
