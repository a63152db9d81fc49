"""How an organisation's reports look: shown to its people, and chosen by those who lead or facilitate it."""

import base64

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funders import access
from funders.actions.looks import give_look
from funders.forms import LookForm
from funders.models import ReportLook
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in
from relationships.models import Organisation


def look(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's look as it is; those who lead or facilitate it change it here."""
    person = signed_in(request)
    organisation = get_object_or_404(Organisation.objects.having_member(person), slug=slug)
    there = ReportLook.objects.visible_to(person).filter(organisation=organisation).first()
    form = LookForm(request.POST or None, request.FILES or None, now=kept(there, ReportLook.EDITED))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data.pop("logo")
        try:
            give_look(
                by=person, organisation=organisation, logo=sent.read() if sent else None, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. Reports that you take away look like this from now on."))
            return redirect("funders:look", organisation.slug)
    said = {
        "organisation": organisation,
        "look": there,
        "logo": f"data:image/jpeg;base64,{base64.b64encode(bytes(there.logo)).decode()}" if there else "",
        "may_change": access.can_give_look(person, organisation),
        "form": form,
    }
    return render(request, "funders/look.html", said, status=422 if form.errors else 200)
