"""No address that somebody gives us makes this machine call its own network."""

import socket

import pytest

from hls_platform.outward import Unreachable, checked, is_public, post

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_known_however_it_is_written(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700:4700::1111"])
def test_a_public_address_is_one(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "//example.org", "https://", "https://me:secret@example.org/",
        "https://example.org/#part", "https://example.org/a b", "https://example.org/\r\nX: y", "https://[::1",
        "https://example.org:99999/", "https://example.org:0/", "https://" + "x" * 600, "javascript:alert(1)",
        "https://exämple.org/",
    ],
)  # fmt: skip
def test_an_address_of_another_form_is_refused(url):
    with pytest.raises(Unreachable):
        checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
    ],
)  # fmt: skip
def test_a_name_for_this_machine_is_refused(url):
    with pytest.raises(Unreachable):
        post(url, b"", {})


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    def resolved(host, port, **_more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(Unreachable, match="private"):
        post("https://rebound.example/", b"", {})
