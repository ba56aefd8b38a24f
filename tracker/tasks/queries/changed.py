"""Which tasks stood otherwise at the ends of two days, and how: one piece of SQL.

What a task was at the end of the first day either ended by the last one, and something else began, or it
lasts and its deadline passed in between. What ended and what began lie together by that day
(``standing_ended``, ``standing_began``): the two are laid side by side, however much lies before and after.
"""

from dataclasses import dataclass
from datetime import date

from tracker.tasks.queries.narrowing import Asker, Where, in_bucket
from tracker.tasks.rules import BUCKETS

_FACTS = "f.task, f.urgency, f.due_key, f.submitted_on, f.lead_agency, f.starred"
_ENDED = "f.from_on <= {first} AND f.until_on > {first} AND f.until_on <= {last}"
_BEGAN = "f.from_on > {first} AND f.from_on <= {last} AND f.until_on > {last}"
# What still stands, and what has ended since: found as lists of overdue tasks find it (arms.py).
_PASSED = (
    """f.urgency = 0 AND f.due_key >= {first} AND f.due_key < {last}
        AND f.from_on <= {first} AND f.until_on = 'infinity'""",
    """f.urgency = 0 AND f.due_key >= {first} AND f.until_on > f.due_key + 1 AND f.until_on < 'infinity'
        AND overdue_days(f.from_on, f.until_on, f.due_key) @> {last} AND f.from_on <= {first}""",
)
_COORDINATED = """SELECT {facts} FROM task_coordinator AS c JOIN standing AS f ON f.task = c.task
        WHERE c.agency = {agency} AND c.from_on <= {day} AND c.until_on > {day} AND f.lead_agency <> {agency}
          AND f.programme = {programme} AND f.from_on <= {day} AND f.until_on > {day}"""

# What was in view before stands beside what is in view after. A task that is only on one side was, or is,
# elsewhere or nowhere: that is looked up, task by task. LIMIT keeps the database from reading all instead.
_CHANGED = """
    passed AS MATERIALIZED ({passed}),
    before AS ({ended} UNION ALL SELECT * FROM passed{coordinated_before}),
    after AS ({began} UNION ALL SELECT * FROM passed{coordinated_after}),
    side AS MATERIALIZED (
        SELECT b.task AS before, a.task AS after, {was} AS was, {now} AS now, b.due_key AS due_was,
            a.due_key AS due_now, b.lead_agency AS lead_was, a.lead_agency AS lead_now,
            b.starred AS star_was, a.starred AS star_now, a.submitted_on
        FROM before AS b FULL JOIN after AS a ON a.task = b.task
    ), judged AS (
        SELECT coalesce(before, after) AS task, after IS NOT NULL AS in_view, was, now, submitted_on,
            due_was, coalesce(due_now, e.due_key) AS due_now,
            coalesce(lead_was, s.lead_agency) AS lead_was, coalesce(lead_now, e.lead_agency) AS lead_now,
            CASE WHEN was IS NOT NULL AND now IS NOT NULL THEN 'stays'
                 WHEN was IS NOT NULL THEN CASE WHEN after IS NULL THEN 'left' ELSE 'withdrawn' END
                 WHEN now IS NOT NULL AND before IS NOT NULL THEN 'restored'
                 WHEN now IS NOT NULL THEN CASE WHEN s.task IS NULL THEN 'added' ELSE 'came' END
                 WHEN coalesce(before, s.task) IS NULL THEN 'fleeting' END AS how,
            now IS NOT NULL AND due_was <> due_now AS due_moved,
            now IS NOT NULL AND star_now AND NOT star_was AS star_set,
            now IS NOT NULL AND star_was AND NOT star_now AS star_taken
        FROM side
        LEFT JOIN LATERAL (SELECT o.task, o.lead_agency FROM standing AS o WHERE before IS NULL
            AND o.task = after AND o.from_on <= {first} AND o.until_on > {first} LIMIT 1) AS s ON true
        LEFT JOIN LATERAL (SELECT o.due_key, o.lead_agency FROM standing AS o WHERE after IS NULL
            AND o.task = before AND o.from_on <= {last} AND o.until_on > {last} LIMIT 1) AS e ON true
        WHERE before IS NULL OR after IS NULL
           OR (was, due_was, lead_was, star_was) IS DISTINCT FROM (now, due_now, lead_now, star_now)
    ), changed AS {materialized} (
        SELECT *, coalesce(lead_was <> lead_now, false) AS lead_moved FROM judged WHERE how IS NOT NULL
    )"""


@dataclass(frozen=True)
class Between:
    """Two days, each meant to its end, and whose tasks: all that the asker sees, or what one agency leads.

    Where an agency asks, ``lead`` is itself or nobody.
    """

    programme_id: int
    asker: Asker
    first: date
    last: date
    lead: int = 0


def changed(of: Between, *, kept: bool) -> str:
    """The table ``changed``, with those it is made of, for a WITH; ``kept`` when it is read several times.

    Days and numbers stand in it as they are, so that the plan suits them.

    ``how`` a task stands to the two totals: it "stays" in both; was "added", "restored" after a withdrawal
    or "came" into view; was "withdrawn" or "left" the view; or was "fleeting": added and withdrawn since.
    """
    where = Where()
    first, last, programme = where.arg(of.first), where.arg(of.last), where.arg(of.programme_id)
    agency = where.arg(of.asker.agency_id)
    lead = of.lead or (0 if of.asker.sees_all else of.asker.agency_id)
    own = f" AND f.lead_agency = {where.arg(lead)}" if lead else ""

    def led(condition: str) -> str:
        days = condition.format(first=first, last=last)
        return f"SELECT {_FACTS} FROM standing AS f WHERE f.programme = {programme}{own} AND {days}"

    def coordinated(day: str) -> str:
        if of.asker.sees_all or of.lead:
            return ""
        found = _COORDINATED.format(facts=_FACTS, agency=agency, programme=programme, day=day)
        return f" UNION ALL {found}"

    return _CHANGED.format(
        passed=" UNION ALL ".join(led(condition) for condition in _PASSED),
        ended=led(_ENDED),
        began=led(_BEGAN),
        coordinated_before=coordinated(first),
        coordinated_after=coordinated(last),
        was=_bucket("b", first),
        now=_bucket("a", last),
        first=first,
        last=last,
        materialized="MATERIALIZED" if kept else "",
    )


def _bucket(o: str, day: str) -> str:
    """The bucket of one side; of what is withdrawn or not there, none."""
    return "CASE " + " ".join(f"WHEN {in_bucket(name, day, o)} THEN '{name}'" for name in BUCKETS) + " END"
