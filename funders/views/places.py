"""Where the work of a partnership is."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders.actions import places as actions
from funders.models import Place
from funders.open_forms import PlaceForm
from hls_platform.actions import Refused
from relationships.access import signed_in
from relationships.models import Partnership


def places(request: HttpRequest, slug: str) -> HttpResponse:
    """The partnership's places, and the form that adds one."""
    person = signed_in(request)
    partnership = get_object_or_404(Partnership.objects.having_member(person), slug=slug)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_place(by=person, partnership=partnership, **form.cleaned_data)
            return redirect("funders:places", partnership.slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    shown = Place.objects.visible_to(person).filter(partnership=partnership).order_by("name")
    said = {"partnership": partnership, "places": shown, "form": form}
    return render(request, "funders/places.html", said, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take a place off the map."""
    person = signed_in(request)
    place = get_object_or_404(Place.objects.visible_to(person).select_related("partnership"), pk=id)
    actions.remove_place(by=person, place=place)
    messages.success(request, _("It is off the map."))
    return redirect("funders:places", place.partnership.slug)
