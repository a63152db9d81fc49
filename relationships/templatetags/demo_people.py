"""Who one can be in the demo, for the sign-in page."""

from django import template

from relationships.demo.load import PASSWORD, address_of
from relationships.demo.place import read

register = template.Library()


@register.simple_tag
def demo_people() -> dict[str, object]:
    """The demo's people one can sign in as, and the password they share."""
    said = read("people.toml")
    people = [
        {"name": said["people"][key], "email": address_of(key), "comes_for": comes_for}
        for key, comes_for in said["personas"].items()
    ]
    return {"people": people, "password": PASSWORD}
