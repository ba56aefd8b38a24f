"""Coordinating agencies' own part in a task: what they were asked, what they gave, what they owe."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.database import rows
from tracker.tasks.rules import OPEN_STATES

OWED = ("asked", "contributing")  # something was asked, and the answer is not complete
GIVEN = ("contributing", "contributed", "nothing")  # what a coordinating agency may say of its part
ANSWERS = ("contributed", "nothing")  # with these nothing is owed any more
# What a row of task_coordinator says of a contribution, and what its line of history tells.
FACTS = (
    "contribution", "contribution_text", "question", "asked_at", "asked_by", "answer_by", "answered_at",
    "answered_by",
)  # fmt: skip
NOTHING_ASKED: Mapping[str, Any] = {
    **dict.fromkeys(FACTS),
    "contribution": "asked",
    "contribution_text": "",
    "question": "",
}
_OF_TASK = f"""SELECT c.id, c.agency, g.code, g.name, g.short_name,
        {", ".join(f"c.{name}" for name in FACTS)}, p.full_name AS asked_name, q.full_name AS answered_name,
        (SELECT count(*) FROM evidence AS e
         WHERE e.task = c.task AND e.agency = c.agency AND e.purpose = 'contribution'
           AND hanoi_day(e.uploaded_at) <= $2
           AND (e.removed_at IS NULL OR hanoi_day(e.removed_at) > $2)) AS files
    FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
    LEFT JOIN person AS p ON p.id = c.asked_by LEFT JOIN person AS q ON q.id = c.answered_by
    WHERE c.task = $1 AND c.from_on <= $2 AND c.until_on > $2 ORDER BY g.sort_order, g.id"""


def key_of(code: str) -> str:
    """Under which key a line of history tells the contribution of the agency with this code."""
    return f"contribution:{code}"


def facts_told(told: Mapping[str, Any]) -> dict[str, Any]:
    """A contribution from the JSON of a line of history, its day and moments as such again."""
    facts = dict(told)
    for name in ("asked_at", "answered_at"):
        facts[name] = datetime.fromisoformat(facts[name]) if facts[name] else None
    facts["answer_by"] = date.fromisoformat(facts["answer_by"]) if facts["answer_by"] else None
    return facts


def owing(coordinator: str, day: str, past: bool) -> str:
    """The condition that a coordinator's row owes an answer, on a day."""
    o = coordinator
    if not past:
        states = ", ".join(f"'{state}'" for state in OWED)
        return f"{o}.asked_at IS NOT NULL AND {o}.contribution IN ({states}) AND {o}.until_on = 'infinity'"
    return (
        f"hanoi_day({o}.asked_at) <= {day}"
        f" AND ({o}.answered_at IS NULL OR hanoi_day({o}.answered_at) > {day})"
        f" AND {o}.from_on <= {day} AND {o}.until_on > {day}"
    )


def owed_by(agency: int, day: str, past: bool) -> str:
    """The condition that an agency owes a task ``t`` an answer: few, found through an index of their own."""
    asked = f"o.agency = {int(agency)} AND {owing('o', day, past)}"
    return f"t.id = ANY (ARRAY(SELECT o.task FROM task_coordinator AS o WHERE {asked}))"


async def contributions(
    task: Mapping[str, Any], told: Sequence[Mapping[str, Any]], as_of: date, today: date
) -> list[dict[str, Any]]:
    """The agencies that coordinate a task on a day, each with its contribution as it was known then.

    ``told`` are the task's lines of history until that day. ``owed`` says whether an answer is owed,
    ``days_left`` how many days remain for it.
    """
    found = await rows(_OF_TASK, task["id"], as_of)
    if as_of < today:
        found = [one | _then(one["code"], told) for one in found]
    return [_judged(one, task["state"], as_of) for one in found]


def _then(code: str, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A contribution from the lines alone; the row of today may know more."""
    lines = [line for line in told if key_of(code) in line["changes"]]
    facts = facts_told(lines[-1]["changes"][key_of(code)][1] if lines else NOTHING_ASKED)
    asked = [line["actor_name"] for line in lines if line["at"] == facts["asked_at"]]
    answered = [line["actor_name"] for line in lines if line["at"] == facts["answered_at"]]
    names = {"asked_name": asked[-1] if asked else "", "answered_name": answered[-1] if answered else ""}
    return facts | names


def _judged(one: dict[str, Any], state: str, as_of: date) -> dict[str, Any]:
    owed = one["asked_at"] is not None and one["contribution"] in OWED and state in OPEN_STATES
    left = (one["answer_by"] - as_of).days if owed and one["answer_by"] else None
    return {**one, "owed": owed, "days_left": left}


async def owed_to(agency: int, programme: int, as_of: date, past: bool, limit: int) -> list[dict[str, Any]]:
    """What others owe the tasks that an agency leads, what is due first standing first.

    Of a past day too; a question that was put anew since counts from then.
    """
    states = ", ".join(f"'{state}'" for state in OPEN_STATES)
    facts, led = ("t.state", "t.lead_agency"), ""
    if past:
        facts = ("f.state", "f.lead_agency")
        led = "JOIN standing AS f ON f.task = t.id AND f.from_on <= $3 AND f.until_on > $3"
    return await rows(
        f"""SELECT t.code, t.title, g.short_name AS agency, c.question, c.answer_by, c.asked_at,
                   c.answer_by - $3::date AS days_left
            FROM task_coordinator AS c JOIN task AS t ON t.id = c.task
            JOIN agency AS g ON g.id = c.agency {led}
            WHERE {facts[1]} = $1 AND t.programme = $2 AND {facts[0]} IN ({states})
              AND {owing("c", "$3", past)}
            ORDER BY c.answer_by, t.id, g.sort_order LIMIT {int(limit)}""",
        agency,
        programme,
        as_of,
    )
