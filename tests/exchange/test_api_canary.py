"""Promises about whose words a program reads: those of its person's tasks, and no others."""

import pytest
from litestar import Litestar

from tests.exchange.asking import ROOT, a_program, asked, codes
from tests.tasks.reading import freeze
from tests.web.site import made
from tracker import clock
from tracker.database import execute
from tracker.exchange.api import scopes

BUCKETS = ("in_time", "overdue", "awaiting", "done_on_time", "done_late")
DAYS = ("2024-11-06", "2024-06-30", "2023-03-31")


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


async def test_nobody_reads_another_agencys_words(served: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lead's program opens every answer there is: nowhere stands a word of a task that is not theirs."""
    monkeypatch.setattr(scopes, "PER_MINUTE", 1_000_000)
    await execute(
        "UPDATE task SET title = 'CANARY ' || code || ' ' || title, progress_note = 'CANARY ' || code, "
        "search = search || ' canary', changed_at = $1",
        clock.now(),
    )
    program, office = await a_program(served, "lead"), await a_program(served, "office")
    own = set(await codes(program, limit=200)) | set(await codes(program, limit=200, bucket="withdrawn"))
    everything = await codes(office, limit=200)
    assert set(everything) > own
    days = {"from": "2021-07-01", "until": "2024-11-06"}
    paths = ["/programmes", "/areas", "/agencies", "/figures", "/changes", "/reports", "/tasks?q=canary"]
    paths += [f"/tasks?bucket={name}&as_of={day}&limit=200" for name in BUCKETS for day in DAYS]
    paths += [f"/tasks/{code}{more}" for code in everything for more in ("", "/history")]
    kinds = (await asked(program, "/changes", **days))["kinds"]
    paths += [f"/changes?kind={one['kind']}&limit=200&from=2021-07-01" for one in kinds]
    theirs, found = set(everything) - own, {path: await program.get(f"{ROOT}{path}") for path in paths}
    seen = "".join(one.text for one in found.values())
    assert {code for code in own if f"CANARY {code} " in seen}  # one's own are read
    assert {code for code in theirs if f"CANARY {code} " in seen or f'CANARY {code}"' in seen} == set()
    assert {found[f"/tasks/{code}"].status_code for code in theirs} == {404}
    assert "CANARY" in (await office.get(f"{ROOT}/tasks/{min(theirs)}")).text  # who sees all does read them
