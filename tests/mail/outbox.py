"""An outbox to test with: people, letters, and what became of them."""

from datetime import date, datetime, timedelta
from typing import Any

from tracker import clock, database
from tracker.mail.actions import enqueue
from tracker.mail.message import Words
from tracker.mail.relay import Relay

MONDAY = clock.at(date(2024, 11, 4), 7)
NEXT_MONDAY = MONDAY + timedelta(days=7)


async def person(username: str) -> int:
    """A head of a department, with an address made of the name."""
    await database.execute(
        "INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from)"
        " VALUES ('SNV', 'Sở Nội vụ', 'Sở Nội vụ', 'department', 1, '2021-01-01') ON CONFLICT DO NOTHING"
    )
    found: int = await database.value(
        "INSERT INTO person (username, full_name, agency, role, email, created_at)"
        " SELECT $1, $1, id, 'lead', $2, $3 FROM agency WHERE code = 'SNV' RETURNING id",
        username,
        f"{username}@so.example",
        MONDAY,
    )
    return found


async def letter(username: str, who: int | None = None, week: str = "2024-W45", **changes: Any) -> int | None:
    """Enqueue one person's letter of a week; its id when it is new."""
    given: dict[str, Any] = {
        "key": f"overdue/{week}/{username}",
        "kind": "overdue",
        "person_id": who,
        "to_name": username.title(),
        "to_address": f"{username}@so.example",
        "words": Words(f"Nhiệm vụ quá hạn của {username}", "Nội dung", "<p>Nội dung</p>"),
        "at": MONDAY,
    }
    return await enqueue(**{**given, **changes})


async def states() -> dict[str, str]:
    """What became of each letter, by recipient's name."""
    found = await database.rows("SELECT recipient, state FROM letter ORDER BY id")
    return {row["recipient"].partition("@")[0]: row["state"] for row in found}


async def by_state(kind: str = "overdue") -> dict[str, int]:
    """How many letters of one kind stand in each state."""
    found = await database.rows(
        "SELECT state, count(*) AS letters FROM letter WHERE kind = $1 GROUP BY state ORDER BY state", kind
    )
    return {row["state"]: row["letters"] for row in found}


async def kept(username: str) -> dict[str, Any]:
    """One person's newest letter as it is kept."""
    found = await database.row(
        "SELECT * FROM letter WHERE recipient = $1 ORDER BY id DESC LIMIT 1", f"{username}@so.example"
    )
    assert found is not None
    return found


def relay_at(port: int, **changes: Any) -> Relay:
    """The relay on this machine, with time-outs short enough for a test."""
    given: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "plain",
        "sender": "nhac-viec@tinh.example",
        "connect_seconds": 2.0,
        "total_seconds": 3.0,
    }
    return Relay(**{**given, **changes})


def later(at: datetime, minutes: float) -> datetime:
    """So many minutes on."""
    return at + timedelta(minutes=minutes)
