"""Asking the API as a program does: JSON in, JSON out, with a token."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from relationships.actions.tokens import make_token
from relationships.models import Person, Scope


class Program:
    """A program with a token of a person, for all scopes or for some."""

    def __init__(self, person: Person, *scopes: str) -> None:
        self.token, self.secret = make_token(by=person, name="A test", scopes=scopes or Scope.values)
        self.client = Client()

    def ask(self, method: str, address: str, sent: object = None, **headers: str) -> Any:
        body = {} if sent is None else {"data": json.dumps(sent), "content_type": "application/json"}
        return self.client.generic(
            method, address, headers={"Authorization": f"Bearer {self.secret}", **headers}, **body
        )

    def get(self, address: str, **headers: str) -> Any:
        return self.ask("GET", address, **headers)

    def post(self, address: str, sent: object = None, **headers: str) -> Any:
        return self.ask("POST", address, sent or {}, **headers)

    def change(self, address: str, verb: str = "", sent: object = None, method: str = "POST") -> Any:
        """Read what stands there, then change it on the condition that it still does."""
        etag = self.get(address)["ETag"]
        return self.ask(method, address + (f"{verb}/" if verb else ""), sent or {}, **{"If-Match": etag})


def listed(name: str) -> str:
    return reverse(f"api:{name}-list")


def one(name: str, thing: Any) -> str:
    return reverse(f"api:{name}-detail", args=[thing.pk])
