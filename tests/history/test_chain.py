"""Every line of history becomes an entry of one unbroken chain, whoever writes at the same time."""

import asyncio
import json
import random

import asyncpg
import pytest

from tests.history.tampering import AT, a_line, superuser
from tracker import settings
from tracker.database import execute, rows, transaction, value
from tracker.database.engine import Engine, script
from tracker.history.checking import check_chain
from tracker.history.queries import entries, head
from tracker.history.rules import NOTHING, hash_of

WRITERS, ACTS = 8, 25
LINE = "INSERT INTO history (kind, object_id, verb, at) VALUES ('probe', $1, 'say', '2024-11-06T01:00Z')"


async def _connected() -> asyncpg.Connection:
    return await asyncpg.connect(settings.current().database_url)


async def _sealed() -> list[int]:
    return [one["line"] for one in await rows("SELECT line FROM history_seal ORDER BY seq")]


async def test_the_lines_of_a_transaction_are_sealed_in_their_order_when_it_ends(database: Engine) -> None:
    """Not before, and what is rolled back leaves no gap."""
    async with transaction():
        first, second = await a_line(), await a_line()
        assert await head() == (0, NOTHING)
    async with superuser():  # and nothing of it stays
        await a_line()
    third = await a_line()
    assert third == second + 2
    assert await _sealed() == [first, second, third]
    assert await value("SELECT array_agg(seq ORDER BY seq) FROM history_seal") == [1, 2, 3]
    found = await entries(0, 3, 10)
    before = NOTHING
    for entry in found:
        assert entry.hash == hash_of(entry.seq, before, entry.body or "")
        before = entry.hash
    assert await head() == (3, before)


async def test_eight_writers_make_one_chain_without_a_gap(database: Engine) -> None:
    """Real connections, transactions of one to five lines, every fifth rolled back."""
    chance = random.Random(3)
    plans = [[(chance.randint(1, 5), chance.random() < 0.2) for _ in range(ACTS)] for _ in range(WRITERS)]

    async def write(number: int) -> None:
        connection = await _connected()
        try:
            for lines, undone in plans[number]:
                under_way = connection.transaction()
                await under_way.start()
                for _ in range(lines):
                    await connection.execute(LINE, number)
                await (under_way.rollback() if undone else under_way.commit())
        finally:
            await connection.close()

    await asyncio.gather(*map(write, range(WRITERS)))
    kept = sum(lines for plan in plans for lines, undone in plan if not undone)
    assert (await head())[0] == await value("SELECT count(*) FROM history") == kept
    checked = await check_chain()
    assert (checked.looked_at, checked.found, checked.whole) == (kept, 0, True)
    for number in range(WRITERS):  # of one writer, the order of writing
        own = await rows(
            "SELECT line FROM history_seal JOIN history ON id = line WHERE object_id = $1 ORDER BY seq",
            number,
        )
        assert [one["line"] for one in own] == sorted(one["line"] for one in own)


async def test_no_line_waits_for_another_until_its_transaction_ends(database: Engine) -> None:
    """Somebody who wrote a line and has not finished holds nobody up."""
    slow, quick = await _connected(), await _connected()
    try:
        under_way = slow.transaction()
        await under_way.start()
        await slow.execute(LINE, 1)
        await asyncio.wait_for(quick.execute(LINE, 2), 5)
        await under_way.commit()
    finally:
        await asyncio.gather(slow.close(), quick.close())
    assert (await head())[0] == 2
    assert not (await check_chain()).found


async def _two_at_the_end() -> str:
    """Two transactions come to their ends at once; what becomes of the second."""
    first, second = await _connected(), await _connected()
    try:
        under_way = first.transaction()
        await under_way.start()
        await first.execute(LINE, 1)
        await first.execute("SET CONSTRAINTS history_seals IMMEDIATE")  # sealed, and not yet committed
        waiting = asyncio.create_task(second.execute(LINE, 2))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await under_way.commit()
        return str(await waiting)
    except asyncpg.PostgresError as trouble:
        return type(trouble).__name__
    finally:
        await asyncio.gather(first.close(), second.close())


async def test_who_comes_to_the_end_second_waits_and_goes_on_from_there(database: Engine) -> None:
    """One lock orders them. Negative control: without it the second act fails; the chain stays whole."""
    assert await _two_at_the_end() == "INSERT 0 1"
    body = await value("SELECT pg_get_functiondef('history_seals'::regproc)")
    assert "pg_advisory_xact_lock(7602022)" in body
    await script(body.replace("PERFORM pg_advisory_xact_lock(7602022);", ""))
    assert await _two_at_the_end() == "SerializationError"
    assert (await head())[0] == 3
    assert not (await check_chain()).found


async def test_an_older_snapshot_fails_rather_than_break_the_chain(database: Engine) -> None:
    """A repeatable-read transaction that did not see the last entry is told to try again."""
    old = await _connected()
    try:
        under_way = old.transaction(isolation="repeatable_read")
        await under_way.start()
        await old.fetchval("SELECT count(*) FROM history")
        await a_line()
        await old.execute(LINE, 1)
        with pytest.raises(asyncpg.SerializationError):
            await under_way.commit()
    finally:
        await old.close()
    assert (await head())[0] == 1


ODD = [
    "",
    'Nói "thẳng" \\ và / hai\r\ndòng\tmột\bđôi\f',
    "\x01\x1f\x7f\x85\u00a0\u2028\u2029\ufeff",
    "Nguyễn Thị Ý – đ Đ ỡ Ở",
    "\N{GRINNING FACE}\U0010fffd é e\u0301",
    "</script><!-- & '",
]


async def test_the_database_and_the_check_read_a_line_alike(province: Engine) -> None:
    """Every line of the province and odd ones, whatever the zone and styles of the session."""
    changes = {name: (None, name) for name in ODD if name} | {"n": (1, 2.50), "deep": ({"b": [None]}, [1e20])}
    for odd in ODD:
        await record_odd(odd, changes)
    for setting in (
        "TimeZone = 'America/St_Johns'",
        "DateStyle = 'German, DMY'",
        "bytea_output = 'escape'",
        "extra_float_digits = -5",
        "TimeZone = 'Asia/Ho_Chi_Minh'",
    ):
        async with transaction():
            await execute(f"SET LOCAL {setting}")
            found = await rows(
                """SELECT history_body(h) AS body, encode(s.hash, 'hex') AS hash FROM history AS h
                   JOIN history_seal AS s ON s.line = h.id ORDER BY s.seq"""
            )
        mine = await entries(0, len(found), len(found))
        assert [one["body"] for one in found] == [entry.body for entry in mine]
        assert [one["hash"] for one in found] == [entry.hash for entry in mine]
    assert not (await check_chain()).found


async def record_odd(odd: str, changes: dict[str, tuple[object, object]]) -> None:
    """A line that is odd in every field."""
    await execute(
        """INSERT INTO history (kind, object_id, verb, at, actor_name, actor_agency, version, text, changes)
           VALUES ($1, -1, $1, $2, $3::text, $3::text, 2147483647, $3::text, $4)""",
        odd[:12],
        AT,
        odd,
        json.dumps(changes),
    )
