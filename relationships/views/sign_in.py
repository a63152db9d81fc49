"""How an organisation's people sign in: what it asks, for whoever leads it, and what is still asked of me."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.security.proving import recently_proven
from hls_platform.versions import kept
from relationships import access, queries
from relationships.access import signed_in
from relationships.accounts.rules import proven_in, still_asked
from relationships.actions.sign_in import name_provider, set_sign_in_rule
from relationships.forms import ProviderForm, SignInRuleForm
from relationships.models import IdentityProvider, Organisation, SignInRule


def sign_in_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """For whoever tends an organisation, once they have just shown that it is them; to others it is not there."""
    person = signed_in(request)
    organisation = get_object_or_404(Organisation.objects.having_member(person), slug=slug)
    if not access.can_tend(person, organisation):
        raise Http404
    return _rule_of(request, organisation)


@recently_proven
def _rule_of(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Name the organisation's own sign-in, and ask for it or for a second step: two forms on one page."""
    person = signed_in(request)
    provider, rule = queries.sign_in_of(organisation)
    of_the_provider = "issuer" in request.POST
    posted = request.POST if request.method == "POST" else None
    forms = {
        "provider": ProviderForm(
            posted if of_the_provider else None, now=kept(provider, IdentityProvider.EDITED)
        ),
        "rule": SignInRuleForm(None if of_the_provider else posted, now=kept(rule, SignInRule.EDITED)),
    }
    for name, form in forms.items():
        if not (form.is_bound and form.is_valid()):
            continue
        try:
            if name == "provider":
                name_provider(by=person, organisation=organisation, **form.cleaned_data)
            else:
                set_sign_in_rule(
                    by=person, organisation=organisation, proven=proven_in(request), **form.cleaned_data
                )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("relationships:sign_in_rule", organisation.slug)
    return render(
        request,
        "relationships/sign_in_rule.html",
        {"circle": organisation, "provider": provider, "forms": forms},
        status=422 if any(form.errors for form in forms.values()) else 200,
    )


def what_is_asked(request: HttpRequest) -> HttpResponse:
    """What my organisations ask of how I sign in, with the way to each; onward when all of them are content."""
    onward = request.GET.get("next", "/")
    if not get_adapter().is_safe_url(onward):
        onward = "/"
    asked = still_asked(request)
    if not asked:
        return redirect(onward)
    return render(
        request,
        "relationships/what_is_asked.html",
        {"asked": asked, "onward": onward, **queries.second_steps_of(signed_in(request))},
    )
