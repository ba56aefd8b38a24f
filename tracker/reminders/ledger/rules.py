"""What is true of the ledger: how letters stand, when the office is alarmed, what a second copy is called."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

ALARM_GRACE = timedelta(hours=1)  # how long a run that was made late may take
ALARM_HOUR = 12  # of the day of the week's letters, Hanoi time
LONGEST_REASON = 500

# How somebody's entry of a run stands, what needs somebody's hand first. The query of entries gives them.
STANDINGS = (
    "failed", "bounced", "no_address", "deferred", "waiting", "superseded", "sent",
    "not_wanted", "gone", "nothing_due",
)  # fmt: skip
TROUBLE = ("failed", "bounced", "no_address")
WAITING = ("deferred", "waiting")
WRITTEN = ("failed", "bounced", "deferred", "waiting", "superseded", "sent")  # those with a letter
OWED = ("failed", "bounced", "no_address", "deferred", "waiting", "superseded", "sent")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_COPY = re.compile(r"/resend/[0-9]+\Z")
_KEY = {
    "overdue": re.compile(r"[0-9]{4}-W[0-9]{2}\Z"),
    "daily": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
}
KINDS = tuple(_KEY)


def is_run(kind: str, period: str) -> bool:
    """Whether these name a run: the week's of ``2024-W45``, the day's of ``2024-11-11``."""
    return kind in _KEY and _KEY[kind].match(period) is not None


def copy_key(key: str, n: int) -> str:
    """The key of the ``n``-th letter that says the same again by hand.

    The kind, the period and the person of the first one stay in their places: a later period's letter takes
    the place of a copy that still waits, as it does of any letter.
    """
    return f"{_COPY.sub('', key)}/resend/{n}"


def standing_of(letter: Mapping[str, Any]) -> str:
    """How one letter stands. Twin of the query of entries; one test holds them together."""
    if letter["bounced_at"] is not None:
        return "bounced"
    if letter["state"] == "ready" and letter["tries"] > 0:
        return "deferred"
    return "waiting" if letter["state"] in {"ready", "sending"} else str(letter["state"])


def sum_of(standings: Mapping[str, int], among: tuple[str, ...]) -> int:
    """How many entries stand in one of several ways."""
    return sum(standings.get(name, 0) for name in among)


def told_by(key: str) -> tuple[str, date] | None:
    """What a thing is about by its key, and the day it counts from or to; None for a line of history.

    The keys are those of the day's things (``before/17/2024-11-13/3``), and ``overdue/<task>/<deadline>``.
    """
    parts = key.split("/")
    if len(parts) < 3 or not _DAY.match(parts[2]):
        return None
    return parts[0], date.fromisoformat(parts[2])


def alarm_is_ripe(now: datetime, noon: datetime, made_at: datetime | None, failing: bool) -> bool:
    """Whether the administrators are to be told by now of whoever was not served.

    At noon of the run's day. A worker that wakes later first makes the run, which then has an hour for its
    letters, unless making it fails: then nothing is to be waited for.
    """
    if now < noon:
        return False
    if now < noon + ALARM_GRACE or failing:
        return True
    return made_at is not None and now >= made_at + ALARM_GRACE
