"""What changed between the ends of two days: counts that lead from one total to the other, and the tasks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.database import rows
from tracker.tasks.queries.changed import Between, changed
from tracker.tasks.queries.lists import bucket_counts
from tracker.tasks.queries.narrowing import Asker
from tracker.tasks.rules import BUCKETS, Figures

__all__ = ["GROUPS", "KINDS", "MOVES", "Between", "Changes", "before", "changes", "summary", "tasks"]

_OPEN, _DONE = ("in_time", "overdue"), ("done_on_time", "done_late")
# What became late first, then what came back, what is done, what waits.
_WORST_FIRST = ("overdue", "in_time", "done_late", "done_on_time", "awaiting")
MOVES = {f"{was}.{now}": ((was,), (now,)) for now in _WORST_FIRST for was in _WORST_FIRST if was != now}
# Moves as people count them, from any of some buckets to any of others.
GROUPS = {
    "moved": (BUCKETS, BUCKETS),
    "overdue": (BUCKETS, ("overdue",)),
    "returned": (("awaiting",), _OPEN),
    "submitted": (_OPEN, ("awaiting",)),
    "confirmed": ((*_OPEN, "awaiting"), _DONE),
}
_FLAGS = {
    "deadline": "due_moved",
    "handed_over": "lead_moved",
    "view": "how IN ('came', 'left') AND NOT lead_moved",
    "starred": "star_set",
    "unstarred": "star_taken",
}
_HOWS = ("added", "withdrawn", "restored")
KINDS = (*MOVES, "added", "deadline", "withdrawn", "restored", "handed_over", "view", "starred", "unstarred")
# The fact whose line of history says when, and in which words, a task changed.
_TOLD = {"deadline": "due_on", "handed_over": "lead_agency", "starred": "starred", "unstarred": "starred"}
_NAMED = """SELECT c.kind, t.code, t.title, c.in_view, c.was, c.now, c.submitted_on,
        nullif(c.due_was, 'infinity') AS due_was, nullif(c.due_now, 'infinity') AS due_now,
        w.name AS lead_was, coalesce(n.name, w.name) AS lead_now, hanoi_day(t.assigned_at) AS assigned_on,
        hanoi_day(h.at) AS told_on, coalesce(h.text, '') AS told
    FROM chosen AS c JOIN task AS t ON t.id = c.task
    LEFT JOIN agency AS w ON w.id = c.lead_was LEFT JOIN agency AS n ON n.id = c.lead_now
    LEFT JOIN LATERAL (SELECT l.at, l.text FROM history AS l
        WHERE l.kind = 'task' AND l.object_id = c.task AND l.changes ? c.fact
          AND hanoi_day(l.at) > $1 AND hanoi_day(l.at) <= $2 ORDER BY l.id DESC LIMIT 1) AS h ON true
    ORDER BY c.due_now, c.task"""


@dataclass(frozen=True)
class Changes:
    """How many tasks changed, and how; one task may have changed in several ways.

    ``steps`` counts by how a task stands to the two totals (see ``changed``) and by its bucket before and
    after, where these differ; ``flags`` counts what else changed. ``later`` deadlines moved to a later day.
    """

    steps: Mapping[tuple[str, str | None, str | None], int]
    flags: Mapping[str, int]
    later: int

    def count(self, kind: str) -> int:
        """How many tasks changed in this way."""
        if kind in self.flags:
            return self.flags[kind]
        ends = MOVES.get(kind) or GROUPS.get(kind)
        return self.moved(*ends) if ends else self.how(kind)

    def how(self, how: str) -> int:
        """How many stand so to the two totals."""
        return sum(n for step, n in self.steps.items() if step[0] == how)

    def moved(self, was: Collection[str], now: Collection[str]) -> int:
        """How many tasks of both totals went from one of some buckets to another one of others."""
        return sum(n for (how, a, b), n in self.steps.items() if how == "stays" and a in was and b in now)

    def out(self, bucket: str) -> int:
        """How many left a bucket: for another one, or with the total."""
        return sum(n for (_, was, _now), n in self.steps.items() if was == bucket)

    def into(self, bucket: str) -> int:
        """How many entered a bucket: from another one, or with the total."""
        return sum(n for (_, _was, now), n in self.steps.items() if now == bucket)

    def after(self, before: Figures) -> Figures:
        """The figures at the end of the last day, from those of the first."""
        return Figures.of({name: before.count(name) - self.out(name) + self.into(name) for name in BUCKETS})

    @property
    def none(self) -> bool:
        """Whether nothing changed."""
        return not any((*self.steps.values(), *self.flags.values()))


async def before(of: Between) -> Figures:
    """The figures at the end of the first day, of the same tasks: the past does not move."""
    return await bucket_counts(of.programme_id, of.asker, of.first, of.last, of.lead)


async def changes(of: Between) -> Changes:
    """Every count, in one statement."""
    flags = ", ".join(f"count(*) FILTER (WHERE {which}) AS {name}" for name, which in _FLAGS.items())
    found = await rows(
        f"""WITH {changed(of, kept=False)} SELECT how, was, now, count(*) AS n, {flags},
                count(*) FILTER (WHERE due_moved AND due_now > due_was) AS later
            FROM changed GROUP BY how, was, now"""
    )
    return Changes(
        {
            (one["how"], one["was"], one["now"]): one["n"]
            for one in found
            if one["how"] != "stays" or one["was"] != one["now"]
        },
        {name: sum(one[name] for one in found) for name in _FLAGS},
        sum(one["later"] for one in found),
    )


async def summary(programme_id: int, asker: Asker, first: date, last: date, lead: int = 0) -> Changes:
    """The counts for a card beside the figures: of the whole programme, or of what one agency leads."""
    return await changes(Between(programme_id, asker, first, last, lead))


async def tasks(
    of: Between, kinds: Sequence[str], limit: int, skipped: int = 0
) -> dict[str, list[dict[str, Any]]]:
    """The tasks of some kinds of change, nearest deadline first: of each kind ``limit``, after ``skipped``.

    ``was`` and ``now``, ``due_*`` and ``lead_*`` are of the two days; ``told_on`` and ``told`` stand in the
    line of history that made the change, if one did. A task no longer ``in_view`` can be opened as of the
    first day alone.
    """
    if not kinds:
        return {}
    arms = " UNION ALL ".join(
        f"""(SELECT '{kind}' AS kind, '{_TOLD.get(kind, "state")}' AS fact, * FROM changed
             WHERE {_which(kind)} ORDER BY due_now, task LIMIT {int(limit)} OFFSET {int(skipped)})"""
        for kind in kinds
    )
    named = f"WITH {changed(of, kept=True)}, chosen AS MATERIALIZED ({arms}) {_NAMED}"
    found = await rows(named, of.first, of.last)
    return {kind: [one for one in found if one["kind"] == kind] for kind in kinds}


def _which(kind: str) -> str:
    """The condition of one kind of change; all names are our own."""
    if kind in _FLAGS:
        return _FLAGS[kind]
    if kind in _HOWS:
        return f"how = '{kind}'"
    was, now = (", ".join(f"'{name}'" for name in names) for names in {**MOVES, **GROUPS}[kind])
    return f"how = 'stays' AND was <> now AND was IN ({was}) AND now IN ({now})"
