"""What was said: one row for a person and a thing, under the thing's key."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.database import execute, rows
from tracker.mail.delivery import UNSURE
from tracker.reminders.daily.rules import REACH

CHUNK = 5000  # rows of one statement: each ends long before its time is up

# Said: by a letter that left, is leaving or has failed, or that waits in the week's letter; settled without
# one. A daily letter that still waits is written anew with what came since, unless the relay may have taken
# it. A letter that failed at an address that was corrected since said nothing, if nobody sent it again by
# hand; and whoever could not be written to is still owed.
_LOST = f"""
    (l.state = 'superseded'
     OR l.state = 'ready' AND l.kind = 'daily' AND NOT starts_with(l.trouble, '{UNSURE}')
     OR l.state = 'failed' AND q.email <> l.recipient AND NOT EXISTS (
         SELECT FROM letter AS c WHERE c.resends = l.id AND c.state IN ('ready', 'sending', 'sent')))"""
_SAID = f"""
    SELECT s.person, s.key FROM reminder_said AS s LEFT JOIN letter AS l ON l.id = s.letter
    LEFT JOIN person AS q ON q.id = l.person
    WHERE s.key = ANY ($1) AND s.outcome <> 'no_address' AND (l.id IS NULL OR NOT {_LOST})"""
# Of letters that did not leave: what they were to tell, so that it is told anew or seen to be settled.
_UNSAID = f"""
    SELECT s.person, s.key, s.kind, s.task FROM reminder_said AS s JOIN letter AS l ON l.id = s.letter
    JOIN person AS q ON q.id = l.person
    WHERE s.run IN (SELECT id FROM reminder_run WHERE made_at > $1) AND {_LOST}"""
_KEEP = """
    INSERT INTO reminder_said (run, person, key, kind, task, told, outcome, letter)
    SELECT $1, * FROM unnest($2::integer[], $3::varchar[], $4::varchar[], $5::integer[], $6::integer[],
                             $7::varchar[], $8::bigint[])
    ON CONFLICT (person, key) DO UPDATE SET run = excluded.run, kind = excluded.kind, told = excluded.told,
        outcome = excluded.outcome, letter = excluded.letter"""


@dataclass(frozen=True)
class Mark:
    """What became of a thing for a person. ``outcome``: letter, gone, no_address or not_wanted."""

    person: int
    key: str
    kind: str
    task: int
    outcome: str
    told: int | None = None
    letter: int | None = None


async def said(keys: Collection[str]) -> set[tuple[int, str]]:
    """Of some things, who was told of which, or need not be any more."""
    return {(one["person"], one["key"]) for one in await rows(_SAID, list(keys))}


async def unsaid(at: datetime) -> list[Mark]:
    """What letters of the last two weeks were to tell that did not leave; as things that are gone."""
    return [Mark(**one, outcome="gone") for one in await rows(_UNSAID, at - REACH)]


async def keep(run: int, marks: Iterable[Mark]) -> None:
    """Note in the caller's transaction what became of things; the last word counts."""
    kept = list({(one.person, one.key): one for one in marks}.values())
    for first in range(0, len(kept), CHUNK):
        some = kept[first : first + CHUNK]
        await execute(
            _KEEP, run, [one.person for one in some], [one.key for one in some], [one.kind for one in some],
            [one.task for one in some], [one.told for one in some], [one.outcome for one in some],
            [one.letter for one in some],
        )  # fmt: skip
