"""Celery's doors of relationships, and its errands: the letters that have to arrive."""

import uuid

from celery import shared_task
from django.db import transaction

from hls_platform.errands import errand
from relationships import webhooks
from relationships.letters import (
    send_invitation_letter,
    send_news_letter,
    send_news_to_those_who_tend,
    send_plain_letter,
    send_promise_letter,
    send_reset_letter,
    send_talk_letter,
)


@errand("relationships.send_invitation")
def send_invitation(id: uuid.UUID, invitation_id: str, token: str) -> None:
    """Send the e-mail that carries an invitation's link."""
    send_invitation_letter(id, uuid.UUID(invitation_id), token)


@shared_task(name="relationships.send_events")
def send_events() -> None:
    """Set every subscription on its way that may be tried now."""
    for subscription_id in webhooks.due():
        send_events_of.delay(str(subscription_id))


@shared_task(name="relationships.send_events_of", soft_time_limit=120)
def send_events_of(subscription_id: str) -> None:
    """Send what waits for one subscription. Can run twice at once, or be killed: no event is lost or overtakes another."""
    webhooks.send_waiting(uuid.UUID(subscription_id))


@errand("relationships.send_letter")
def send_letter(id: uuid.UUID, to: str, subject: str, text: str) -> None:
    """Send a letter about somebody's own account."""
    send_plain_letter(id, to, subject, text)


@errand("relationships.tell_of_talk")
def tell_of_talk(id: uuid.UUID, person_id: str, talk_id: str, what: str) -> None:
    """Tell one of the two that they were asked to talk, that the other said yes, or that there is something to read."""
    send_talk_letter(id, uuid.UUID(person_id), uuid.UUID(talk_id), what)


@errand("relationships.remind_of_promise")
def remind_of_promise(id: uuid.UUID, person_id: str, promise_id: str) -> None:
    """Remind one of those who promised that the day comes near; one that has ended meanwhile is not told of."""
    send_promise_letter(id, uuid.UUID(person_id), uuid.UUID(promise_id))


@errand("relationships.tell_person")
def tell_person(id: uuid.UUID, person_id: str, what: str, path: str) -> None:
    """Tell one person that something of theirs in the community was answered or read, with the address where."""
    send_news_letter(id, uuid.UUID(person_id), what, path)


@errand("relationships.tell_those_who_tend")
def tell_those_who_tend(id: uuid.UUID, circle_id: str, what: str, path: str) -> None:
    """Tell whoever leads or facilitates a circle now that somebody waits for them."""
    send_news_to_those_who_tend(id, uuid.UUID(circle_id), what, path)


@errand("relationships.send_reset_link")
def send_reset_link(id: uuid.UUID, email: str) -> None:
    """Send the link to a new password, if somebody signs in with this address; if nobody does, nothing."""
    send_reset_letter(id, email)


@shared_task(name="relationships.mind_glasses")
def mind_glasses() -> None:
    """End readings whose time is over, and tell the circles; can run twice, at once, or be killed, without harm."""
    from relationships.actions.break_glass import tell_circles

    with transaction.atomic():
        tell_circles()


@shared_task(name="relationships.forget_address_links")
def forget_address_links() -> None:
    """Delete the links to addresses that do not work any more."""
    from relationships.actions import address_links

    address_links.forget_address_links()


@shared_task(name="relationships.mind_companions")
def mind_companions() -> None:
    """Let the words go where a consent ran out, or nobody who is named is left; can run twice, at once, or be killed."""
    from relationships.actions.companions import end_what_ran_out

    end_what_ran_out()


@shared_task(name="relationships.mind_partnerships")
def mind_partnerships() -> None:
    """Plan what follows in a rhythm, and remind of promises; can run twice, at once, or be killed, without harm."""
    from relationships.actions import rhythm

    rhythm.plan_what_follows()
    rhythm.remind_of_promises()


@shared_task(name="relationships.make_download")
def make_download(download_id: str) -> None:
    """Make one person's file of everything that is held about them; one that is made or gone is left alone."""
    from relationships.actions import downloads

    downloads.make_download(download_id=uuid.UUID(download_id))


@shared_task(name="relationships.finish_erasures")
def finish_erasures() -> None:
    """Erase everybody who asked for it and is still here; can run twice, at once, or be killed, without harm."""
    from relationships.actions import erasure

    erasure.finish_erasures()
    erasure.write_list()


@shared_task(name="relationships.mind_rights")
def mind_rights() -> None:
    """The net under a lost task: downloads and erasures that wait; and downloads whose days are over are forgotten."""
    from relationships.actions import downloads

    for download_id in downloads.waiting_downloads():
        make_download.delay(str(download_id))
    finish_erasures.delay()


@shared_task(name="relationships.deliver_letters", autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def deliver_letters() -> None:
    """Send every letter about circles that waits; tried again while the post office does not answer."""
    from relationships.actions.letters import deliver_waiting

    deliver_waiting()
