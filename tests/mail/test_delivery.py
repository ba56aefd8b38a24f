"""Letters leave the outbox: each once, none lost, none in the way of the others."""

import asyncio
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest

from tests.mail.outbox import MONDAY, kept, later, letter, relay_at, states
from tests.mail.scripted import DROP, HANG, Script, greeting, relay_playing
from tracker import database
from tracker.mail.delivery import deliver_all, deliver_one
from tracker.mail.queries import anything_due

pytestmark = pytest.mark.usefixtures("database")


async def test_a_letter_is_handed_over_and_marked() -> None:
    """250 means sent: with the moment, the try counted and the lease given back."""
    await letter("alice")
    assert await anything_due(MONDAY)
    script = Script()
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY)
    assert (done.sent, done.later, done.failed, done.trouble) == (1, 0, 0, "")
    found = await kept("alice")
    assert (found["state"], found["tries"], found["lease_owner"], found["lease_until"]) == (
        "sent",
        1,
        "",
        None,
    )
    assert MONDAY <= found["sent_at"] < later(MONDAY, 1)
    assert script.taken_by("alice@so.example") == [found["content"]]
    assert not await anything_due(later(MONDAY, 600))


async def test_the_bytes_that_arrive_are_the_bytes_that_were_kept() -> None:
    """A line that starts with a dot survives the wire."""
    await letter("alice")
    await database.execute("UPDATE letter SET content = $1", b"Subject: x\r\n\r\n.dot\r\n..two\r\n")
    script = Script()
    async with relay_playing(script) as port:
        await deliver_all(relay_at(port), "worker", MONDAY)
    assert script.taken[0][1] == b"Subject: x\r\n\r\n.dot\r\n..two\r\n"


async def test_many_letters_travel_over_one_line() -> None:
    """One connection carries them all, one recipient each; nothing is sent beyond the limit."""
    for n in range(30):
        await letter(f"person{n}")
    script = Script()
    async with relay_playing(script) as port:
        first = await deliver_all(relay_at(port), "worker", MONDAY, limit=20)
        second = await deliver_all(relay_at(port), "worker", MONDAY)
    assert (first.sent, second.sent, script.lines) == (20, 10, 2)
    assert set(Counter(who for who, _ in script.taken).values()) == {1}


async def test_a_letter_is_not_sent_before_its_time() -> None:
    """A letter enqueued for Monday stays where it is on Sunday."""
    await letter("alice")
    async with relay_playing(Script()) as port:
        assert not await deliver_one(relay_at(port), "worker", MONDAY - timedelta(seconds=1))
        assert await deliver_one(relay_at(port), "worker", MONDAY)


async def test_a_busy_recipient_is_tried_again_with_the_same_letter() -> None:
    """4xx waits 1, 5, 15, 60 minutes, then an hour each; then 250 takes the same id, date and bytes."""
    await letter("alice")
    script = Script()
    script.at_rcpt["alice@so.example"] = ["451 4.7.1 Greylisted"] * 4 + ["452 4.2.2 Mailbox full"]
    at, waits = MONDAY, []
    async with relay_playing(script) as port:
        for _ in range(5):
            assert (await deliver_all(relay_at(port), "worker", at)).later == 1
            found = await kept("alice")
            assert found["state"] == "ready"
            waits.append(round((found["next_try_at"] - at).total_seconds() / 60))
            at = later(found["next_try_at"], 0.1)
        assert found["trouble"] == "452 4.2.2 Mailbox full"
        assert (await deliver_all(relay_at(port), "worker", at)).sent == 1
    assert waits == [1, 5, 15, 60, 60]
    message = message_from_bytes(script.taken_by("alice@so.example")[0])
    assert message["Message-ID"] == found["message_id"]
    assert message["Date"] == "Mon, 04 Nov 2024 07:00:00 +0700"
    assert (await kept("alice"))["trouble"] == ""


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_dead_address_fails_and_the_others_are_sent(stage: str) -> None:
    """5xx on one letter is final for it alone."""
    for name in ("alice", "bob", "charlie"):
        await letter(name)
    script = Script()
    getattr(script, f"at_{stage}")["bob@so.example"] = ["550 5.1.1 No such user"]
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY)
    assert (done.sent, done.failed) == (2, 1)
    assert await states() == {"alice": "sent", "bob": "failed", "charlie": "sent"}
    assert (await kept("bob"))["trouble"] == "550 5.1.1 No such user"
    assert not await anything_due(later(MONDAY, 6000))


async def test_a_relay_that_is_down_costs_no_letter_a_try() -> None:
    """Down for the Monday run, back later: one attempt a drain, then all are sent, once."""
    for n in range(12):
        await letter(f"person{n}")
    script = Script()
    async with relay_playing(script):
        pass  # its port is known and nobody listens there any more
    at = MONDAY
    for _ in range(15):
        done = await deliver_all(relay_at(script.port), "worker", at)
        assert (done.sent, done.later) == (0, 1)
        assert "connect" in done.trouble.lower()
        at = later(at, 1)
    assert await database.value("SELECT max(tries) FROM letter") == 0
    async with relay_playing(script) as port:
        for _ in range(2):
            await deliver_all(relay_at(port), "worker", at)
            at = later(at, 1)
    assert set((await states()).values()) == {"sent"}
    assert len(script.taken) == 12
    assert len({who for who, _ in script.taken}) == 12


async def test_a_relay_that_refuses_us_fails_no_letter() -> None:
    """A refused sender is our fault, not that of 3 recipients: the drain stops, all stay ready."""
    for name in ("alice", "bob", "charlie"):
        await letter(name)
    script = Script(at_mail=["550 5.7.1 Sender rejected"])
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY)
    assert (done.later, done.trouble) == (1, "550 5.7.1 Sender rejected")
    assert set((await states()).values()) == {"ready"}


async def test_a_line_lost_after_the_letter_means_a_second_copy_with_the_same_id() -> None:
    """The documented exception: nobody can know, so it is sent again, recognisably the same."""
    await letter("alice")
    await letter("bob")
    script = Script()
    script.at_data["alice@so.example"] = [DROP]
    async with relay_playing(script) as port:
        first = await deliver_all(relay_at(port), "worker", MONDAY)
        assert (first.sent, first.later) == (1, 1)
        assert "may arrive twice" in (await kept("alice"))["trouble"]
        await deliver_all(relay_at(port), "worker", later(MONDAY, 2))
    assert await states() == {"alice": "sent", "bob": "sent"}
    once, again = script.taken_by("alice@so.example")
    assert once == again
    assert len(script.taken_by("bob@so.example")) == 1


async def test_a_relay_that_breaks_every_line_is_left_alone() -> None:
    """Two broken lines in a row end the drain, so that 10 letters do not cost 10 time-outs."""
    for n in range(10):
        await letter(f"person{n}")
    script = Script(at_rcpt={f"person{n}@so.example": [DROP] for n in range(10)})
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY)
    assert (done.later, script.lines) == (2, 2)


async def test_a_silent_relay_is_given_up_in_time() -> None:
    """A letter takes no longer than its limit, whatever the relay does; the next one is sent."""
    await letter("alice")
    await letter("bob")
    script = Script()
    script.at_rcpt["alice@so.example"] = [HANG]
    started = asyncio.get_running_loop().time()
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port, total_seconds=0.5), "worker", MONDAY)
    assert asyncio.get_running_loop().time() - started < 2
    assert (done.sent, done.later) == (1, 1)


async def test_an_odd_answer_can_be_kept() -> None:
    """Words that are no text are stored as something readable, and the letter stays due."""
    await letter("alice")
    async with greeting(b"554 \x07\xff\xfe\x00 go away\r\n") as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY)
    found = await kept("alice")
    assert (done.later, found["state"]) == (1, "ready")
    assert found["trouble"].startswith("554 ")
    assert found["trouble"].endswith("go away")
