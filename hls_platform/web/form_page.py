"""A form by itself on a page: what it asks is done and one goes on from there, or it comes back with every word."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hls_platform.actions import Refused
from hls_platform.web.edits import Edits


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    do: Callable[[], Any],
    *,
    then: Any = None,
    done: str = "",
    **said: Any,
) -> HttpResponse:
    """When it is posted and good, `do` does one action with what was typed; `done` is said, and one goes on to `then`, or
    else to what `do` returns. What is Refused stands beside the form. `said` is what the template shows besides."""
    if request.method == "POST" and form.is_valid():
        try:
            made = do()
        except Refused as refused:
            form.refuse(refused) if isinstance(form, Edits) else form.add_error(None, str(refused))
        else:
            if done:
                messages.success(request, done)
            return redirect(then or made)
    return render(request, template, {"form": form, **said}, status=422 if form.errors else 200)
