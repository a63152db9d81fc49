"""Addresses: each name leads to its own page, and to no other."""

from django.urls import NoReverseMatch, resolve, reverse

from tests.addresses import all_names


def test_every_address_without_an_argument_leads_to_the_page_it_names():
    led = {}
    for name in all_names():
        try:
            led[name] = resolve(reverse(name)).view_name
        except NoReverseMatch:
            continue  # it needs an argument
    assert {"relationships:begin", "relationships:found", "systems:import", "funders:begin"} <= set(led)
    assert {name: to for name, to in led.items() if name != to} == {}
