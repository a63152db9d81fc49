"""What an administrator reads under a broken glass."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from learning.actions.glass import read_through_glass
from relationships import administration
from relationships.access import signed_in
from relationships.models import BreakGlass
from relationships.views.administration import for_administrators


@for_administrators
def through_glass(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What was shared with the circle, newest first. Every look is written down, and the circle's people see it."""
    person = signed_in(request)
    glass = get_object_or_404(BreakGlass.objects.visible_to(person), pk=id)
    page = read_through_glass(by=person, glass=glass, after=request.GET.get("after"))
    said = {"glass": glass, "circle": administration.circle(glass.circle_id), "page": page}
    return render(request, "learning/through_glass.html", said)
