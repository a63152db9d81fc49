"""A small OpenID Connect provider of an organisation, in a thread of the test: it lets in whoever it is told to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "learning-place", "kept-in-the-environment"


class Provider(ThreadingHTTPServer):
    """Who signs in next is `who` (None cancels). What it was asked with is checked as a provider would."""

    who: str | None = "amina-at-work"
    email = "amina@work.example"
    claimed = ""
    """Whom it says it is, where that is not itself."""

    def __init__(self) -> None:
        super().__init__(("localhost", 0), Answers)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_said: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        issuer = self.server.issuer
        if parts.path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": self.server.claimed or issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif parts.path == "/authorize":
            said = {"state": asked["state"], "error": "access_denied"}
            if self.server.who:
                code = secrets.token_urlsafe(16)
                self.server.codes[code] = asked | {"sub": self.server.who}
                said = {"state": asked["state"], "code": code}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(said)}")
            self.end_headers()
        elif parts.path == "/userinfo":
            sub = self.headers["Authorization"].removeprefix("Bearer ")
            self._say({"sub": sub, "email": self.server.email, "email_verified": True})
        else:
            self._say({}, status=404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        right = asked and (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
        if not right or asked["code_challenge"] != challenge.rstrip(b"=").decode():
            return self._say({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        issuer = self.server.claimed or self.server.issuer
        claims = {"iss": issuer, "aud": CLIENT, "sub": asked["sub"], "iat": now, "exp": now + 60}
        token = jwt.encode(claims, self.server.key, algorithm="RS256")
        return self._say({"access_token": asked["sub"], "token_type": "Bearer", "id_token": token})

    def _say(self, what: dict[str, object], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())


@contextmanager
def a_provider() -> Iterator[Provider]:
    """The provider, answering until the block ends."""
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
