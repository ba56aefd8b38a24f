"""The reminders' door: shows the weekly run of a day, or makes it, delivers it and ends."""

import json
import os
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tracker import clock, settings
from tracker.mail.delivery import Drain, deliver_all
from tracker.mail.relay import Relay
from tracker.mail.rules import is_address
from tracker.reminders import rules
from tracker.reminders.actions import hurry, make_run, recorded, withdraw_from_closed_accounts, words
from tracker.reminders.queries import Person, Plan, ledger, plan_for, run_key, run_of
from tracker.words import dmy, moment

CODES_SHOWN = 8
STATES = {"ready": "waits for its next try", "sending": "being sent by a worker", "sent": "sent",
          "failed": "FAILED", "superseded": "not sent: out of date"}  # fmt: skip


class LettersLeft(Exception):
    """The relay is in trouble: letters are left in the outbox. The text tells the whole run."""


async def remind(on: date, dry_run: bool) -> str:
    """The run of a day's ISO week, judged on that day, in words for whoever asked.

    A dry run writes and sends nothing. Otherwise the run is made if its week has none, and letters are
    delivered until none is due; asking again says nothing twice. Raises LettersLeft, after everything
    that could be done, when the relay is in trouble.
    """
    now = clock.now()
    run = await run_of(on)
    if dry_run:
        return await (_kept(run["key"], run) if run else _preview(on, now))
    made = await make_run(on, now) if run is None else None
    await withdraw_from_closed_accounts()
    await hurry(run_key(on), now)
    done = await _deliver()
    run = await run_of(on)
    assert run is not None
    first = "was made now" if made else f"had been made on {moment(run['made_at'])}"
    told = "\n".join(
        [
            f"The run of {clock.week_of(on)}, judged on {dmy(run['on_day'])}, {first}.",
            f"Letters sent now: {done.sent}, put off: {done.later}, failed: {done.failed}.",
            *([f"The relay is in trouble: {done.trouble}"] if done.trouble else []),
            "",
            await _states(run["key"]),
        ]
    )
    if done.trouble:
        raise LettersLeft(told)
    return told


async def _deliver() -> Drain:
    """Everything that is due, also what other runs left: the outbox is one."""
    total = Drain()
    owner = f"remind:{os.getpid()}"
    while True:
        done = await deliver_all(Relay.of(settings.current()), owner, clock.now())
        total.sent, total.later = total.sent + done.sent, total.later + done.later
        total.failed, total.trouble = total.failed + done.failed, done.trouble
        if done.trouble or done.sent + done.later + done.failed == 0:
            return total


async def _kept(key: str, run: dict[str, Any]) -> str:
    head = (
        f"The run of {key.partition('/')[2]} was made on {moment(run['made_at'])},"
        f" judged on {dmy(run['on_day'])}.\nDry run: nothing is written, nothing is sent.\n"
    )
    return f"{head}\n{await _states(key)}"


async def _states(key: str) -> str:
    lines = await ledger(key)
    letters = [
        (one["recipient"], _codes(json.loads(one["tasks"])), one["subject"], _state(one))
        for one in lines
        if one["outcome"] == "letter"
    ]
    left_out = [
        (one["name"], f"{one['role']}, {one['agency_name']}", _reason(one["outcome"]))
        for one in lines
        if one["outcome"] != "letter"
    ]
    return _sections(letters, ("To", "Tasks", "Subject", "State"), left_out)


def _state(letter: dict[str, Any]) -> str:
    said = STATES[letter["state"]]
    when = f" {moment(letter['sent_at'])}" if letter["sent_at"] else ""
    return f"{said}{when}" + (f" ({letter['trouble']})" if letter["trouble"] else "")


async def _preview(on: date, now: datetime) -> str:
    plan = await plan_for(on, clock.day_of(now))
    people = recorded(plan)
    told = [one for one in people if one.id in plan.owed and is_address(one.email)]
    letters = [
        (one.email, f"{one.role}, {one.agency_name}", _late(plan, one), words(plan, one).subject)
        for one in told
    ]
    left_out = [
        (one.name, f"{one.role}, {one.agency_name}",
         _reason("no_address" if one.id in plan.owed else "nothing_due"))
        for one in people
        if one not in told
    ]  # fmt: skip
    return "\n".join(
        [
            f"The run of {clock.week_of(on)}, judged on {dmy(on)}: {len(plan.overdue)} tasks overdue.",
            "Dry run: nothing is written, nothing is sent.",
            *_oddities(plan),
            "",
            _sections(letters, ("To", "Role, agency", "Tasks (days late)", "Subject"), left_out),
        ]
    )


def _late(plan: Plan, person: Person) -> str:
    return _codes([f"{task['code']} ({rules.days_late(task, plan.day)})" for task in plan.owed[person.id]])


def _codes(codes: Sequence[str]) -> str:
    more = len(codes) - CODES_SHOWN
    return ", ".join(codes[:CODES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _oddities(plan: Plan) -> list[str]:
    """Tasks whose responsible person cannot be told, and tasks that nobody at their agency hears of."""
    known = {person.id: person for person in plan.people}
    lost = [
        f"{task['code']}: {known[task['responsible']].name} no longer answers for it; its heads are told."
        for task in plan.overdue
        if task["responsible"] and not rules.answers_for(known[task["responsible"]], task)
    ]
    unheard = [
        f"{task['code']}: nobody at {task['lead_name']} can be told."
        for task in rules.unheard(plan.overdue, plan.owed, plan.people)
    ]
    return [*lost, *unheard]


def _reason(outcome: str) -> str:
    return {"no_address": "no e-mail address", "nothing_due": "nothing overdue is theirs"}[outcome]


def _sections(
    letters: Sequence[tuple[str, ...]], heads: tuple[str, ...], left_out: Sequence[tuple[str, ...]]
) -> str:
    parts = [f"Letters: {len(letters)}"]
    if letters:
        parts.append(_table([heads, *letters]))
    parts.append(f"\nNo letter: {len(left_out)}")
    if left_out:
        parts.append(_table([("Who", "Role, agency", "Why"), *left_out]))
    return "\n".join(parts)


def _table(lines: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    padded = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([padded[0], "  ".join("-" * width for width in widths), *padded[1:]])
