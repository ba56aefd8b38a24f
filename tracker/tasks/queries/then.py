"""A task as it stood and was known at the end of a past day."""

from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import row, rows

# Facts that a line of history may have changed, and how its JSON text becomes a value again.
_DAYS = frozenset({"due_on", "original_due_on", "result_date", "stop_date", "confirmation_date", "opens_on"})
_MOMENTS = frozenset(
    {"assigned_at", "given_at", "accepted_at", "submitted_at", "endorsed_at", "confirmed_at", "progressed_at"}
)


async def facts_then(task: int, told: list[dict[str, Any]], as_of: date) -> dict[str, Any]:
    """The facts of a past day: the lines until then, folded; fields no line had set are empty again."""
    empty = {
        "submitted_at": None,
        "confirmed_at": None,
        "accepted_at": None,
        "progressed_at": None,
        "submitted_by": None,
        "given_at": None,
        "endorsed_at": None,
        "endorsed_by": None,
        "endorser_name": None,
        "confirmation_number": "",
        "confirmation_date": None,
        "resumes_to": "",
        "stop_number": "",
        "stop_date": None,
        "stop_reason": "",
        "result_issuer": "",
        "result_number": "",
        "result_date": None,
        "percent": 0,
        "progress_note": "",
        "difficulty_kind": "",
        "difficulties": "",
        "cause_kind": "",
        "cause_text": "",
        "forecast": "",
        "proposal": "",
        "original_due_on": None,
        "extension_count": 0,
    }
    facts: dict[str, Any] = dict(empty)
    for line in told:
        facts |= {name: value_told(name, after) for name, (_, after) in line["changes"].items()}
    facts.pop("coordinators", None)
    facts["submitted_on"] = day_of(facts["submitted_at"]) if facts["submitted_at"] else None
    facts["progressed_on"] = day_of(facts["progressed_at"]) if facts["progressed_at"] else None
    facts["endorsed_on"] = day_of(facts["endorsed_at"]) if facts["endorsed_at"] else None
    facts["confirmed_on"] = day_of(facts["confirmed_at"]) if facts["confirmed_at"] else None
    names = await row(
        """SELECT a.code AS lead_code, a.name AS lead_name, a.short_name AS lead_short,
                  p.full_name AS responsible_name, p.title AS responsible_title, r.code AS area_code,
                  r.name AS area_name, m.full_name AS monitor_name, b.full_name AS leader_name,
                  (SELECT h.full_name FROM person AS h WHERE h.role = 'lead'
                      AND (h.agency = a.id OR h.id IN (SELECT m.object_id FROM history AS m
                          WHERE m.kind = 'person' AND m.verb = 'move'
                            AND (m.changes -> 'agency' ->> 0)::integer = a.id))
                      AND agency_then(h.id, $3) = a.id
                      AND (h.disabled_at IS NULL OR hanoi_day(h.disabled_at) > $3)
                      ORDER BY h.id LIMIT 1) AS head_name
           FROM agency AS a LEFT JOIN person AS p ON p.id = $2 LEFT JOIN area AS r ON r.id = $4
           LEFT JOIN person AS m ON m.id = $5 LEFT JOIN person AS b ON b.id = $6 WHERE a.id = $1""",
        facts["lead_agency"],
        facts.get("responsible"),
        as_of,
        facts["area"],
        facts.get("monitor"),
        facts.get("leader"),
    )
    return facts | (names or {})


def value_told(name: str, told: Any) -> Any:
    if told is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(told)
    return datetime.fromisoformat(told) if name in _MOMENTS else told


async def extensions(task: int, as_of: date) -> list[dict[str, Any]]:
    found = await rows(
        """SELECT e.*, p.full_name AS requested_name
           FROM extension AS e JOIN person AS p ON p.id = e.requested_by
           WHERE e.task = $1 AND hanoi_day(e.requested_at) <= $2 ORDER BY e.id""",
        task,
        as_of,
    )
    later = {"decision": "", "decided_at": None, "decision_text": "", "granted_due_on": None}
    later |= {"document_number": "", "document_date": None}
    return [_as_known(one, "decided_at", as_of, later) for one in found]


async def explanations(task: int, as_of: date) -> list[dict[str, Any]]:
    found = await rows(
        """SELECT e.*, p.full_name AS asked_name, q.full_name AS answered_name
           FROM explanation AS e JOIN person AS p ON p.id = e.asked_by
           LEFT JOIN person AS q ON q.id = e.answered_by
           WHERE e.task = $1 AND hanoi_day(e.asked_at) <= $2 ORDER BY e.id""",
        task,
        as_of,
    )
    later = {"answered_at": None, "answered_name": None, "answer": ""}
    return [_as_known(one, "answered_at", as_of, later) for one in found]


def _as_known(one: dict[str, Any], when: str, as_of: date, later: dict[str, Any]) -> dict[str, Any]:
    """What was known by the end of a day: an answer of a later day was not there yet."""
    return one | later if one[when] is not None and day_of(one[when]) > as_of else one
