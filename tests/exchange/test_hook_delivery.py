"""Messages of web hooks leave in order, once, signed, and again until they are taken."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from tests.exchange.receiver import (
    Believed,
    Receiver,
    a_hook,
    believed,
    drained,
    keeper,
    kept,
    names_lead,
    outbox,
    pinged,
    receiving,
    signed_by,
    version_of,
)
from tests.tasks.reading import NOON
from tracker.database import execute, rows, transaction, value
from tracker.exchange.hooks import actions, delivery
from tracker.exchange.hooks.calling import READ_SECONDS
from tracker.exchange.hooks.delivery import Drain, claim, mark
from tracker.exchange.hooks.queries import anything_due
from tracker.exchange.hooks.rules import BACK_OFF, Verdict
from tracker.exchange.hooks.signing import secret
from tracker.settings import ROOT

pytestmark = pytest.mark.usefixtures("database")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EXPIRE = (
    "UPDATE hook_message SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'"
)


@pytest.fixture
def some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Believed:
    """A certificate, a caller who believes it, and names that lead to this machine."""
    names_lead(monkeypatch, lambda _host: ["127.0.0.1"])
    return believed(tmp_path / "c")


@pytest.fixture
async def there(some: Believed) -> AsyncIterator[Receiver]:
    """A system that takes everything."""
    async with receiving(some.served) as found:
        yield found


async def test_a_message_arrives_signed_and_is_marked(some: Believed, there: Receiver) -> None:
    """POST, JSON, id, time and signature as Standard Webhooks wants them; a changed byte does not verify."""
    hook = await a_hook(there.url("/nhan?x=1"))
    await pinged(hook)
    assert (await drained(some.caller, NOON)).sent == 1
    [line], [head], [body] = there.lines, there.heads, there.bodies
    [message] = await outbox(hook)
    assert line == "POST /nhan?x=1 HTTP/1.1"
    assert head["content-type"] == "application/json"
    assert head["webhook-id"] == f"msg_{message['id']}"
    assert abs(int(head["webhook-timestamp"]) - await value("SELECT extract(epoch FROM now())::bigint")) < 60
    assert body.decode() == message["content"]
    assert there.said[0] == {"type": "test.ping", "timestamp": "2024-11-06T05:00:00Z", "data": {"hook": hook}}
    assert signed_by(hook, 1, head, body)
    assert not signed_by(hook, 1, head, body + b" ")
    assert not signed_by(hook, 1, {**head, "webhook-timestamp": "1"}, body)
    assert not signed_by(hook, 2, head, body)
    assert (message["state"], message["answer"], message["sent_at"]) == ("sent", 204, NOON)
    assert not await anything_due(NOON)


async def test_the_old_secret_signs_along_for_a_day(some: Believed, there: Receiver) -> None:
    """After a rotation receivers have 24 hours; then only the new secret signs."""
    hook = await a_hook(there.url())
    async with transaction():
        assert await actions.rotate(await keeper(), hook, 1, NOON) == 2
    for at in (NOON + 23 * HOUR, NOON + 25 * HOUR):
        await pinged(hook, at=at)
        await drained(some.caller, at)
    assert [signed_by(hook, 2, *one) for one in zip(there.heads, there.bodies, strict=True)] == [True, True]
    assert [signed_by(hook, 1, *one) for one in zip(there.heads, there.bodies, strict=True)] == [True, False]
    assert [len(head["webhook-signature"].split(" ")) for head in there.heads] == [2, 1]


@pytest.mark.parametrize("answer", [301, 307, 400, 401, 404, 429, 500, 503])
async def test_whatever_is_not_taken_is_tried_again_in_its_place(
    some: Believed, there: Receiver, answer: int
) -> None:
    """Redirects are not followed; later messages wait behind the first, which keeps its id and bytes."""
    hook = await a_hook(there.url())
    await pinged(hook, 2)
    there.answer = answer
    done = await drained(some.caller, NOON)
    assert (done.later, done.tried, len(there.bodies)) == (1, 1, 1)
    first, second = await outbox(hook)
    assert (first["state"], first["answer"], first["next_try_at"]) == ("ready", answer, NOON + MINUTE)
    assert (second["state"], second["tries"]) == ("ready", 0)
    assert not await anything_due(NOON + MINUTE / 2)  # the worker does not even look
    assert (await drained(some.caller, NOON + MINUTE / 2)).tried == 0
    assert await anything_due(NOON + MINUTE)
    there.answer = 200
    assert (await drained(some.caller, NOON + MINUTE)).sent == 2
    ids = [head["webhook-id"] for head in there.heads]
    assert ids == [f"msg_{first['id']}", f"msg_{first['id']}", f"msg_{second['id']}"]
    assert there.bodies[0] == there.bodies[1]


async def test_it_is_given_up_after_three_days_and_the_next_one_has_its_turn(
    some: Believed, there: Receiver
) -> None:
    """From a minute up to six hours between tries; after three days failed, which somebody can try anew."""
    hook = await a_hook(there.url())
    await pinged(hook, 2)
    there.answer, at, waits = 500, NOON, []
    while (await outbox(hook))[0]["state"] == "ready":
        await drained(some.caller, at)
        waits.append((await outbox(hook))[0]["next_try_at"] - at)
        at += waits[-1]
    first, second = await outbox(hook)
    assert waits[:6] == list(BACK_OFF)
    assert set(waits[6:-1]) == {6 * HOUR}
    assert timedelta(days=3) <= at - NOON < timedelta(days=3, hours=6)
    assert (first["state"], first["answer"], first["tries"]) == ("failed", 500, len(waits))
    assert (second["state"], second["tries"]) == ("ready", 1)  # as old, but it has its three tries
    there.answer = 200
    async with transaction():
        await actions.retry(hook, first["id"], at)
    assert (await drained(some.caller, at + MINUTE)).sent == 2
    assert there.heads[-2]["webhook-id"] == f"msg_{first['id']}"  # before the newer one


async def test_410_stops_the_hook_and_resuming_begins_with_that_message(
    some: Believed, there: Receiver
) -> None:
    """Who is gone gets nothing more; history says why; nothing that waited is lost."""
    hook = await a_hook(there.url())
    await pinged(hook, 2)
    there.answer = 410
    assert (await drained(some.caller, NOON)).tried == 1
    assert (await kept(hook))["paused_at"] == NOON
    assert not await anything_due(NOON + 99 * HOUR)
    assert (await drained(some.caller, NOON + HOUR)).tried == 0
    lines = await rows("SELECT verb, text, version FROM history WHERE kind = 'hook' ORDER BY id")
    assert lines[-1] == {"verb": "pause_hook", "text": "410 Gone", "version": 2}
    there.answer = 200
    async with transaction():
        await actions.resume(await keeper(), hook, await version_of(hook), NOON + HOUR)
    assert (await drained(some.caller, NOON + HOUR)).sent == 2
    assert there.heads[0]["webhook-id"] == there.heads[1]["webhook-id"]


async def test_a_slow_system_holds_back_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time-out is a failed try; meanwhile the other hook gets all of its messages."""
    names_lead(monkeypatch, lambda _host: ["127.0.0.1"])
    some = believed(tmp_path / "c", total_seconds=0.6)
    async with receiving(some.served, after=30.0) as slow, receiving(some.served) as quick:
        tarpit, other = await a_hook(slow.url()), await a_hook(quick.url())
        await pinged(tarpit, 2)
        await pinged(other, 5)
        done = await drained(some.caller, NOON)
    assert (done.sent, done.later, len(slow.bodies)) == (5, 1, 1)
    first = (await outbox(tarpit))[0]
    assert (first["state"], first["answer"], first["trouble"]) == ("ready", None, "slow")
    assert [one["state"] for one in await outbox(other)] == ["sent"] * 5


@pytest.mark.parametrize(
    ("answer", "outcome", "trouble"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n" + b"x" * 9_000, "sent", ""),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nnot gzip", "sent", ""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "sent", ""),
        (b"", "later", "line"),
        (b"nonsense\r\n\r\n", "later", "line"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000, "later", "line"),
    ],
)
async def test_an_answer_is_its_status_alone(
    some: Believed, there: Receiver, answer: bytes, outcome: str, trouble: str
) -> None:
    """Of the rest a little is read and nothing believed: long, broken and lying answers do no harm."""
    there.answer = answer
    verdict = await some.caller.call(there.url(), {}, b"{}")
    assert (verdict.outcome, verdict.trouble) == (outcome, trouble)


async def test_an_answer_that_never_ends_is_not_waited_for(some: Believed, there: Receiver) -> None:
    """Once the status is there the message is taken; what trickles after it is left."""
    there.answer, there.hold = b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\nx", 30.0
    started = time.monotonic()
    assert (await some.caller.call(there.url(), {}, b"{}")).outcome == "sent"
    assert time.monotonic() - started < READ_SECONDS + 1


async def test_the_readmes_receiver_believes_us_and_nobody_else(
    some: Believed, there: Receiver, tmp_path: Path
) -> None:
    """The lines that the README gives to receivers are run on a real message, and on changed ones."""
    script = tmp_path / "readme_receiver.py"
    script.write_text(
        (ROOT / "README.md").read_text().partition("raw body so:\n\n```python\n")[2].partition("```")[0]
    )
    spec = spec_from_file_location("readme_receiver", script)
    assert spec is not None
    assert spec.loader is not None
    receiver = module_from_spec(spec)
    spec.loader.exec_module(receiver)
    hook = await a_hook(there.url())
    await pinged(hook)
    await drained(some.caller, NOON)
    [head], [body] = there.heads, there.bodies
    assert receiver.genuine(secret(hook, 1), head, body)
    assert not receiver.genuine(secret(hook, 2), head, body)
    assert not receiver.genuine(secret(hook, 1), head, body + b" ")
    assert not receiver.genuine(secret(hook, 1), {**head, "webhook-id": "msg_0"}, body)
    assert not receiver.genuine(secret(hook, 1), {**head, "webhook-timestamp": "1700000000"}, body)


async def test_many_workers_send_each_message_once_and_in_order(some: Believed, there: Receiver) -> None:
    """Four workers and five hooks: nothing twice, and for each hook the order of the outbox."""
    there.after = 0.002
    hooks = [await a_hook(there.url(f"/{n}")) for n in range(5)]
    for hook in hooks:
        await pinged(hook, 8)
    done = await asyncio.gather(*(drained(some.caller, NOON, f"w{n}") for n in range(4)))
    assert sum(one.sent for one in done) == 40
    for n, hook in enumerate(hooks):
        mine = [h["webhook-id"] for h, line in zip(there.heads, there.lines, strict=True) if f"/{n} " in line]
        assert mine == [f"msg_{message['id']}" for message in await outbox(hook)]


async def test_a_worker_that_dies_after_the_answer_sends_the_same_id_again(
    some: Believed, there: Receiver
) -> None:
    """The window: taken there, not yet marked here. The next worker waits for the lease and says the same."""
    hook = await a_hook(there.url())
    await pinged(hook, 2)
    dead = await claim("dead", NOON, some.caller.total_seconds)
    assert dead is not None
    content = dead.content.encode()
    assert (await some.caller.call(dead.url, dead.headers(content), content)).outcome == "sent"
    assert (await drained(some.caller, NOON + HOUR)).tried == 0  # neither it nor the one behind it
    await execute(EXPIRE)
    assert (await drained(some.caller, NOON + HOUR)).sent == 2
    first, again, second = there.heads
    assert first["webhook-id"] == again["webhook-id"] != second["webhook-id"]
    assert there.bodies[0] == there.bodies[1]
    done = Drain()
    await mark(dead, Verdict("later", 500), NOON, done)  # too late: it is no longer that worker's
    assert [one["state"] for one in await outbox(hook)] == ["sent", "sent"]


async def test_nothing_is_sent_inside_a_transaction(some: Believed) -> None:
    """A call inside a transaction would hold its locks for as long as a stranger likes."""
    async with transaction():
        with pytest.raises(RuntimeError, match="transaction"):
            await delivery.deliver_one(some.caller, "worker", lambda: NOON, Drain())
