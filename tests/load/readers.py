"""Made people of a large place, whose requests are timed."""

import re
import threading
import time
from collections import defaultdict

from tests.faults.people import Ledger, Somebody


class Times:
    """How long each kind of request took, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.lock = threading.Lock()

    def note(self, what: str, seconds: float) -> None:
        with self.lock:
            self.seconds[what].append(seconds)


class Reader(Somebody):
    """Somebody of a made world, who reads `pages` (name, address) and writes in a circle that their Reflect box offers."""

    def __init__(
        self, *, port: int, session: str, pages: list[tuple[str, str]], ledger: Ledger, times: Times,
        over: threading.Event, seed: int,
    ) -> None:  # fmt: skip
        super().__init__(port=port, session=session, circle=("", ""), ledger=ledger, over=over, seed=seed)
        self.pages, self.times, self.doing = pages, times, ""

    def run(self) -> None:
        self.doing = "Reflect"
        box = self.get("/reflect/") or ""
        self.circle_id = self.chance.choice(re.findall(r'name="share_with" value="([\w-]+)"', box))
        self.doing = "Learning"
        found = re.findall(r'href="/circles/([\w-]+)/ask/"', self.get("/learning/") or "")
        self.slug = self.chance.choice(found)
        super().run()

    def read(self) -> None:
        self.doing, address = self.chance.choice(self.pages)
        self.get(address)

    def invite(self) -> None:
        """Whoever reads here does not lead, and invites nobody."""

    def asked(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        begun = time.perf_counter()
        said = super().asked(method, path, body)
        took = time.perf_counter() - begun
        self.times.note(self.doing if method == "GET" and self.doing else self.named(method, path), took)
        self.doing = ""
        return said

    def named(self, method: str, path: str) -> str:
        kind = "opened" if method == "GET" else "sent"
        noun = "reflection, edited" if path.endswith("/edit/") else path.split("/")[1]
        return f"{noun}, {kind}"
