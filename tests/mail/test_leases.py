"""Several workers, dead workers, lost connections: a letter is one worker's at a time, and marked once."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest

from tests.mail.outbox import MONDAY, NEXT_MONDAY, by_state, kept, later, letter, person, relay_at
from tests.mail.scripted import Script, relay_playing
from tracker import database
from tracker.mail import delivery
from tracker.mail.delivery import deliver_all, deliver_one
from tracker.mail.queries import anything_due
from tracker.mail.rules import Verdict

pytestmark = pytest.mark.usefixtures("database")


async def test_two_deliverers_send_nothing_twice() -> None:
    """Three workers drain 60 letters at once: each letter leaves exactly once."""
    for n in range(60):
        await letter(f"person{n}")
    script = Script(after=0.005)
    async with relay_playing(script) as port:
        shares = await asyncio.gather(*(deliver_all(relay_at(port), f"w{n}", MONDAY) for n in range(3)))
    assert sum(share.sent for share in shares) == 60
    assert all(share.sent > 0 for share in shares)  # else nothing was at once
    assert Counter(who for who, _ in script.taken) == {f"person{n}@so.example": 1 for n in range(60)}
    assert script.most_open == 3


async def test_a_letter_under_way_is_nobody_elses_until_its_lease_ends() -> None:
    """A worker that died leaves its letter to the next one, after the lease and not before."""
    await letter("alice")
    claimed = await delivery._claim("dead", MONDAY, 30.0)
    assert claimed is not None
    lease = await database.value("SELECT lease_until - clock_timestamp() FROM letter")
    assert timedelta(seconds=295) < lease <= timedelta(seconds=300)  # ten times the limit of one letter
    script = Script()
    async with relay_playing(script) as port:
        assert not await deliver_one(relay_at(port), "alive", later(MONDAY, 600))
        await database.execute("UPDATE letter SET lease_until = clock_timestamp() - interval '1 second'")
        assert await anything_due(MONDAY)
        assert await deliver_one(relay_at(port), "alive", later(MONDAY, 600))
    found = await kept("alice")
    assert (found["state"], found["tries"], len(script.taken)) == ("sent", 2, 1)


async def test_a_worker_that_lost_its_lease_overwrites_nothing() -> None:
    """Its late mark falls on a letter that another has taken over, and is dropped."""
    await letter("alice")
    slow = await delivery._claim("same-name", MONDAY, 30.0)
    await database.execute("UPDATE letter SET lease_until = clock_timestamp() - interval '1 second'")
    quick = await delivery._claim("same-name", MONDAY, 30.0)
    assert slow is not None
    assert quick is not None
    await delivery._mark(slow, Verdict("failed", "too late"), MONDAY)
    assert (await kept("alice"))["state"] == "sending"
    await delivery._mark(quick, Verdict("sent"), MONDAY)
    await delivery._mark(slow, Verdict("failed", "too late"), MONDAY)
    assert (await kept("alice"))["state"] == "sent"


async def test_a_new_week_overtakes_a_letter_that_was_under_way() -> None:
    """Nobody gets two weeks at once, even when the old letter was in a dead worker's hands."""
    alice = await person("alice")
    await letter("alice", alice)
    assert await delivery._claim("dead", MONDAY, 30.0) is not None
    await letter("alice", alice, "2024-W46", at=NEXT_MONDAY)
    await database.execute(
        "UPDATE letter SET lease_until = clock_timestamp() - interval '1 s' WHERE tries > 0"
    )
    script = Script()
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", NEXT_MONDAY)
    assert done.sent == 1
    assert await by_state() == {"sent": 1, "superseded": 1}
    assert b"2024-W46" in script.taken[0][1]


async def test_nothing_is_sent_inside_a_transaction() -> None:
    """A transaction must not wait for a mail relay: that is refused before anything is claimed."""
    await letter("alice")
    with pytest.raises(RuntimeError, match="transaction"):
        async with database.transaction():
            await deliver_one(relay_at(1), "worker", MONDAY)
    assert (await kept("alice"))["state"] == "ready"


@pytest.mark.alone  # it waits for a time that a busy machine does not keep
@pytest.mark.parametrize("patience", [(0.01,), ()])
async def test_a_mark_survives_a_lost_connection(
    patience: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 250 the database is asked again, for a lost mark would mean a second copy."""
    monkeypatch.setattr(delivery, "MARK_PAUSES", patience)
    await letter("alice")
    claimed = await delivery._claim("worker", MONDAY, 30.0)
    assert claimed is not None
    marking = asyncio.create_task(delivery._mark(claimed, Verdict("sent"), MONDAY))
    await _cut_the_connection_of(marking)
    if patience:
        await marking
        assert (await kept("alice"))["state"] == "sent"
    else:
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await marking


async def _cut_the_connection_of(marking: "asyncio.Task[None]") -> None:
    """Hold the table so that the mark must wait, and end its connection while it does."""
    waiting = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'letter'::regclass"
    )
    async with database.transaction():
        await database.execute("LOCK TABLE letter IN EXCLUSIVE MODE")
        while not await database.rows(waiting):
            assert not marking.done()
            await asyncio.sleep(0.01)
