"""A task copied into a draft: its deadline a year on, whoever is gone left out, the code left to choose."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.tasks.deadlines import understand
from tracker.tasks.forms.kinds import day_boxes
from tracker.tasks.forms.writing import WITH
from tracker.tasks.queries.desk import Desk

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NAMED_YEAR = re.compile(r"(?<=năm )(20\d\d)(?!\d)", re.IGNORECASE)


def copied(desk: Desk, task: Mapping[str, Any], today: date) -> dict[str, str]:
    """What a draft begins with. ``task`` has the columns of a task and the ids of its ``coordinators``."""
    offered = {
        "lead": [one["id"] for one in desk.agencies if one["lives"]],
        "responsible": [one["id"] for one in desk.carriers if one["agency"] == task["lead_agency"]],
        "monitor": [one["id"] for one in desk.monitors],
        "leader": [one["id"] for one in desk.leaders],
        "source": [one["id"] for one in desk.sources],
    }
    ids = {"lead": task["lead_agency"], "source": task["source_document"]}
    ids |= {name: task[name] for name in ("responsible", "monitor", "leader")}
    typed = {name: str(one) for name, one in ids.items() if one in offered[name]}
    typed |= {
        f"{WITH}{one['code']}": "1"
        for one in desk.agencies
        if one["lives"] and one["id"] in task["coordinators"]
    }
    return {
        **typed,
        "area": str(task["area"]),
        "title": _later(_NAMED_YEAR, task["title"]),
        "expected_output": _later(_NAMED_YEAR, task["expected_output"]),
        "source_clause": task["source_clause"],
        "priority": task["priority"],
        **_deadline(desk, task, today),
    }


def _deadline(desk: Desk, task: Mapping[str, Any], today: date) -> dict[str, str]:
    """The text with its years a year on; the day as well where the text alone does not say it for certain."""
    text = _later(_YEAR, task["deadline_text"])
    understood = understand(text, today, desk.calendar)
    due_on = task["original_due_on"] or task["due_on"]
    if due_on is None:
        return {"deadline_text": text, "due_precision": "none"}
    if understood.certain and understood.due_on:
        return {"deadline_text": text}
    return {
        "deadline_text": text,
        "due_precision": task["due_precision"],
        **day_boxes("due_on", a_year_on(due_on)),
    }


def a_year_on(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    year = day.year + 1
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _later(years: re.Pattern[str], text: str) -> str:
    return years.sub(lambda found: str(int(found[1]) + 1), text)
