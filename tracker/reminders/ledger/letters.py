"""One letter of the ledger: as it was written, what became of it, and what it still concerns."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.database import row, rows, value
from tracker.mail.catcher import Caught, opened
from tracker.refusal import NotThere
from tracker.reminders.ledger.rules import standing_of

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted")
# Whoever reads the ledger must not be able to stop another person's letters.
_STOP = re.compile(r"(/letters/stop/)[0-9]+-[0-9a-f]+")
_LETTER = """
    SELECT l.id, l.key, l.kind, l.person, l.recipient, l.subject, l.content, l.state, l.tries, l.created_at,
           l.next_try_at, l.sent_at, l.trouble, l.bounced_at, l.resends, p.full_name AS name, p.email,
           p.language, p.disabled_at, a.name AS agency_name
    FROM letter AS l JOIN person AS p ON p.id = l.person JOIN agency AS a ON a.id = p.agency
    WHERE l.id = $1"""
# Of what was told, whether anything is still as it was told and still the reader's. ``o`` is what a weekly
# run owed, ``s`` what was said beside; the day is that of the asker.
STILL = """(EXISTS (
        SELECT FROM reminder_owed AS o JOIN person AS p ON p.id = o.person
        JOIN task AS t ON t.code IN (SELECT jsonb_array_elements_text(o.tasks))
        WHERE {owed} AND t.due_on < {day} AND t.state NOT IN ('submitted', 'confirmed', 'withdrawn')
            AND (p.role IN ('office', 'member') OR t.lead_agency = p.agency)
    ) OR EXISTS (
        SELECT FROM reminder_said AS s JOIN person AS p ON p.id = s.person JOIN task AS t ON t.id = s.task
        WHERE {said} AND t.state NOT IN ('confirmed', 'withdrawn')
            AND (p.role IN ('office', 'member') OR t.lead_agency = p.agency OR EXISTS (
                SELECT FROM task_coordinator AS c WHERE c.task = t.id AND c.agency = p.agency))))"""


@dataclass(frozen=True)
class Kept:
    """A letter as it stands in the outbox, and as its reader sees it."""

    facts: dict[str, Any]
    seen: Caught
    run_key: str  # of the run that it belongs to; empty for another kind of letter
    bounces: list[dict[str, Any]]
    copies: list[dict[str, Any]]  # letters that say the same again, oldest first

    @property
    def standing(self) -> str:
        """How it stands: as entries of a run do."""
        return standing_of(self.facts)

    @property
    def first(self) -> int:
        """The letter that was written by the run itself, of which this one may be a copy."""
        return int(self.facts["resends"] or self.facts["id"])


async def letter(letter_id: int) -> Kept:
    """One letter. Raises NotThere when there is none."""
    facts = await row(_LETTER, letter_id)
    if facts is None:
        raise NotThere
    first = facts["resends"] or facts["id"]
    run_key = "/".join(facts["key"].split("/")[:2])  # a letter's key begins with that of its run
    if await value("SELECT id FROM reminder_run WHERE key = $1", run_key) is None:
        run_key = ""
    bounces = await rows(
        "SELECT on_day, hard, status, said, noted_at FROM letter_bounce WHERE letter = $1 ORDER BY id",
        letter_id,
    )
    copies = await rows(
        """SELECT id, state, created_at, sent_at, bounced_at, recipient FROM letter
           WHERE resends = $1 ORDER BY id""",
        first,
    )
    return Kept(facts, seen(facts["content"]), run_key, bounces, copies)


async def content_of(letter_id: int) -> Caught:
    """What the reader of a letter sees. Raises NotThere when there is none."""
    found = await value("SELECT content FROM letter WHERE id = $1 AND person IS NOT NULL", letter_id)
    if found is None:
        raise NotThere
    return seen(found)


def seen(content: bytes) -> Caught:
    """A letter as its reader sees it, but for the address that would stop their letters."""
    found = opened("", content)
    headers = {name.lower(): kept for name, kept in found.headers}
    shown = tuple((name, headers[name.lower()]) for name in HEADERS if name.lower() in headers)
    return replace(found, headers=shown, text=hidden(found.text), html=hidden(found.html))


def hidden(text: str) -> str:
    """A text without the signature of the address that stops a person's letters."""
    return _STOP.sub(r"\1…", text)


async def still_concerns(letter_id: int, today: date) -> bool:
    """Whether something that a run's letter told is still so: overdue, or open, and its reader's."""
    still = STILL.format(owed="o.letter = $1", said="s.letter = $1", day="$2")
    return bool(await value(f"SELECT {still}", letter_id, today))
