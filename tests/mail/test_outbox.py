"""A letter is put in the outbox with the fact it is about, and once."""

import pytest

from tests.mail.outbox import MONDAY, NEXT_MONDAY, by_state, kept, letter, person, states
from tracker import database
from tracker.mail import delivery
from tracker.mail.rules import Unmailable, Verdict

pytestmark = pytest.mark.usefixtures("database")


async def test_a_letter_is_said_once() -> None:
    """The same key again changes nothing, whatever the words are now."""
    first = await letter("alice")
    assert first
    again = await letter("alice", at=NEXT_MONDAY, to_name="Somebody else")
    assert again is None
    assert (await kept("alice"))["created_at"] == MONDAY
    assert await by_state() == {"ready": 1}


async def test_a_letter_goes_with_the_fact_it_is_about() -> None:
    """A transaction that fails takes its letters with it."""

    async def fail() -> None:
        async with database.transaction():
            await letter("alice")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await by_state() == {}


async def test_an_address_that_cannot_be_used_is_refused_before_anything_is_kept() -> None:
    """The caller learns it and can say so; the outbox holds only what can be sent."""
    with pytest.raises(Unmailable):
        await letter("alice", to_address="alice@so.example\r\nBcc: x@y.example")
    assert await by_state() == {}


async def test_a_new_week_supersedes_a_letter_that_has_not_left() -> None:
    """Only the same person's, only of the same kind, only older ones, only unsent ones."""
    alice, bob = await person("alice"), await person("bob")
    await letter("alice", alice)
    await letter("bob", bob)
    await letter("alice", alice, key="office/2024-W45/alice", kind="office")
    await letter("alice", alice, "2024-W46", at=NEXT_MONDAY)
    found = await database.rows("SELECT key, state FROM letter ORDER BY id")
    assert [(row["key"], row["state"]) for row in found] == [
        ("overdue/2024-W45/alice", "superseded"),
        ("overdue/2024-W45/bob", "ready"),
        ("office/2024-W45/alice", "ready"),
        ("overdue/2024-W46/alice", "ready"),
    ]


async def test_what_was_sent_stays_sent() -> None:
    """A new week does not rewrite the old one's record."""
    alice = await person("alice")
    await letter("alice", alice)
    claimed = await delivery._claim("worker", MONDAY, 30.0)
    assert claimed is not None
    await delivery._mark(claimed, Verdict("sent"), MONDAY)
    await letter("alice", alice, "2024-W46", at=NEXT_MONDAY)
    assert await by_state() == {"ready": 1, "sent": 1}


async def test_a_run_made_up_for_later_supersedes_nothing_newer() -> None:
    """An older week enqueued after a newer one does not push it aside, and is itself not sent."""
    alice = await person("alice")
    await letter("alice", alice, "2024-W46", at=NEXT_MONDAY)
    await letter("alice", alice, at=MONDAY)
    claimed = await delivery._claim("worker", NEXT_MONDAY, 30.0)
    assert claimed is not None
    assert b"2024-W46" in claimed.content
    assert await delivery._claim("worker", NEXT_MONDAY, 30.0) is None
    assert await by_state() == {"sending": 1, "superseded": 1}


async def test_letters_to_nobody_in_particular_supersede_nothing() -> None:
    """Without a person there is no earlier letter to the same one."""
    await letter("alice")
    await letter("bob", at=NEXT_MONDAY)
    assert await states() == {"alice": "ready", "bob": "ready"}
