"""The keys that lock what a person's devices keep: made anew from our secret each time, and kept nowhere.

A device encrypts to the public half, so that one can always write. The private half is handed to pages of the person
alone, while they are signed in. See docs/decisions/0026-without-a-network.md.
"""

import base64
import hashlib
import uuid

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve's group: SEC 2, secp256r1."""


def keys_of(person: uuid.UUID) -> list[dict[str, str]]:
    """The person's key pair as JSON Web Keys with a name (`kid`); after it those of earlier secrets that are still believed."""
    return [_key_of(person, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _key_of(person: uuid.UUID, secret: str) -> dict[str, str]:
    # 48 bytes, so that what is taken from the group is even to a part in 2**128
    seed = HKDF(SHA256(), 48, salt=None, info=b"what a device keeps of " + person.bytes).derive(
        secret.encode()
    )
    scalar = int.from_bytes(seed, "big") % (ORDER - 1) + 1
    point = ec.derive_private_key(scalar, CURVE).public_key().public_numbers()
    x, y, d = (number.to_bytes(32, "big") for number in (point.x, point.y, scalar))
    name = hashlib.sha256(x + y).hexdigest()[:16]
    return {"kty": "EC", "crv": "P-256", "kid": name, "x": _said(x), "y": _said(y), "d": _said(d)}


def _said(number: bytes) -> str:
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()
