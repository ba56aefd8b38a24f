"""Rows of tasks with the names and words that pages, letters and reports show."""

from datetime import date
from typing import Any

from tracker.database import rows
from tracker.tasks.queries.arms import DOWN, KEYS, Asked, arms
from tracker.tasks.queries.narrowing import SORTS, WITHDRAWN, Where

SHORT = """t.id, t.code, t.title, f.state, bucket_on(f.state, f.due_on, f.submitted_on, {day}) AS bucket,
    f.due_on, f.original_due_on, t.due_precision, t.deadline_text, f.due_on - {day} AS days_left,
    a.code AS lead_code, a.name AS lead_name, a.short_name AS lead_short, r.code AS area_code,
    r.name AS area_name, f.submitted_on, f.percent, f.progressed_on, f.starred, t.version,
    x.extension_count, x.extended_to"""
# How often and how far a deadline was moved by the end of a day; looked up where it was moved at all.
_EXTENDED = """CROSS JOIN LATERAL (
        SELECT count(*) AS extension_count, max(w.granted_due_on) AS extended_to FROM extension AS w
        WHERE f.original_due_on IS NOT NULL AND w.task = t.id AND w.decision = 'granted'
          AND hanoi_day(w.decided_at) <= {day}) AS x"""

_LASTING = """, t.expected_output, t.source_clause, hanoi_day(t.assigned_at) AS assigned_on,
    hanoi_day(t.endorsed_at) AS endorsed_on,
    CASE WHEN f.state = 'confirmed' THEN hanoi_day(t.confirmed_at) END AS confirmed_on,
    d.number AS source_number, d.issued_on AS source_date, d.issuer AS source_issuer, d.title AS source_title,
    (SELECT string_agg(g.short_name, '; ' ORDER BY g.sort_order)
     FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
     WHERE c.task = t.id AND c.from_on <= {day} AND c.until_on > {day}) AS coordinators"""
TODAY = (
    _LASTING
    + """, t.progress_note, t.difficulties, t.difficulty_kind, t.cause_kind, t.cause_text, t.forecast,
    t.proposal, t.result_number, t.result_date"""
)
# On a past day the words are those of the last report until then, the document that of the last submission.
THEN = (
    _LASTING
    + """, coalesce(u.text, '') AS progress_note, coalesce(u.difficulties, '') AS difficulties,
    coalesce(u.difficulty_kind, '') AS difficulty_kind, coalesce(u.cause_kind, '') AS cause_kind,
    coalesce(u.cause_text, '') AS cause_text, coalesce(u.forecast, '') AS forecast,
    coalesce(u.proposal, '') AS proposal, coalesce(n.number, '') AS result_number, e.day AS result_date"""
)
_THEN_FROM = """
    LEFT JOIN LATERAL (SELECT * FROM progress_update AS p WHERE p.task = t.id AND hanoi_day(p.at) <= {day}
                       ORDER BY p.id DESC LIMIT 1) AS u ON true
    LEFT JOIN LATERAL (SELECT h.changes -> 'result_number' ->> 1 AS number FROM history AS h
                       WHERE h.kind = 'task' AND h.object_id = t.id AND hanoi_day(h.at) <= {day}
                         AND h.changes ? 'result_number' ORDER BY h.id DESC LIMIT 1) AS n ON true
    LEFT JOIN LATERAL (SELECT (h.changes -> 'result_date' ->> 1)::date AS day FROM history AS h
                       WHERE h.kind = 'task' AND h.object_id = t.id AND hanoi_day(h.at) <= {day}
                         AND h.changes ? 'result_date' ORDER BY h.id DESC LIMIT 1) AS e ON true"""
_ORDERS = {**SORTS, WITHDRAWN: "f.from_on DESC, t.id"}
_DOCUMENT = "LEFT JOIN source_document AS d ON d.id = t.source_document"


async def select(
    where: Where, origin: str, order: str, limit: int, offset: int, as_of: date, detailed: bool
) -> list[dict[str, Any]]:
    """The rows that ``where`` lets through, in order, from ``offset``."""
    then = origin.startswith("standing")
    since = "f.from_on" if then else "NULL::date"
    chosen = f"""SELECT t.id AS task, {since} AS since FROM {origin} WHERE {where}
                 ORDER BY {order} LIMIT {int(limit)} OFFSET {int(offset)}"""
    return await _named(chosen, where, then, order, as_of, detailed)


async def select_arms(asked: Asked, limit: int, offset: int, *, detailed: bool) -> list[dict[str, Any]]:
    """The rows of a list, from ``offset``: every arm's first ones, in one order."""
    where, sort = Where(), asked.sort
    reach = int(limit) + int(offset)
    found = [
        f"""(SELECT {arm.task} AS task, {arm.since} AS since, {arm.keyed}
             FROM {arm.origin} WHERE {arm.where} ORDER BY {arm.order(sort)} LIMIT {reach})"""
        for arm in arms(asked, where.args)
    ]
    if not found:
        return []
    order = ", ".join(f"k{n}{DOWN.get(sort, '')}" for n in range(len(KEYS[sort])))
    chosen = f"""SELECT task, since FROM ({" UNION ALL ".join(found)}) AS arm
                 ORDER BY {order}, task LIMIT {int(limit)} OFFSET {int(offset)}"""
    return await _named(chosen, where, asked.past, _ORDERS[sort], asked.as_of, detailed)


async def _named(
    chosen: str, where: Where, then: bool, order: str, as_of: date, detailed: bool
) -> list[dict[str, Any]]:
    # The page is cut before names are joined: what is skipped costs an index entry, not four joins.
    day = f"{where.arg(as_of)}::date"
    columns, joins = SHORT, _EXTENDED
    if detailed:
        columns += THEN if then else TODAY
        joins += f"\n    {_DOCUMENT}" + (_THEN_FROM if then else "")
    facts = (
        "standing AS f ON f.task = chosen.task AND f.from_on = chosen.since JOIN task AS t ON t.id = f.task"
        if then
        else "task AS t ON t.id = chosen.task CROSS JOIN LATERAL (SELECT t.*) AS f"
    )
    return await rows(
        f"""WITH chosen AS MATERIALIZED ({chosen})
            SELECT {columns.format(day=day)} FROM chosen JOIN {facts}
            JOIN agency AS a ON a.id = f.lead_agency JOIN area AS r ON r.id = f.area
            {joins.format(day=day)} ORDER BY {order}""",
        *where.args,
    )
