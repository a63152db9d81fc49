"""A post office for tests: takes letters over SMTP, slowly, and counts only those whose sender lived to hear so."""

import select
import socket
import socketserver
import threading
import time
from email import message_from_bytes


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `letters` holds (address, Message-ID) of what it has taken.

    `refused` holds what it answers to an address that it does not take letters for.
    From the letter numbered `pauses_at` on it keeps every sender waiting, until `goes_on` is set: so that a
    sender can be killed in the middle of a letter, and never just after it.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(
        self, seconds_a_letter: float, refused: dict[str, str] | None = None, *, pauses_at: int | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.seconds_a_letter = seconds_a_letter
        self.refused = refused or {}
        self.letters: list[tuple[str, str]] = []
        self.pauses_at = pauses_at
        self.goes_on = threading.Event()
        self.begun = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.said("220 ready")
        to = ""
        while line := self.heard():
            verb = line.strip().upper()
            if verb.startswith(b"DATA"):
                self.said("354 go on")
                self.take(to)
            elif verb.startswith(b"QUIT"):
                self.said("221 goodbye")
                return
            else:
                if verb.startswith(b"RCPT"):
                    to = line.decode().split("<")[1].split(">")[0]
                self.said(self.server.refused.get(to, "250 yes") if verb.startswith(b"RCPT") else "250 yes")

    def heard(self) -> bytes:
        """The next line; nothing when the sender is gone."""
        try:
            return self.rfile.readline()
        except OSError:
            return b""

    def take(self, to: str) -> None:
        lines = []
        while (line := self.heard()) not in (b".\r\n", b""):
            lines.append(line)
        with self.server.lock:
            self.server.begun += 1
            pauses_at = self.server.pauses_at
            pause = pauses_at is not None and self.server.begun >= pauses_at
        if pause:
            self.server.goes_on.wait()
        time.sleep(self.server.seconds_a_letter)
        if self.sender_is_gone():
            return
        message = message_from_bytes(b"".join(lines))
        with self.server.lock:
            self.server.letters.append((to, message["Message-ID"]))
        self.said("250 taken")

    def sender_is_gone(self) -> bool:
        readable, _writable, _broken = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def said(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError:
            return
