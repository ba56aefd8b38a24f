"""What the reminders' door tells of any run: tables of letters and of who gets none, and their delivery."""

import os
from collections.abc import Sequence
from typing import Any

from tracker import clock, settings
from tracker.mail.delivery import deliver_all
from tracker.mail.drain import Drain
from tracker.mail.relay import Relay
from tracker.reminders.ledger.hurrying import hurry
from tracker.reminders.waiting import judge_waiting
from tracker.words import moment

CODES_SHOWN = 8
STATES = {"ready": "waits for its next try", "sending": "being sent by a worker", "sent": "sent",
          "failed": "FAILED", "superseded": "not sent: out of date"}  # fmt: skip
REASONS = {
    "no_address": "no e-mail address",
    "nothing_due": "nothing overdue is theirs",
    "not_wanted": "does not want such letters",
    "letter_today": "gets another letter today",
    "gone": "no longer so",
}


class LettersLeft(Exception):
    """The relay is in trouble: letters are left in the outbox. The text tells the whole run."""


async def delivered(key: str) -> Drain:
    """Everything that is due is tried, also what other runs left: the outbox is one."""
    await judge_waiting(clock.now())
    await hurry(key, clock.now())
    total = Drain()
    owner = f"remind:{os.getpid()}"
    while True:
        done = await deliver_all(Relay.of(settings.current()), owner, clock.now())
        total.sent, total.later = total.sent + done.sent, total.later + done.later
        total.failed, total.trouble = total.failed + done.failed, done.trouble
        if done.trouble or done.sent + done.later + done.failed == 0:
            return total


def result(head: str, done: Drain, states: str) -> str:
    """What a run that was delivered comes to. Raises LettersLeft when the relay is in trouble."""
    told = "\n".join(
        [
            head,
            f"Letters sent now: {done.sent}, put off: {done.later}, failed: {done.failed}.",
            *([f"The relay is in trouble: {done.trouble}"] if done.trouble else []),
            "",
            states,
        ]
    )
    if done.trouble:
        raise LettersLeft(told)
    return told


def state(letter: dict[str, Any]) -> str:
    """How a letter stands, in words."""
    when = f" {moment(letter['sent_at'])}" if letter["sent_at"] else ""
    trouble = f" ({letter['trouble']})" if letter["trouble"] else ""
    return f"{STATES[letter['state']]}{when}{trouble}"


def codes(found: Sequence[str]) -> str:
    """The first codes of tasks, and how many more."""
    more = len(found) - CODES_SHOWN
    return ", ".join(found[:CODES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def sections(
    letters: Sequence[tuple[str, ...]], heads: tuple[str, ...], left_out: Sequence[tuple[str, ...]]
) -> str:
    """Who is written to under these headings, then who is not and why."""
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
