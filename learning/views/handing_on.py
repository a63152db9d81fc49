"""A circle has ended: which of what I shared there another circle of mine shall have."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from learning import actions
from learning.actions.shares import WouldNotHide
from learning.forms import HandOnForm
from learning.queries import feed, mine
from relationships.access import signed_in
from relationships.models import Circle


def hand_on(request: HttpRequest, slug: str) -> HttpResponse:
    """What I shared with a circle that has ended; what is ticked is handed on when posted, the rest comes back to me."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person).filter(ended_at__isnull=False), slug=slug)
    page = mine.shared_with_circle(person, circle, request.GET.get("after"))
    others = [each for each in feed.my_circles(person) if each.ended_at is None]
    form = HandOnForm(request.POST or None, shares=page.items, circles=others)
    if request.method == "POST" and form.is_valid():
        try:
            handed_on = actions.hand_on(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            form.ask_whether_understood = isinstance(refused, WouldNotHide)
        else:
            chosen = form.cleaned_data["circle"]
            said = _("%(number)s handed on to %(circle)s.") % {"number": len(handed_on), "circle": chosen}
            messages.success(request, said)
            return redirect("learning:hand_on", circle.slug)
    return render(
        request,
        "learning/hand_on.html",
        {"circle": circle, "page": page, "form": form, "others": others},
        status=422 if form.errors else 200,
    )
