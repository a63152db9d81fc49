"""My digests: what came to me, and when and how they come; the address that stops their letters; the private feed."""

import re
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.templatetags.plain_words import moment
from hls_platform.versions import kept
from learning.actions import digest_choices
from learning.digest_forms import DigestChoiceForm
from learning.digests import stopping  # noqa: F401 - so that the letters’ address is known here
from learning.models import Delivery, DigestChoice
from learning.queries import my_digests as asked
from relationships.access import signed_in
from relationships.models import Person
from relationships.secret_addresses import at_a_secret_address

ENTRIES = 15
"""So many digests stand in a feed."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@never_cache
def my_digests(request: HttpRequest) -> HttpResponse:
    """When my digests come, and those that came, the latest first."""
    return _listed(request)


def _listed(request: HttpRequest, **more: object) -> HttpResponse:
    person = signed_in(request)
    choice = digest_choices.choice_of(person)
    page = asked.earlier(person, request.GET.get("after"))
    said = {
        "choice": choice,
        "sentence": asked.in_a_sentence(choice),
        "next": asked.next_in_words(choice),
        "page": page,
    }
    return render(request, "learning/my_digests.html", said | more)


def my_digest(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One digest of mine, as I may read it now."""
    person = signed_in(request)
    mine = Delivery.objects.visible_to(person).select_related("person__digest_choice")
    delivery = get_object_or_404(mine, pk=id)
    own = delivery.person.digest_choice.own != DigestChoice.Own.NO
    shown = asked.read_delivery(delivery, person, own=own)
    return render(request, "learning/my_digest.html", {"delivery": delivery, "shown": shown})


def choose_digests(request: HttpRequest) -> HttpResponse:
    """Choose when and how they come."""
    person = signed_in(request)
    choice = digest_choices.choice_of(person)
    form = DigestChoiceForm(request.POST or None, now=kept(choice, DigestChoice.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            digest_choices.choose_digests(by=person, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("learning:my_digests")
    said = {"form": form, "sentence": asked.in_a_sentence(choice)}
    return render(request, "learning/choose_digests.html", said, status=422 if form.errors else 200)


@never_cache
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new address for my feed, shown this once."""
    secret = digest_choices.make_feed(by=signed_in(request))
    address = settings.PUBLIC_URL + reverse("learning:digest_feed", args=[secret])
    return _listed(request, address=address)


@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """End the address of my feed."""
    digest_choices.end_feed(by=signed_in(request))
    messages.success(request, _("The address of your feed leads nowhere now."))
    return redirect("learning:my_digests")


@at_a_secret_address("feed", lambda hashed: DigestChoice.objects.filter(feed_hash=hashed).first())
def digest_feed(choice: DigestChoice, reader: Person) -> HttpResponse:
    """The digests of whoever made this address, as they may read them now."""
    return HttpResponse(
        _feed(choice, reader).writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _feed(choice: DigestChoice, reader: Person) -> Atom1Feed:
    """The latest digests with stable ids; those of which nothing is left to read say so."""
    feed = Atom1Feed(
        title=_("Your digests on %(place)s") % {"place": settings.PLATFORM_NAME},
        link=settings.PUBLIC_URL + reverse("learning:my_digests"),
        description="",
        feed_guid=f"urn:uuid:{choice.pk}",
    )
    for delivery in asked.earlier(reader, None).items[:ENTRIES]:
        shown = asked.read_delivery(
            delivery, reader, own=choice.own == DigestChoice.Own.EVERYWHERE, by_letter=True
        )
        said = {
            "shown": shown,
            "whole": True,
            "titles": choice.channel == DigestChoice.Channel.TITLES,
            "names_circles": choice.names_circles,
            "site": settings.PUBLIC_URL,
        }
        feed.add_item(
            title=_("Your digest, %(moment)s") % {"moment": moment(delivery.covers_until)},
            link=settings.PUBLIC_URL + delivery.get_absolute_url(),
            description=NOT_IN_XML.sub("", render_to_string("learning/letters/entry.html", said)),
            unique_id=f"urn:uuid:{delivery.pk}",
            updateddate=delivery.covers_until,
            pubdate=delivery.covers_until,
        )
    return feed
