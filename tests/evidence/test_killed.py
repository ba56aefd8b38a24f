"""The machine stops at any point of an upload: no row without its file, and what is left over is swept."""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path

from tests.evidence.killed_process import POINTS
from tests.evidence.sending import TASK, files_in, kept
from tests.evidence.test_sweep import NIGHT, aged
from tests.tasks.moving import task
from tests.tasks.reading import freeze
from tracker import settings
from tracker.database import rows
from tracker.evidence import store as places
from tracker.evidence.sweep import nightly
from tracker.settings import ROOT

ROUNDS = 2
KILLED, REFUSED = -9, 5


async def deaths(folder: Path) -> Counter[tuple[str, int]]:
    """Run all rounds in a process of their own; how each point ended how often."""
    chosen = settings.current()
    kept = {name: said for name, said in os.environ.items() if not name.startswith("TRACKER_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.evidence.killed_process", str(folder), str(ROUNDS),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        env={**kept, "TRACKER_DATABASE_URL": chosen.database_url, "TRACKER_SECRET_KEY": chosen.secret_key},
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0
    ends = (line.rpartition("\t") for line in said.decode().splitlines())
    return Counter((point, int(code)) for point, _tab, code in ends)


async def test_no_row_is_without_its_file_and_nothing_is_left_after_the_sweep(
    province: object, store: Path
) -> None:
    """Eight points, a full disk, and whole rounds as control: files, rows, history and versions agree."""
    freeze()
    before = await task(TASK)
    ends = await deaths(store)
    died = [point for point in POINTS if point != "never"]
    assert ends == {
        **{(point, KILLED): ROUNDS for point in died},
        ("never", 0): ROUNDS,
        ("full disk", REFUSED): ROUNDS,
    }
    done = [f"{point} {n}.pdf" for point in ("committed", "never") for n in range(ROUNDS)]
    found = await kept()
    assert sorted(one["name"] for one in found) == sorted(done)
    for one in found:
        assert places.trouble_of(one["sha256"]) == ""
    told = await rows("SELECT text FROM history WHERE verb = 'attach'")
    assert len(told) == len(done) == (await task(TASK))["version"] - before["version"]
    names = {one["sha256"].hex() for one in found}
    left = [path for path in files_in(store) if path.name not in names]
    assert len(left) == ROUNDS * (len(died) - 1)  # each death before the commit left one file
    for path in left:
        aged(path, 25)
    orphans = sum(path.parent.name != places.INCOMING for path in left)
    assert orphans == 2 * ROUNDS
    assert (await nightly(NIGHT)).startswith(
        f"{len(left) - orphans} leftovers and {orphans} orphans removed, "
    )
    assert {path.name for path in files_in(store)} == names
