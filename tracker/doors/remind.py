"""The reminders' door: shows the run of a week, or makes it, delivers it and ends."""

import json
from datetime import date, datetime
from typing import Any

from tracker import clock
from tracker.doors.telling import REASONS, LettersLeft, codes, delivered, result, sections, state
from tracker.refusal import Refused
from tracker.reminders import rules
from tracker.reminders.actions import make_run, recorded, words
from tracker.reminders.opening import Held
from tracker.reminders.people import Person
from tracker.reminders.queries import Plan, ledger, plan_for, run_key, run_of
from tracker.words import dmy, moment

__all__ = ["LettersLeft", "remind"]


async def remind(on: date, dry_run: bool) -> str:
    """The run of a day's ISO week, judged on that day, in words for whoever asked.

    A dry run, of any week, writes and sends nothing. Otherwise the run of the present week is made if there
    is none, and letters are delivered until none is due; asking again says nothing twice. Raises Refused for
    another week, and while the office holds the run back; LettersLeft, after everything that could be done,
    when the relay is in trouble.
    """
    now, key = clock.now(), run_key(on)
    if not dry_run and key != run_key(clock.day_of(now)):
        raise Refused("A weekly run is made in its own week; of another week --dry-run shows it.")
    run = await run_of(key)
    if dry_run:
        return await (_kept(key, run) if run else _preview(on, now))
    try:
        made = await make_run(on, now) if run is None else None
    except Held:
        raise Refused(f"The office holds the run {key} back: release it first.") from None
    done = await delivered(key)
    run = await run_of(key)
    assert run is not None
    first = "was made now" if made else f"had been made on {moment(run['made_at'])}"
    head = f"The run of {clock.week_of(on)}, judged on {dmy(run['on_day'])}, {first}."
    return result(head, done, await _states(key))


async def _kept(key: str, run: dict[str, Any]) -> str:
    head = (
        f"The run of {key.partition('/')[2]} was made on {moment(run['made_at'])},"
        f" judged on {dmy(run['on_day'])}.\nDry run: nothing is written, nothing is sent.\n"
    )
    return f"{head}\n{await _states(key)}"


async def _states(key: str) -> str:
    lines = await ledger(key)
    letters = [
        (one["recipient"], codes(json.loads(one["tasks"])), one["subject"], state(one))
        for one in lines
        if one["outcome"] == "letter"
    ]
    left_out = [
        (one["name"], f"{one['role']}, {one['agency_name']}", REASONS[one["outcome"]])
        for one in lines
        if one["outcome"] != "letter"
    ]
    return sections(letters, ("To", "Tasks", "Subject", "State"), left_out)


async def _preview(on: date, now: datetime) -> str:
    plan = await plan_for(on, clock.day_of(now))
    readers = [plan.known[one] for one in plan.read_by if plan.known[one].reachable]
    reached = {person for one in readers for person in plan.read_by[one.id]}
    letters = [
        (one.email, f"{one.role}, {one.agency_name}", _late(plan, one), words(plan, one).subject)
        for one in readers
    ]
    left_out = [
        (one.name, f"{one.role}, {one.agency_name}",
         REASONS["no_address" if one.id in plan.owed else "nothing_due"])
        for one in recorded(plan)
        if one.id not in reached
    ]  # fmt: skip
    return "\n".join(
        [
            f"The run of {clock.week_of(on)}, judged on {dmy(on)}: {len(plan.overdue)} tasks overdue.",
            "Dry run: nothing is written, nothing is sent.",
            *_oddities(plan),
            "",
            sections(letters, ("To", "Role, agency", "Tasks (days late)", "Subject"), left_out),
        ]
    )


def _late(plan: Plan, reader: Person) -> str:
    return codes([f"{task['code']} ({rules.days_late(task, plan.day)})" for task in plan.told(reader.id)])


def _oddities(plan: Plan) -> list[str]:
    """Tasks whose responsible person cannot be told, and tasks that nobody at their agency hears of."""
    lost = [
        f"{task['code']}: {plan.known[task['responsible']].name} no longer answers for it;"
        " its heads are told."
        for task in plan.overdue
        if task["responsible"] and not rules.answers_for(plan.known[task["responsible"]], task)
    ]
    unheard = [
        f"{task['code']}: nobody at {task['lead_name']} can be told."
        for task in rules.unheard(plan.overdue, plan.owed, plan.people)
    ]
    return [*lost, *unheard]
