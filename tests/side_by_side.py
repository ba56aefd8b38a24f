"""Tests that run side by side in several processes: what they share, how one gets the machine to itself."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tracker.database.embedded import erase

MEMORY = Path("/dev/shm")  # noqa: S108  (files that lie in memory, where the system has such a place)
ROOM = 2 << 30  # bytes that must be free there; a run takes a quarter of it
LONGEST = "test_whole_life.py"
_folder = pytest.StashKey[Path]()


def in_memory() -> bool:
    """Whether there is a place for files in memory, with room for a run."""
    try:
        return shutil.disk_usage(MEMORY).free > ROOM
    except OSError:
        return False


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL can reach when the tests run as root and it runs as another user.

    pytest's own folders are closed to others, and closed again by every run.
    """
    folder = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tracker-tests-", dir=MEMORY if in_memory() else None))
    folder.chmod(0o755)
    return folder


def shared(config: pytest.Config) -> Path | None:
    """The folder that the processes of this run share; None when there is only this one."""
    given = getattr(config, "workerinput", {}).get("shared")
    return Path(given) if given else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process that will test where the shared folder is; the first makes it."""
    if _folder not in node.config.stash:
        node.config.stash[_folder] = _made()
    node.workerinput["shared"] = str(node.config.stash[_folder])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind, not even the server of a process that crashed."""
    folder = config.stash.get(_folder, None)
    if folder is not None:
        erase(folder)
        shutil.rmtree(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that want the machine to themselves come first: the others wait once, not now and then.

    Then the longest: at the end one process would wait a minute for the other.
    """
    items.sort(key=lambda item: (item.get_closest_marker("alone") is None, LONGEST not in item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test beside others, or alone when it is marked so."""
    folder = shared(item.config)
    if folder is None:
        return (yield)
    with (folder / "next").open("a") as next_, (folder / "running").open("a") as running:
        fcntl.flock(next_, fcntl.LOCK_EX)  # while somebody waits to be alone, nobody else begins
        fcntl.flock(running, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        fcntl.flock(next_, fcntl.LOCK_UN)
        return (yield)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time do something."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(folder: Path, name: str, make: Callable[[], object]) -> None:
    """Make something that the processes of this run share; whoever comes later waits until it is there."""
    made = folder / f"{name}.made"
    with locked(folder / f"{name}.lock"):
        if not made.exists():
            make()
            made.touch()
