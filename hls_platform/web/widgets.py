"""The fields of forms, written straight from Python: through Django's small templates a page of them costs more than
everything else on it. Says the same as those templates; what is not here still goes through them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
"""What a widget's `get_context` says of it."""


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{conditional_escape(str(value))}"'
    return f'<input type="{widget["type"]}" name="{widget["name"]}"{said}{_attributes(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    words = conditional_escape(widget["value"] or "")
    return f'<textarea name="{widget["name"]}"{_attributes(widget["attrs"])}>\n{words}</textarea>'


def _select(widget: Widget) -> str:
    said = []
    for group, options, _nth in widget["optgroups"]:
        inside = "".join(
            f'<option value="{conditional_escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>"
            for option in options
        )
        said.append(f'<optgroup label="{conditional_escape(group)}">{inside}</optgroup>' if group else inside)
    return f'<select name="{widget["name"]}"{_attributes(widget["attrs"])}>{"".join(said)}</select>'


def _ticks(widget: Widget) -> str:
    said = "".join(
        f'<div><label for="{option["attrs"]["id"]}">{_input(option)} {conditional_escape(option["label"])}</label></div>'
        for _group, options, _nth in widget["optgroups"]
        for option in options
    )
    return f'<div id="{widget["attrs"]["id"]}">{said}</div>'


WRITTEN: dict[str, Callable[[Widget], str]] = {
    **{
        f"django/forms/widgets/{kind}.html": _input
        for kind in ("checkbox", "date", "email", "hidden", "input", "number", "password", "text", "url")
    },
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/checkbox_select.html": _ticks,
    "django/forms/widgets/radio.html": _ticks,
}


class WrittenWidgets(DjangoTemplates):
    """Django's renderer of forms, with the usual widgets written from here."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        write = WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return SafeString(write(context["widget"]))  # each part of it is escaped above
