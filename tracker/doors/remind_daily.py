"""The reminders' door for today: shows the daily run, or makes it, delivers it and ends."""

from datetime import date

from tracker import clock, settings
from tracker.database import rows
from tracker.doors.telling import REASONS, codes, delivered, result, sections, state
from tracker.refusal import Refused
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.daily.letters import daily_letter
from tracker.reminders.daily.queries import Daily, daily_plan, run_key
from tracker.reminders.opening import Held
from tracker.reminders.queries import run_of
from tracker.reminders.rules import RUN_HOUR
from tracker.words import dmy, moment

_LETTERS = """
    SELECT l.recipient, l.subject, l.state, l.sent_at, l.trouble, array_agg(DISTINCT t.code) AS codes
    FROM reminder_run AS r JOIN reminder_said AS s ON s.run = r.id JOIN task AS t ON t.id = s.task
    JOIN letter AS l ON l.id = s.letter WHERE r.key = $1
    GROUP BY l.id ORDER BY l.id"""
_LEFT_OUT = """
    SELECT p.full_name AS name, p.role, a.name AS agency_name, s.outcome, count(*) AS n
    FROM reminder_run AS r JOIN reminder_said AS s ON s.run = r.id JOIN person AS p ON p.id = s.person
    JOIN agency AS a ON a.id = p.agency WHERE r.key = $1 AND s.outcome <> 'letter'
    GROUP BY p.id, a.id, s.outcome ORDER BY a.sort_order, a.id, p.id, s.outcome"""


async def remind_daily(on: date, dry_run: bool) -> str:
    """The daily run of today, made and delivered; or of any day from today on, shown as things stand now.

    Raises Refused for another day's run, and while the office holds it back; LettersLeft, after everything
    that could be done, when the relay is in trouble.
    """
    now = clock.now()
    today = clock.day_of(now)
    if on < today or (on > today and not dry_run):
        raise Refused("A daily run is made on its own day, and shown for today or a coming day.")
    moment_on = now if on == today else clock.at(on, RUN_HOUR)
    key = run_key(moment_on)
    run = await run_of(key)
    if dry_run:
        return await _states(key) if run else _preview(await daily_plan(moment_on), on)
    try:
        made = await make_daily(now) if run is None else None
    except Held:
        raise Refused(f"The office holds the run {key} back: release it first.") from None
    done = await delivered(key)
    run = await run_of(key)
    assert run is not None
    first = "was made now" if made else f"had been made on {moment(run['made_at'])}"
    return result(f"The run of {dmy(on)} {first}.", done, await _states(key))


async def _states(key: str) -> str:
    letters = [
        (one["recipient"], codes(one["codes"]), one["subject"], state(one))
        for one in await rows(_LETTERS, key)
    ]
    left_out = [
        (one["name"], f"{one['role']}, {one['agency_name']}", f"{REASONS[one['outcome']]}: {one['n']}")
        for one in await rows(_LEFT_OUT, key)
    ]
    return sections(letters, ("To", "Tasks", "Subject", "State"), left_out)


def _preview(plan: Daily, on: date) -> str:
    base_url = settings.current().base_url
    letters = []
    for reader, things in plan.letters.items():
        one = plan.people[reader]
        told = codes([thing.code for thing in things])
        subject = daily_letter(one, things, on, base_url).subject
        letters.append((one.email, f"{one.role}, {one.agency_name}", told, subject))
    counts: dict[tuple[int, str], int] = {}
    for left in plan.left_out:
        counts[left.person, left.why] = counts.get((left.person, left.why), 0) + 1
    left_out = [
        (one.name, f"{one.role}, {one.agency_name}", f"{REASONS[why]}: {n}")
        for (person, why), n in counts.items()
        for one in [plan.people[person]]
    ]
    head = f"The daily run of {dmy(on)}.\nDry run: nothing is written, nothing is sent.\n"
    return f"{head}\n{sections(letters, ('To', 'Role, agency', 'Tasks', 'Subject'), left_out)}"
