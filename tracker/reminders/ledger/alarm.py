"""The alarm: by noon of the day of the week's letters, somebody who is owed one was not served."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import at, day_of, week_of
from tracker.database import row, rows
from tracker.reminders.calendar import run_moment
from tracker.reminders.judging import JUDGED
from tracker.reminders.ledger.coming import is_held
from tracker.reminders.ledger.letters import STILL
from tracker.reminders.ledger.queries import ENTRIES
from tracker.reminders.ledger.rules import ALARM_HOUR, TROUBLE, WAITING, alarm_is_ripe, sum_of
from tracker.web.places import url

_STILL = STILL.format(
    owed="o.run = e.run AND o.person = e.person", said="s.run = e.run AND s.person = e.person", day="$3"
)
# Of people who still have an account, and whom something that they were owed still concerns. A letter that
# was withdrawn and not judged since is as one that waits: another has yet to leave in its place.
_UNSERVED = f"""{ENTRIES}
    SELECT CASE WHEN e.standing = 'superseded' THEN 'waiting' ELSE e.standing END AS standing, count(*) AS n,
           count(*) FILTER (WHERE e.standing = 'superseded') AS withdrawn,
           (array_agg(DISTINCT e.trouble) FILTER (WHERE e.trouble <> '' AND e.standing <> 'superseded'))[1:3]
               AS said
    FROM entry AS e JOIN person AS q ON q.id = e.person
    WHERE (e.standing = ANY($2) OR e.standing = 'superseded' AND e.trouble <> ALL($4))
        AND q.disabled_at IS NULL AND {_STILL}
    GROUP BY 1"""
_RUN = """
    SELECT (SELECT id FROM reminder_run WHERE key = $1) AS run,
           (SELECT made_at FROM reminder_run WHERE key = $1) AS made_at,
           EXISTS (SELECT FROM task) AS any_task,
           EXISTS (SELECT FROM job_run WHERE job = 'overdue_letters' AND due_at = $2 AND done_at IS NULL
                   AND outcome <> '') AS failing"""


@dataclass(frozen=True)
class Alarm:
    """People who were owed a letter of this week and were not served, by how it stands; or no run at all."""

    key: str
    moment: datetime
    made_at: datetime | None
    standings: dict[str, int]
    said: tuple[str, ...] = ()  # the relay's words, a few
    withdrawn: int = 0  # of those that wait, whose letter was withdrawn and is not written anew yet

    @property
    def people(self) -> int:
        """How many were not served; 0 when nothing was made at all, for then nobody has counted."""
        return sum(self.standings.values())

    @property
    def waiting(self) -> int:
        """How many letters have yet to leave."""
        return sum_of(self.standings, WAITING)

    @property
    def path(self) -> str:
        """Where they are listed."""
        return f"/letters/runs/{self.key}" if self.made_at else "/letters"

    def listed(self, standing: str) -> str:
        """Where those of one kind are listed."""
        if standing in WAITING and self.waiting == self.withdrawn > 0:
            standing = "superseded"
        return url(self.path, outcome=standing)


async def alarm(now: datetime) -> Alarm | None:
    """What is wrong with this week's letters from noon of their day on; None when everybody was served.

    A run that the office holds back is no alarm: somebody knows.
    """
    week = await _week(day_of(now))
    if week is None or now < _noon(week[1]):
        return None
    key, moment = week
    found = await _run(key, moment)
    if found["run"] is None:
        nobody = not found["any_task"] or await is_held(key)
        return None if nobody else Alarm(key, moment, None, {})
    unserved = await rows(_UNSERVED, [found["run"]], [*TROUBLE, *WAITING], day_of(now), list(JUDGED))
    if not unserved:
        return None
    said = {words for one in unserved for words in one["said"] or ()}
    counts = {one["standing"]: one["n"] for one in unserved}
    withdrawn = sum(one["withdrawn"] for one in unserved)
    return Alarm(key, moment, found["made_at"], counts, tuple(sorted(said)[:3]), withdrawn)


async def ripe(now: datetime) -> datetime | None:
    """The noon whose alarm is to be told of now, if it is to be: once a week, by whoever takes the turn."""
    week = await _week(day_of(now))
    if week is None or now < _noon(week[1]):
        return None
    key, moment = week
    found, noon = await _run(key, moment), _noon(moment)
    held = found["run"] is None and await is_held(key)
    return noon if not held and alarm_is_ripe(now, noon, found["made_at"], found["failing"]) else None


async def _week(today: date) -> tuple[str, datetime] | None:
    moment = await run_moment(today)
    return (f"overdue/{week_of(today)}", moment) if moment else None


def _noon(moment: datetime) -> datetime:
    return at(day_of(moment), ALARM_HOUR)


async def _run(key: str, moment: datetime) -> dict[str, Any]:
    found = await row(_RUN, key, moment)
    assert found is not None
    return found
