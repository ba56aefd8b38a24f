"""What is asked of the ledger: the runs, who was owed what in one, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows
from tracker.reminders.ledger.rules import OWED, STANDINGS, TROUBLE, WAITING, WRITTEN, sum_of

PER_PAGE = 20
PEOPLE_PER_PAGE = 100

# One entry for each person of a run, whatever it was owed for. What a day's letter was to tell is told anew
# by a later day's when it did not leave: the letter then stands alone. A letter that was sent again stands as
# the newest copy does: the copies are few, so they are gathered once.
ENTRIES = """
    WITH told AS (
        SELECT run, person, outcome, letter FROM reminder_owed WHERE run = ANY($1)
        UNION ALL SELECT run, person, outcome, letter FROM reminder_said WHERE run = ANY($1)
        UNION ALL SELECT r.id, l.person, 'letter', l.id FROM reminder_run AS r
            JOIN letter AS l ON l.created_at = r.made_at AND l.kind = r.kind
            WHERE r.id = ANY($1) AND r.kind = 'daily' AND l.resends IS NULL AND l.person IS NOT NULL
                AND NOT EXISTS (SELECT FROM reminder_said AS s WHERE s.letter = l.id)),
    single AS (
        SELECT run, person, max(letter) AS first_letter,
               min(CASE outcome WHEN 'letter' THEN 1 WHEN 'no_address' THEN 2 WHEN 'not_wanted' THEN 3
                                WHEN 'gone' THEN 4 ELSE 5 END) AS n
        FROM told GROUP BY run, person),
    again AS (SELECT resends, max(id) AS id FROM letter WHERE resends IS NOT NULL GROUP BY resends),
    entry AS (
        SELECT s.run, s.person, s.first_letter, l.id AS letter, l.person AS told, l.recipient, l.subject,
               l.tries, l.sent_at, l.next_try_at, l.bounced_at, l.trouble,
               CASE WHEN s.n > 1 THEN (ARRAY['', 'no_address', 'not_wanted', 'gone', 'nothing_due'])[s.n]
                    WHEN l.bounced_at IS NOT NULL THEN 'bounced'
                    WHEN l.state = 'ready' AND l.tries > 0 THEN 'deferred'
                    WHEN l.state IN ('ready', 'sending') THEN 'waiting' ELSE l.state END AS standing
        FROM single AS s LEFT JOIN again AS a ON a.resends = s.first_letter
        LEFT JOIN letter AS l ON l.id = coalesce(a.id, s.first_letter))"""
# Which runs have entries in trouble, or letters that wait; copies count for their first letter.
_STATES = {
    "trouble": "l.state = 'failed' OR l.bounced_at IS NOT NULL",
    "waiting": "l.state IN ('ready', 'sending')",
}
_HAVING = """
    r.id IN (SELECT t.run FROM letter AS l JOIN (
                 SELECT run, letter FROM reminder_owed UNION SELECT run, letter FROM reminder_said
             ) AS t ON t.letter = coalesce(l.resends, l.id)
             WHERE ({state}) AND NOT EXISTS (SELECT FROM letter AS c
                 WHERE c.resends = coalesce(l.resends, l.id) AND c.id > l.id))"""
_NO_ADDRESS = """
    OR r.id IN (SELECT run FROM reminder_owed WHERE outcome = 'no_address'
                UNION SELECT run FROM reminder_said WHERE outcome = 'no_address')"""
STATES = tuple(_STATES)


@dataclass(frozen=True)
class Run:
    """One run and how many entries stand in which way."""

    id: int
    key: str
    kind: str
    on_day: date
    made_at: datetime
    standings: dict[str, int]
    letters: int = 0  # one letter may hold what several people are owed: that of a substitute

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/letters/runs/{self.key}"

    @property
    def owed(self) -> int:
        """How many people were owed something."""
        return sum_of(self.standings, OWED)

    @property
    def written(self) -> int:
        """How many of them a letter was written for."""
        return sum_of(self.standings, WRITTEN)

    @property
    def trouble(self) -> int:
        """How many of them were not reached."""
        return sum_of(self.standings, TROUBLE)

    @property
    def waiting(self) -> int:
        """How many letters have yet to leave."""
        return sum_of(self.standings, WAITING)

    def count(self, standing: str) -> int:
        """How many entries stand so."""
        return self.standings.get(standing, 0)


async def runs(kind: str = "", state: str = "", before: int | None = None) -> tuple[list[Run], int | None]:
    """The runs made last, and the id that the next older page begins before, if there is one.

    ``state``: ``trouble`` has somebody who was not reached, ``waiting`` a letter that has yet to leave.
    """
    narrowed, args = ["true"], list[Any]()
    for sql, arg in (("r.kind = ${}", kind or None), ("r.id < ${}", before)):
        if arg is not None:
            args.append(arg)
            narrowed.append(sql.format(len(args)))
    if state:
        also = _NO_ADDRESS if state == "trouble" else ""
        narrowed.append(f"({_HAVING.format(state=_STATES[state])}{also})")
    found = await rows(
        f"""SELECT r.id, r.key, r.kind, r.on_day, r.made_at FROM reminder_run AS r
            WHERE {" AND ".join(narrowed)} ORDER BY r.id DESC LIMIT {PER_PAGE + 1}""",
        *args,
    )
    shown = found[:PER_PAGE]
    return await _counted(shown), shown[-1]["id"] if len(found) > PER_PAGE else None


async def run_by(key: str) -> Run | None:
    """One run by its key, with its counts."""
    found = await row("SELECT id, key, kind, on_day, made_at FROM reminder_run WHERE key = $1", key)
    return (await _counted([found]))[0] if found else None


async def _counted(found: Sequence[dict[str, Any]]) -> list[Run]:
    ids = [one["id"] for one in found]
    counts = await rows(
        f"""{ENTRIES} SELECT run, standing, count(*) AS n, count(DISTINCT first_letter) AS letters
            FROM entry GROUP BY run, standing""",
        ids,
    )
    by_run: dict[int, dict[str, int]] = {run: {} for run in ids}
    letters = dict.fromkeys(ids, 0)
    for one in counts:
        by_run[one["run"]][one["standing"]] = one["n"]
        letters[one["run"]] += one["letters"]  # all that one letter serves stand as it does
    return [Run(**one, standings=by_run[one["id"]], letters=letters[one["id"]]) for one in found]


async def entries(run: Run, standing: str, page: int) -> list[dict[str, Any]]:
    """A page of a run's people with how their letter stands; what needs somebody's hand first.

    ``told_name`` is who was written to in their place, while they were away.
    """
    wanted = [standing] if standing else list(STANDINGS)
    return await rows(
        f"""{ENTRIES}
            SELECT e.*, p.full_name AS name, p.role, a.name AS agency_name, p.disabled_at IS NOT NULL AS left,
                   CASE WHEN e.told <> e.person THEN s.full_name END AS told_name
            FROM entry AS e JOIN person AS p ON p.id = e.person JOIN agency AS a ON a.id = p.agency
            LEFT JOIN person AS s ON s.id = e.told
            WHERE e.standing = ANY($2)
            ORDER BY array_position($3::text[], e.standing::text), p.role <> 'office', a.sort_order, a.id,
                     p.role, p.id
            LIMIT {PEOPLE_PER_PAGE} OFFSET $4""",
        [run.id], wanted, list(STANDINGS), (page - 1) * PEOPLE_PER_PAGE,
    )  # fmt: skip
