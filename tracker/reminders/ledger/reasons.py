"""Why people were owed something in a run: the tasks it was about, each with what was to be told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.database import rows
from tracker.reminders.daily.rules import CONCERNS
from tracker.reminders.ledger.queries import Run

SHOWN = 6  # tasks named for a person; the rest is a number

# The deadline as it stood on the run's day: what a task says now may have moved since.
_OWED = f"""
    SELECT o.person, jsonb_array_length(o.tasks) AS n, c.code, t.title, f.due_on
    FROM reminder_owed AS o
    CROSS JOIN LATERAL jsonb_array_elements_text(jsonb_path_query_array(o.tasks, '$[0 to {SHOWN - 1}]'))
        WITH ORDINALITY AS c(code, place)
    LEFT JOIN task AS t ON t.code = c.code
    LEFT JOIN standing AS f ON f.task = t.id AND f.from_on <= $3 AND f.until_on > $3
    WHERE o.run = $1 AND o.person = ANY($2) ORDER BY o.person, c.place"""
# What was settled is the reason of nobody who was told of something.
_SAID = f"""
    SELECT s.*, t.code, t.title, h.verb FROM (
        SELECT person, key, task, count(*) OVER who AS n,
               row_number() OVER (who ORDER BY id) AS place
        FROM (SELECT *, outcome = 'gone' AND bool_or(outcome <> 'gone') OVER (PARTITION BY person) AS beside
              FROM reminder_said WHERE run = $1 AND person = ANY($2)) AS kept
        WHERE NOT beside WINDOW who AS (PARTITION BY person)) AS s
    JOIN task AS t ON t.id = s.task
    LEFT JOIN history AS h ON h.id = CASE WHEN s.key LIKE 'line/%' THEN substr(s.key, 6)::bigint END
    WHERE s.place <= {SHOWN} ORDER BY s.person, s.place"""


@dataclass(frozen=True)
class Reason:
    """One task and why it was told: a move's name in ``what``, or what ``key`` says, judged on ``day``."""

    code: str
    title: str
    day: date
    key: str = ""
    what: str = ""


@dataclass
class Why:
    """Everything a person was owed in a run: the first tasks, and how many more."""

    shown: list[Reason] = field(default_factory=list)
    all: int = 0

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.all - len(self.shown)


async def reasons(run: Run, people: Sequence[int]) -> dict[int, Why]:
    """Why each of some people was owed something: two questions, however many they are."""
    found: dict[int, Why] = {person: Why() for person in people}
    counted: set[tuple[str, int]] = set()
    for source, listed in (
        ("owed", await rows(_OWED, run.id, list(people), run.on_day)),
        ("said", await rows(_SAID, run.id, list(people))),
    ):
        for one in listed:
            why = found[one["person"]]
            if (source, one["person"]) not in counted:
                counted.add((source, one["person"]))
                why.all += one["n"]
            why.shown.append(
                overdue(one["code"], one["title"] or "", one["due_on"], run.on_day)
                if source == "owed"
                else _said(one, run.on_day)
            )
    return found


def overdue(code: str, title: str, due_on: date | None, day: date) -> Reason:
    """The reason of an overdue task; one whose deadline was moved that very day is merely overdue."""
    late = due_on is not None and due_on < day
    return Reason(code, title, day, f"overdue/{code}/{due_on}" if late else "")


def _said(one: Mapping[str, Any], day: date) -> Reason:
    concern = CONCERNS.get(one["verb"] or "")
    return Reason(one["code"], one["title"], day, one["key"], concern.what if concern else "")
