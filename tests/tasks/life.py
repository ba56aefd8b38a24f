"""The little world a state machine lives in: a programme, agencies, ten people; what stands there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.given import Actor
from tracker.clock import day_of
from tracker.database import row, rows, value
from tracker.tasks.tables import Task

FIRST = date(2024, 1, 8)
OPENS = timedelta(days=1)
# Who there is: the agency by its place among the four (the office's is the first), the role, may submit.
PEOPLE = (
    (0, "office", False), (0, "office", False), (0, "member", False), (0, "auditor", False),
    (1, "lead", False), (1, "staff", True), (1, "staff", False), (2, "lead", False), (2, "staff", False),
    (3, "lead", False),
)  # fmt: skip
OFFICE = 0  # the first of them
# What a task's line of history does not tell: the key, what is folded from code and title, what each line
# has by itself; and the columns that the database makes of others.
BESIDE = frozenset(
    {"id", "code", "search", "changed_at", "version", "urgency", "due_key", "heard_on", "submitted_on",
     "progressed_on"}
)  # fmt: skip
TOLD = frozenset(column._meta.name for column in Task._meta.columns) - BESIDE

# Everything of the programme's tasks in one question: the rows; who coordinates; what stands beside them in
# other tables, as text; the buckets of the day $2 and of the deadline and its neighbours, by the database.
_ROWS = """
    SELECT t.*, EXISTS (SELECT 1 FROM recurrence AS r WHERE r.task = t.id) AS recurs,
           EXISTS (SELECT 1 FROM extension AS e WHERE e.task = t.id AND e.decision = '') AS extends,
           EXISTS (SELECT 1 FROM explanation AS e WHERE e.task = t.id AND e.answered_at IS NULL) AS explains,
           EXISTS (SELECT 1 FROM evidence AS e WHERE e.task = t.id AND e.removed_at IS NULL) AS files,
           ARRAY(SELECT c.agency FROM task_coordinator AS c WHERE c.task = t.id AND c.until_on = 'infinity'
                 ORDER BY c.agency) AS coordinators,
           concat((SELECT string_agg(c::text, ';' ORDER BY id) FROM task_coordinator AS c WHERE task = t.id),
                  (SELECT string_agg(e::text, ';' ORDER BY e.id) FROM extension AS e WHERE e.task = t.id),
                  (SELECT string_agg(e::text, ';' ORDER BY e.id) FROM explanation AS e WHERE e.task = t.id),
                  (SELECT string_agg(e::text, ';' ORDER BY e.id) FROM evidence AS e WHERE e.task = t.id),
                  (SELECT count(*) FROM progress_update AS p WHERE p.task = t.id),
                  (SELECT r::text FROM recurrence AS r WHERE r.task = t.id)) AS beside,
           ARRAY(SELECT bucket_on(t.state, t.due_on, t.submitted_on, d)
                 FROM unnest(ARRAY[$2::date, t.due_on - 1, t.due_on, t.due_on + 1]) AS d) AS buckets
    FROM task AS t WHERE t.programme = $1 ORDER BY t.id"""
_LINES = """SELECT id, kind, object_id, verb, at, actor, version, changes FROM history
    WHERE id > $1 ORDER BY id"""


@dataclass
class Snapshot:
    """What stood at a moment: tasks by id, with what is beside them."""

    tasks: dict[int, dict[str, Any]] = field(default_factory=dict)
    ruled: dict[str, Any] = field(default_factory=dict)  # the programme's row


@dataclass
class World:
    """One example's programme, agencies and people, and the clock."""

    number: int
    programme: int
    area: int
    moment: datetime
    agencies: dict[str, int]
    people: list[int]
    actors: list[Actor] = field(default_factory=list)
    now: Snapshot = field(default_factory=Snapshot)
    last_line: int = 0

    @property
    def today(self) -> date:
        """The Hanoi day."""
        return day_of(self.moment)

    def codes(self) -> list[str]:
        """The codes of the agencies, those that succeeded others too."""
        return list(self.agencies)

    async def look(self) -> Snapshot:
        """What stands now."""
        found = await rows(_ROWS, self.programme, self.today)
        ruled = await row("SELECT * FROM programme WHERE id = $1", self.programme)
        assert ruled is not None
        return Snapshot({one["id"]: one for one in found}, ruled)

    async def lines(self) -> list[dict[str, Any]]:
        """The lines of history since they were asked for last."""
        found = [{**one, "changes": json.loads(one["changes"])} for one in await rows(_LINES, self.last_line)]
        self.last_line = max((one["id"] for one in found), default=self.last_line)
        return found

    async def meet(self) -> None:
        """Who there is now: people follow their agencies, and accounts are closed."""
        found = await rows(
            """SELECT p.id, p.full_name AS name, p.role, p.agency AS agency_id, g.name AS agency_name,
                      p.may_submit, p.role IN ('member', 'office', 'auditor') AS sees_all, p.disabled_at
               FROM person AS p JOIN agency AS g ON g.id = p.agency WHERE p.id = ANY ($1) ORDER BY p.id""",
            self.people,
        )
        self.actors = [Actor(**one) for one in found if one.pop("disabled_at") is None]
        known = await rows("SELECT code, id FROM agency WHERE code LIKE $1 ORDER BY id", f"%-{self.number}")
        self.agencies = {one["code"]: one["id"] for one in known}


async def begin(number: int, levels: int, official: str, moment: datetime) -> World:
    """A world of its own, which shares nothing but the database with those before it."""
    programme = await value(
        """INSERT INTO programme (code, name, short_name, starts_on, confirmation_levels, official_deadline)
           VALUES ($1, $1, $1, '2021-01-01', $2, $3) RETURNING id""",
        f"P-{number}", levels, official,
    )  # fmt: skip
    area = await value(
        "INSERT INTO area (programme, code, name, sort_order) VALUES ($1, $2, 'Lĩnh vực', 1) RETURNING id",
        programme,
        f"A-{number}",
    )
    made = await rows(
        """INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from)
           SELECT name || $1, name || $1, name || $1, 'department', n, '2021-01-01'
           FROM unnest(ARRAY['VP', 'A', 'B', 'C']) WITH ORDINALITY AS a (name, n) ORDER BY n
           RETURNING code, id""",
        f"-{number}",
    )
    agencies = {one["code"]: one["id"] for one in made}
    ids = list(agencies.values())
    people = await rows(
        """INSERT INTO person (username, full_name, agency, role, may_submit, email, created_at)
           SELECT name, name, agency, role, may_submit, name || '@tayninh.example', '2021-01-01T00:00Z'
           FROM unnest($1::text[], $2::integer[], $3::text[], $4::boolean[])
                WITH ORDINALITY AS p (name, agency, role, may_submit, n) ORDER BY n RETURNING id""",
        [f"p{number}.{n}" for n in range(len(PEOPLE))],
        [ids[agency] for agency, _role, _may in PEOPLE],
        [role for _agency, role, _may in PEOPLE],
        [may for _agency, _role, may in PEOPLE],
    )
    world = World(number, programme, area, moment, agencies, [one["id"] for one in people])
    await world.meet()
    world.last_line = await value("SELECT coalesce(max(id), 0) FROM history")
    world.now = await world.look()
    return world


def parties(actor: Actor, task: Mapping[str, Any]) -> tuple[str, bool, bool, bool]:
    """What ``rules.party`` asks about somebody and a task, after the party's name."""
    leads = actor.agency_id == task["lead_agency"]
    return actor.role, actor.may_submit, leads, actor.agency_id in task["coordinators"]
