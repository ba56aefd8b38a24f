"""The demonstration, started as a newcomer starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.doors.test_commands import tracker
from tracker.settings import ROOT


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Demo:
    """A demonstration under way."""

    def __init__(self, data: Path, *args: str) -> None:
        self.port = free_port()
        self.log = data.parent / "demo.log"
        env = {k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tracker",
                    "demo",
                    "--port",
                    str(self.port),
                    "--data",
                    str(data),
                    *args,
                ],
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def said(self) -> str:
        """Everything printed so far."""
        return self.log.read_text(encoding="utf-8")

    def until_open(self) -> str:
        """Wait until the address is printed; what was printed."""
        for _ in range(600):
            if "Accounts" in self.said():
                return self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(self.said())

    def stop(self, how: int = signal.SIGINT) -> int:
        """Ctrl-C, and how it ended."""
        self.process.send_signal(how)
        return self.process.wait(60)


def test_a_newcomer_sees_the_published_figures_and_comes_back_to_where_it_was(data_folder: Path) -> None:
    """It starts, tells address and accounts of each role, stops cleanly, goes on, and begins anew."""
    demo = Demo(data_folder)
    said = demo.until_open()
    assert f"http://127.0.0.1:{demo.port}" in said
    assert "06/11/2024 08:0" in said
    for role in ("member", "office", "lead", "staff", "auditor", "admin"):
        assert re.search(rf"^  {role} ", said, re.MULTILINE)
    with urlopen(f"http://127.0.0.1:{demo.port}/sign-in", timeout=10) as page:
        assert "Dữ liệu minh họa" in page.read().decode()
    beside = tracker("figures", "--json", "--data", str(data_folder))
    assert json.loads(beside.stdout)["groups"][0]["overdue"] == 5, beside.stderr
    assert json.loads(beside.stdout)["as_of"] == "2024-11-06"
    tracker("user", "disable", "htb.lanhdao", "--data", str(data_folder))
    assert demo.stop() == 0
    assert not (data_folder / "postgres" / "postmaster.pid").exists()
    with pytest.raises(URLError):
        urlopen(f"http://127.0.0.1:{demo.port}/sign-in", timeout=2)

    again = Demo(data_folder)
    said = again.until_open()
    assert "Loading" not in said
    assert "disabled" in tracker("user", "list", "--data", str(data_folder)).stdout
    assert (
        "Another command is using"
        in tracker("demo", "--fresh", "--port", str(free_port()), "--data", str(data_folder)).stderr
    )
    assert again.stop(signal.SIGTERM) == 0

    anew = Demo(data_folder, "--fresh", "--as-of", "2024-11-11")
    said = anew.until_open()
    assert "Loading" in said
    assert "11/11/2024 08:0" in said
    assert "disabled" not in tracker("user", "list", "--data", str(data_folder)).stdout
    assert anew.stop() == 0
