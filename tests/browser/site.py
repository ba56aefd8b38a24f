"""The site as people reach it: a process of its own on a port, on 06/11/2024, over a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import httpx

from tests.conftest import SECRET
from tracker.clock import at
from tracker.settings import ROOT

DAY = date(2024, 11, 6)
PASSWORD = "minh-hoa-2024"
SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A site under way: its address, and the surroundings its commands run in."""

    url: str
    env: dict[str, str]

    def command(self, *args: str, **more: str) -> str:
        """What a ``tracker`` command on the same database prints; it must end well."""
        done = subprocess.run(
            [sys.executable, "-m", "tracker", *args], cwd=ROOT, env={**self.env, **more},
            capture_output=True, text=True, timeout=SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(database_url: str, folder: Path, *command: str) -> Iterator[Site]:
    """A ``tracker`` command that answers in the browser, until it is stopped by its process id."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", surroundings(database_url, f"http://127.0.0.1:{port}"))
    told = folder / "site.log"
    with told.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", *command, "--port", str(port), "--data", str(folder)],
            cwd=ROOT, env=site.env, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _until_ready(site.url, process, told)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0, told.read_text(encoding="utf-8")
    failures = [line[-300:] for line in told.read_text(encoding="utf-8").splitlines() if '"error"' in line]
    assert not failures, failures


@contextmanager
def at_work(site: Site) -> Iterator[None]:
    """A worker beside the site, until it is stopped by its process id."""
    process = subprocess.Popen([sys.executable, "-m", "tracker", "worker"], cwd=ROOT, env=site.env)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


def surroundings(database_url: str, url: str) -> dict[str, str]:
    """The environment of a command: the settings of this site and none of the machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    offset = (at(DAY, 8) - datetime.now(UTC)).total_seconds()
    return {
        **kept,
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_SECRET_KEY": SECRET,
        "TRACKER_BASE_URL": url,
        "TRACKER_CLOCK_OFFSET": f"{offset:.0f}",
    }


def _until_ready(url: str, process: subprocess.Popen[bytes], told: Path) -> None:
    for _ in range(SECONDS * 20):
        assert process.poll() is None, told.read_text(encoding="utf-8")
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(told.read_text(encoding="utf-8"))
