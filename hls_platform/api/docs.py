"""The API described for people: the committed OpenAPI document, read out as pages from our own host."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from hls_platform.api.problems import TITLES

DESCRIBED: Path = settings.BASE_DIR / "docs" / "openapi.yaml"
METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True)
class Field:
    """A field of a body, or a parameter. `kind` says in words what it holds."""

    name: str
    kind: str
    required: bool
    help: str
    where: str = ""


@dataclass(frozen=True)
class Shape:
    """A JSON object: its name and fields."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Operation:
    """What can be done at an address."""

    id: str
    method: str
    path: str
    about: str
    scope: str
    parameters: tuple[Field, ...]
    sends: str
    answers: tuple[tuple[str, str, str], ...]


@dataclass
class Noun:
    """Everything under /api/<name>/, and the shapes it speaks of."""

    name: str
    operations: list[Operation] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)


@lru_cache(maxsize=1)
def nouns() -> dict[str, Noun]:
    """The nouns of the API by name, as docs/openapi.yaml has them."""
    document = yaml.load(DESCRIBED.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are the safe loader
    shapes = document["components"]["schemas"]
    found: dict[str, Noun] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                said = methods[method]
                noun = found.setdefault(said["tags"][0], Noun(said["tags"][0]))
                noun.operations.append(_operation(method, path, said))
                for name in _named(said):
                    _add_shape(noun, name, shapes)
    return dict(sorted(found.items()))


def _operation(method: str, path: str, said: dict[str, Any]) -> Operation:
    parameters = tuple(
        Field(
            each["name"],
            _kind(each["schema"]),
            each.get("required", False),
            each.get("description", ""),
            each["in"],
        )
        for each in said.get("parameters", ())
    )
    scopes = [scope for each in said.get("security", ()) for scope in each.get("token", ())]
    sends = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = tuple(
        (status, answer.get("description", ""), _kind(_content(answer)) if _content(answer) else "")
        for status, answer in sorted(said["responses"].items())
        if status < "400"
    )
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        about=said.get("description", ""),
        scope=scopes[0] if scopes else "",
        parameters=parameters,
        sends=_kind(sends) if sends else "",
        answers=answers,
    )


def _content(answer: dict[str, Any]) -> dict[str, Any]:
    return next((each["schema"] for each in answer.get("content", {}).values()), {})


def _named(said: Any) -> Iterator[str]:
    """The names of the shapes that a piece of the document refers to, problems left out."""
    if isinstance(said, dict):
        for key, inner in said.items():
            if key == "$ref":
                if "/schemas/" in inner:
                    yield inner.rpartition("/")[2]
            elif key != "application/problem+json":
                yield from _named(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from _named(inner)


def _add_shape(noun: Noun, name: str, shapes: dict[str, Any]) -> None:
    said = shapes[name]
    if name in noun.shapes or "properties" not in said:
        return
    required = set(said.get("required", ()))
    noun.shapes[name] = Shape(
        name,
        tuple(
            Field(each, _kind(inner, shapes), each in required, inner.get("description", ""))
            for each, inner in said["properties"].items()
        ),
    )
    for inner in _named(said["properties"]):
        _add_shape(noun, inner, shapes)


def _kind(said: dict[str, Any], shapes: dict[str, Any] | None = None) -> str:
    """What a schema holds, in a few words."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        values = (shapes or {}).get(name, {}).get("enum")
        return _one_of(values) if values else name
    if "enum" in said:
        return _one_of(said["enum"])
    for several in ("oneOf", "anyOf", "allOf"):
        if several in said:
            return " or ".join(dict.fromkeys(_kind(each, shapes) for each in said[several]))
    kind = said.get("type", "anything")
    kinds = kind if isinstance(kind, list) else [kind]
    if "array" in kinds:
        kinds = [
            f"list of {_kind(said.get('items', {}), shapes)}" if each == "array" else each for each in kinds
        ]
    written = said.get("format", "")
    return " or ".join(written if each == "string" and written else each for each in kinds)


def _one_of(values: list[Any]) -> str:
    return "one of " + ", ".join(f"“{value}”" for value in values if value is not None)


@login_not_required
def door(request: HttpRequest) -> JsonResponse:
    """Where to read on."""
    return JsonResponse(
        {
            "docs": request.build_absolute_uri(reverse("api:docs")),
            "openapi": request.build_absolute_uri(reverse("api:openapi")),
            "me": request.build_absolute_uri(reverse("api:me")),
        }
    )


@login_not_required
def openapi(request: HttpRequest) -> FileResponse:
    """The OpenAPI document."""
    return FileResponse(DESCRIBED.open("rb"), content_type="application/yaml")


@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    """How the API works, its problems, and its nouns."""
    return render(request, "hls_platform/api.html", {"nouns": nouns().values(), "problems": TITLES.items()})


@login_not_required
def noun(request: HttpRequest, name: str) -> HttpResponse:
    """Everything that can be done with one noun."""
    if name not in nouns():
        raise Http404
    return render(request, "hls_platform/api_noun.html", {"noun": nouns()[name]})
