"""The command line: figures come out, bad input is one sentence and exit code 2, nothing is half done."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import SECRET, clone
from tracker.settings import ROOT

# Seconds from the tests' real day back to 06/11/2024 09:00 Hanoi time are worked out by the demo clock;
# here a fixed day is asked for instead.
DAY = ["--as-of", "2024-11-06"]


# Keeps the server of a data folder running.
HOLD = """
import sys, time
from pathlib import Path
from tracker.database.embedded import server
with server(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(60)
"""


def tracker(*args: str, env: dict[str, str] | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator would."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")}
    return subprocess.run(
        [sys.executable, "-m", "tracker", *args],
        cwd=ROOT,
        env={**surroundings, **(env or {}), **more},
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
async def real(clerk: asyncpg.Connection, server_url: str, seeded_template: str) -> dict[str, str]:
    """The environment of an installation on a real server that holds the demonstration's records."""
    url = await clone(clerk, server_url, seeded_template)
    return {"TRACKER_DATABASE_URL": url, "TRACKER_SECRET_KEY": SECRET}


@pytest.fixture(scope="session")
async def bare(clerk: asyncpg.Connection, server_url: str, empty_template: str) -> dict[str, str]:
    """The environment of an installation with the schema and nothing in it."""
    url = await clone(clerk, server_url, empty_template)
    return {"TRACKER_DATABASE_URL": url, "TRACKER_SECRET_KEY": SECRET}


def test_the_published_figures_come_out_as_json(real: dict[str, str]) -> None:
    """The JSON has the published figures and both rates with two decimals."""
    done = tracker("figures", *DAY, "--json", env=real)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "as_of": "2024-11-06",
        "groups": [
            {
                "group": "total",
                "total": 176,
                "in_time": 49,
                "overdue": 5,
                "awaiting": 29,
                "done_on_time": 89,
                "done_late": 4,
                "rate_all": 52.84,
                "rate_due": 94.90,
            }
        ],
    }
    assert '"rate_due":94.90' in done.stdout


@pytest.mark.parametrize("by", ["agency", "area"])
def test_groups_sum_to_the_total(real: dict[str, str], by: str) -> None:
    """By agency and by area every task stands in exactly one group."""
    groups = json.loads(tracker("figures", *DAY, "--by", by, "--json", env=real).stdout)["groups"]
    assert sum(g["total"] for g in groups) == 176
    assert sum(g["overdue"] for g in groups) == 5
    assert ("STNMT" if by == "agency" else "TTHC") in {g["group"] for g in groups}


def test_a_day_without_a_rate_says_null(real: dict[str, str]) -> None:
    """On a day with tasks but nothing finished or overdue the second rate is of nothing."""
    [group] = json.loads(tracker("figures", "--as-of", "2021-08-05", "--json", env=real).stdout)["groups"]
    assert group["rate_due"] is None


BAD = [
    (["figures", "--as-of", "06/11/2024"], "is not a day"),
    (["figures", "--as-of", "2024-02-30"], "is not a day"),
    (["figures", "--as-of", "2019-01-01"], "begin on 2021-01-01"),
    (["figures", "--as-of", "2999-01-01"], "still to come"),
    (["figures", "--by", "person"], "person"),
    (["seed", "no-such-folder"], "no such file in no-such-folder"),
    (["report", "--out", "no/such/folder/x.pdf"], "no folder"),
    (["user", "disable", "nobody"], "no account nobody"),
    (["user", "add", "a", "--name", "A", "--agency", "KHONGCO", "--role", "lead"], "KHONGCO"),
    (["remind", "--dry-run"], "--on"),
    (["frobnicate"], "frobnicate"),
    (["web", "--port", "70000"], "70000"),
]


@pytest.mark.parametrize(("args", "said"), BAD)
def test_bad_input_is_one_sentence_and_exit_code_2(real: dict[str, str], args: list[str], said: str) -> None:
    """No trace of the program's inside, one line that names what is wrong."""
    done = tracker(*args, env=real)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [("TRACKER_SMTP_URL", "http://x"), ("TRACKER_POOL_SIZ", "5"), ("TRACKER_SECRET_KEY", "x")],
)
def test_a_wrong_setting_stops_the_start(real: dict[str, str], name: str, text: str) -> None:
    """The sentence names the variable."""
    done = tracker("figures", env={**real, name: text})
    assert done.returncode == 2
    assert name in done.stderr


def test_an_empty_installation_says_what_to_do(bare: dict[str, str]) -> None:
    """Without records the figures name the command that loads them."""
    done = tracker("figures", env=bare)
    assert done.returncode == 2
    assert "tracker seed" in done.stderr


def test_a_database_without_schema_says_what_to_do(server_url: str) -> None:
    """The server's own empty database is refused with the command that prepares it."""
    done = tracker("figures", env={"TRACKER_DATABASE_URL": server_url, "TRACKER_SECRET_KEY": SECRET})
    assert done.returncode == 2
    assert "tracker migrate" in done.stderr


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    """No database at the address: one line, exit code 1."""
    done = tracker("figures", TRACKER_DATABASE_URL="postgresql://x@127.0.0.1:1/x", TRACKER_SECRET_KEY=SECRET)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_one_clear_sentence(real: dict[str, str]) -> None:
    """Another program on the port: the sentence says so and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = tracker("web", "--port", str(other.getsockname()[1]), env=real)
    assert done.returncode == 2
    assert "choose another with --port" in done.stderr


def test_two_commands_share_one_data_folder_and_the_last_one_stops_the_server(data_folder: Path) -> None:
    """Commands started together both do their job; afterwards no server is left running."""
    assert tracker("migrate", "--data", str(data_folder)).returncode == 0
    args = [sys.executable, "-m", "tracker"]
    commands = [["seed", "seeds"], ["user", "list"], ["migrate"], ["figures", "--json", *DAY]]
    started = [
        subprocess.Popen(
            [*args, *c, "--data", str(data_folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for c in commands[:3]
    ]
    told = [p.communicate(timeout=120)[0] for p in started]
    assert [p.returncode for p in started] == [0, 0, 0], told
    done = tracker(*commands[3], "--data", str(data_folder))
    assert json.loads(done.stdout)["groups"][0]["total"] == 176
    assert not (data_folder / "postgres" / "postmaster.pid").exists()


def test_a_lock_left_by_a_crash_is_survived(data_folder: Path) -> None:
    """After the server was killed with its lock file left behind, the next command works."""
    assert tracker("migrate", "--data", str(data_folder)).returncode == 0
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLD,
            str(data_folder),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.stdout.close()
    pid = int((data_folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    holder.kill()
    holder.wait()
    os.kill(pid, signal.SIGKILL)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.05)
    assert (data_folder / "postgres" / "postmaster.pid").exists()
    done = tracker("migrate", "--data", str(data_folder))
    assert done.returncode == 0, done.stderr
    assert not (data_folder / "postgres" / "postmaster.pid").exists()
