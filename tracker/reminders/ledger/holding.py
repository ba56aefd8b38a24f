"""What the office does with a run before it is made: holds it back, and releases it."""

from datetime import datetime

from tracker.database import execute, row, value
from tracker.history.actions import record
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict, Refused
from tracker.reminders.ledger.coming import coming, made_at
from tracker.words import _, moment

KIND = "reminder_hold"


async def hold(office: Viewer, key: str, reason: str, at: datetime) -> None:
    """Hold back the run of this key until it is released; within the caller's transaction.

    Waits for a run that is being made at this very moment, so that what is said to be held has not left.
    Raises Refused for a run that was made already or is not the next one, Conflict when it is held already.
    """
    await execute("LOCK TABLE reminder_run IN SHARE MODE")
    made = await made_at(key)
    if made is not None:
        raise Refused(_(
            "This run was made at %(moment)s: its letters cannot be held any more.",
            moment=moment(made),
        ), "key")  # fmt: skip
    if key not in {one.key for one in await coming(at)}:
        raise Refused(_("Only the next weekly run and the next daily run can be held."), "key")
    made_hold = await value(
        """INSERT INTO reminder_hold (run_key, reason, held_by, held_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (run_key) WHERE released_at IS NULL DO NOTHING RETURNING id""",
        key, reason, office.id, at,
    )  # fmt: skip
    if made_hold is None:
        raise Conflict
    await _line(office, made_hold, "hold", at, key, reason)


async def release(office: Viewer, key: str, at: datetime) -> None:
    """Let a held run go: it is made at its hour, or at once when that has passed.

    One whose day or week is over is not made any more: then only the hold ends. Raises Conflict when it is
    not held any more.
    """
    found = await row(
        """UPDATE reminder_hold SET released_by = $2, released_at = $3
           WHERE run_key = $1 AND released_at IS NULL RETURNING id""",
        key, office.id, at,
    )  # fmt: skip
    if found is None:
        raise Conflict
    await _line(office, found["id"], "release", at, key)


async def _line(office: Viewer, object_id: int, verb: str, at: datetime, key: str, text: str = "") -> None:
    await record(
        KIND, object_id, verb, at,
        actor_id=office.id, actor_name=office.name, actor_agency=office.agency_name,
        text=text, changes={"run_key": ("", key) if verb == "hold" else (key, "")},
    )  # fmt: skip
