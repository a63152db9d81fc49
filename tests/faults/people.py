"""Made people who go on whatever breaks: they read, reflect, share, answer, withdraw, edit and invite over HTTP.

What the place acknowledges goes into the ledger, and is looked for afterwards. What it does not, they send again under the
same id, as somebody does who presses the button once more.
"""

import html
import http.client
import random
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hls_platform.identifiers import uuid7

CSRF = "f" * 32
MOST_TRIES = 60
CALM = re.compile(r"<h1>[^<]+</h1>.*</main>", re.DOTALL)
NO_ANSWER = "no answer"
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Made words hold no digits, lest they look like somebody's number and are shown once more before they are shared."""


@dataclass
class Ledger:
    """What was acknowledged, and how everything was answered."""

    reflections: dict[str, str] = field(default_factory=dict)
    shared: set[tuple[str, str]] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    edits: Counter[str] = field(default_factory=Counter)
    responses: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    invitations: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    given_up: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    words_lost: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: str) -> None:
        with self.lock:
            self.answers[what, status] += 1

    @property
    def acknowledged(self) -> int:
        return (
            len(self.reflections) + len(self.shared) + len(self.withdrawn) + self.edits.total()
            + len(self.responses) + len(self.questions) + len(self.invitations)
        )  # fmt: skip


class Somebody(threading.Thread):
    """One person in one browser, until `over` is set."""

    def __init__(
        self,
        *,
        port: int,
        session: str,
        circle: tuple[str, str],
        ledger: Ledger,
        over: threading.Event,
        seed: int,
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.ledger, self.over = port, ledger, over
        self.circle_id, self.slug = circle
        self.chance = random.Random(seed)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}
        self.mine: list[str] = []
        self.number = 0

    def run(self) -> None:
        deeds: list[tuple[Callable[[], None], int]] = [
            (self.read, 6), (self.reflect, 5), (self.respond, 3), (self.edit, 2), (self.withdraw, 1),
            (self.ask, 1), (self.invite, 1),
        ]  # fmt: skip
        while not self.over.is_set():
            self.chance.choices([deed for deed, _often in deeds], [often for _deed, often in deeds])[0]()
            self.over.wait(self.chance.uniform(0.05, 0.3))

    # --- what they do ------------------------------------------------------------------------------

    def read(self) -> None:
        pages = [
            "/",
            "/circles/",
            "/reflections/",
            "/learning/",
            f"/circles/{self.slug}/",
            "/me/",
            "/reports/",
        ]
        self.get(self.chance.choice(pages))

    def reflect(self) -> None:
        id, text = str(uuid7()), self.words()
        sent: list[tuple[str, str]] = [("id", id), ("text", text), ("kind", "moment")]
        shares = self.chance.random() < 0.7
        if shares:
            sent.append(("share_with", self.circle_id))
        if self.send("reflect", "/reflect/", sent, text):
            with self.ledger.lock:
                self.ledger.reflections[id] = text
                if shares:
                    self.ledger.shared.add((id, self.circle_id))
            self.mine.append(id)

    def edit(self) -> None:
        if not self.mine:
            return
        id = self.chance.choice(self.mine)
        page = self.get(f"/reflections/{id}/edit/")
        read = re.search(r'name="read" value="(\w+)"', page or "")
        if not read:
            return
        text = self.words()
        if self.send(
            "edit", f"/reflections/{id}/edit/", [("text", text), ("kind", "moment"), ("read", read[1])], text
        ):
            with self.ledger.lock:
                self.ledger.reflections[id] = text
                self.ledger.edits[id] += 1

    def withdraw(self) -> None:
        if not self.mine:
            return
        id = self.chance.choice(self.mine)
        share = re.search(r'action="(/shared/[\w-]+/withdraw/)"', self.get(f"/reflections/{id}/") or "")
        if share and self.send("withdraw", share[1], []):
            with self.ledger.lock:
                self.ledger.withdrawn.add(id)

    def respond(self) -> None:
        found = re.findall(r'href="(/shared/[\w-]+/)"', self.get(f"/circles/{self.slug}/") or "")
        share = self.chance.choice(found) if found else None
        if share is None or self.get(share) is None:  # one's own leads elsewhere
            return
        id, text = str(uuid7()), self.words()
        sent = [("id", id), ("kind", "question"), ("text", text)]
        if self.send("respond", share, sent, text, may_be_gone=True):
            with self.ledger.lock:
                self.ledger.responses[id] = text

    def ask(self) -> None:
        id, text = str(uuid7()), self.words()
        if self.send("ask", f"/circles/{self.slug}/ask/", [("id", id), ("text", text), ("why", "")], text):
            with self.ledger.lock:
                self.ledger.questions[id] = text

    def invite(self) -> None:
        """Asked for once: whoever got no answer looks first whether it went, and does not send it twice."""
        email = f"{uuid.uuid4().hex}@example.org"
        with self.ledger.lock:
            self.ledger.invited.add(email)
        status, _page = self.post(
            "invite", f"/circles/{self.slug}/invite/", [("email", email), ("role", "member")]
        )
        if status == "302":
            with self.ledger.lock:
                self.ledger.invitations.add(email)

    def words(self) -> str:
        self.number += 1
        never_before = uuid.uuid4().hex.translate(LETTERS)
        return f"“{self.name} number {self.number}” & <{never_before}>"

    # --- how they do it ----------------------------------------------------------------------------

    def get(self, path: str) -> str | None:
        status, page = self.asked("GET", path)
        self.ledger.note("read", status)
        self.must_be_calm(f"GET {path}", status, page)
        return page if status == "200" else None

    def send(
        self, what: str, path: str, sent: list[tuple[str, str]], words: str = "", *, may_be_gone: bool = False
    ) -> bool:
        """Post it, again and again, until it is acknowledged; whether it was."""
        for _nth in range(MOST_TRIES):
            status, _page = self.post(what, path, sent, words)
            if status == "302":
                return True
            if status == "404" and may_be_gone:
                return False
            if status not in {NO_ANSWER, "500", "502", "503"}:
                with self.ledger.lock:
                    self.ledger.given_up[f"{what} {status}"] += 1
                return False
            time.sleep(0.3)
        with self.ledger.lock:
            self.ledger.given_up[f"{what} not acknowledged"] += 1
        return False

    def post(self, what: str, path: str, sent: list[tuple[str, str]], words: str = "") -> tuple[str, str]:
        status, page = self.asked("POST", path, urlencode([*sent, ("csrfmiddlewaretoken", CSRF)]))
        self.ledger.note(what, status)
        self.must_be_calm(f"POST {path}", status, page, words)
        return status, page

    def must_be_calm(self, what: str, status: str, page: str, words: str = "") -> None:
        """Note an error page that is not calm, or that does not hold the words that were sent."""
        if status.startswith("5") and not (CALM.search(page) and html.escape(words) in page):
            with self.ledger.lock:
                self.ledger.words_lost.append(f"{what} {status}: {page[:300]}")

    def asked(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return str(answer.status), answer.read().decode()
        except (OSError, http.client.HTTPException):
            return NO_ANSWER, ""
        finally:
            connection.close()
