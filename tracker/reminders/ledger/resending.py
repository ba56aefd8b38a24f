"""A letter said again because somebody asked: the same words, a new letter, to the present address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, value
from tracker.history.actions import record
from tracker.mail.actions import enqueue
from tracker.mail.catcher import opened
from tracker.mail.message import Words
from tracker.mail.rules import Unmailable, is_address
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict, NotThere, Refused
from tracker.reminders.ledger.letters import still_concerns
from tracker.reminders.ledger.rules import copy_key
from tracker.words import _

KIND = "letter"
_FOUND = """
    SELECT l.id, l.key, l.kind, l.person, l.state, l.content, l.resends, p.full_name AS name, p.email,
           p.disabled_at
    FROM letter AS l JOIN person AS p ON p.id = l.person WHERE l.id = $1"""

# Whoever has another post now must not read what the former one was told.
_MOVED = """
    SELECT EXISTS (SELECT FROM history AS h JOIN letter AS l ON l.id = $2
                   WHERE h.kind = 'person' AND h.object_id = $1 AND h.at > l.created_at
                       AND h.changes ?| ARRAY['agency', 'role'])"""


async def resend(office: Viewer, letter_id: int, at: datetime) -> int:
    """Put a letter's words in the outbox once more, as a new letter; its id. In the caller's transaction.

    The new one has its own Message-ID and Date, and goes to the address that the person has now. Raises
    NotThere when there is no such letter, Refused when the person cannot or need not be told again, Conflict
    when somebody asked for it at this very moment.
    """
    found = await row(_FOUND, letter_id)
    if found is None:
        raise NotThere
    first = found["resends"] or found["id"]
    await _may(found, first, at)
    copies = await value("SELECT count(*) FROM letter WHERE resends = $1", first)
    old = opened("", found["content"])
    header = {name.lower(): kept for name, kept in old.headers}.get("list-unsubscribe", "")
    try:
        made = await enqueue(
            key=copy_key(found["key"], copies + 1), kind=found["kind"], person_id=found["person"],
            to_name=found["name"], to_address=found["email"], words=Words(old.subject, old.text, old.html),
            at=at, unsubscribe=header.strip(" <>") or None,
        )  # fmt: skip
    except Unmailable:
        raise Refused(_no_address(found)) from None
    if made is None:
        raise Conflict
    await execute("UPDATE letter SET resends = $2 WHERE id = $1", made, first)
    await record(
        KIND, first, "resend", at, actor_id=office.id, actor_name=office.name,
        actor_agency=office.agency_name, text=f"{found['name']}: {old.subject}",
        changes={"recipient": ("", found["email"])},
    )  # fmt: skip
    return made


async def _may(found: Mapping[str, Any], first: int, at: datetime) -> None:
    if found["disabled_at"] is not None:
        raise Refused(_("The account of %(name)s is closed: nothing is sent to it.", name=found["name"]))
    if await value(_MOVED, found["person"], first):
        name = found["name"]
        raise Refused(_("%(name)s changed agency or role since: the letter is no longer theirs.", name=name))
    if not is_address(found["email"]):
        raise Refused(_no_address(found))
    waits = await value(
        """SELECT EXISTS (SELECT FROM letter
                          WHERE (id = $1 OR resends = $1) AND state IN ('ready', 'sending'))""",
        first,
    )
    if waits:
        raise Refused(_("This letter still waits to leave: it need not be sent again."))
    if found["state"] == "superseded":
        raise Refused(_("This letter is out of date: a newer one has taken its place."))
    if not await still_concerns(first, day_of(at)):
        raise Refused(_("Nothing that this letter tells of is still to be done by its reader."))


def _no_address(found: Mapping[str, Any]) -> str:
    return _("%(name)s has no address that letters can be sent to.", name=found["name"])
