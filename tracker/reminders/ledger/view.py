"""The ledger in words: what a run is called, how a letter stands, why somebody was owed it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.programmes.routes import weekday as weekday_of
from tracker.reminders.ledger.alarm import Alarm
from tracker.reminders.ledger.reasons import Reason
from tracker.reminders.ledger.rules import STANDINGS, TROUBLE, WAITING, told_by
from tracker.reminders.rows import counted
from tracker.web.access import RULES
from tracker.words import _, ago, dmy, mark, moment

KINDS: Mapping[str, str] = {"overdue": mark("Weekly overdue letters"), "daily": mark("Daily letters")}
STATES: Mapping[str, str] = {"trouble": mark("Somebody not reached"), "waiting": mark("Letters waiting")}
# How an entry stands: its name, what colours its tag, its sign.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "failed": (mark("Not delivered"), "plain", "mailx"),
    "bounced": (mark("Came back"), "plain", "mailx"),
    "no_address": (mark("No address"), "plain", "mailx"),
    "deferred": (mark("Put off"), "done_late", "refresh"),
    "waiting": (mark("Waiting to leave"), "plain", "clock"),
    "superseded": (mark("Not sent: out of date"), "plain", "same"),
    "sent": (mark("Sent"), "done_on_time", "done_on_time"),
    "not_wanted": (mark("Not wanted"), "plain", "user"),
    "letter_today": (mark("Another letter that day"), "plain", "mail"),
    "gone": (mark("Settled before it was told"), "plain", "check"),
    "nothing_due": (mark("Nothing due"), "plain", "check"),
}
WHY_NOT: Mapping[str, str] = {
    "no_address": mark("The account has no address that letters can be sent to."),
    "not_wanted": mark("A letter by choice that the person has declined."),
    "letter_today": mark("Gets another letter that day, and is told of this on the next working day."),
    "gone": mark("What was to be told was settled, taken back or told otherwise before the run."),
    "nothing_due": mark("Nothing of theirs was due, which is recorded."),
}


def reads_letters(role: str) -> bool:
    """Whether a reader of the ledger reads what letters say; administrators see how they fared, no tasks."""
    return RULES["letters"](role)


def kind_name(kind: str) -> str:
    """What a kind of run is called."""
    return _(KINDS[kind]) if kind in KINDS else kind


def period_name(kind: str, key: str) -> str:
    """The week or the day that a run is for."""
    period = key.partition("/")[2]
    if kind == "overdue":
        year, _mark, week = period.partition("-W")
        return _("week %(week)s of %(year)s", week=int(week), year=year)
    return dmy(date.fromisoformat(period))


def run_name(key: str) -> str:
    """A run by its key: its kind, and its week or day."""
    kind = key.partition("/")[0]
    return f"{kind_name(kind)}, {period_name(kind, key)}"


def weekday(moment_: datetime) -> str:
    """The day of the week by name, Hanoi time."""
    return weekday_of(day_of(moment_))


def name(standing: str) -> str:
    """How an entry stands, in words."""
    return _(NAMES[standing][0])


def tag(standing: str) -> tuple[str, str, str]:
    """The words, colour and sign of how an entry stands."""
    words, colour, symbol = NAMES[standing]
    return _(words), colour, symbol


def what_became(entry: Mapping[str, Any]) -> str:
    """The rest of how an entry stands: when, at which try, with which words of the relay."""
    standing, trouble = entry["standing"], entry["trouble"] or ""
    if standing in WHY_NOT:
        return _(WHY_NOT[standing]) if standing != "nothing_due" else ""  # its name says it all
    if standing == "sent":
        sent = moment(entry["sent_at"])
        if entry["tries"] > 1:
            return _("%(moment)s, at try %(n)s", moment=sent, n=entry["tries"])
        return sent
    if standing == "bounced":
        return _("sent %(sent)s, came back %(back)s", sent=moment(entry["sent_at"]),
                 back=moment(entry["bounced_at"]))  # fmt: skip
    if standing == "deferred":
        again = _("next try %(moment)s, after %(n)s", moment=moment(entry["next_try_at"]), n=entry["tries"])
        return f"{again}: {trouble}" if trouble else again
    return told(trouble)


def told(trouble: str) -> str:
    """Why a letter did not leave, in the reader's language where the words are ours and not the relay's."""
    return _(trouble) if trouble else ""


def filters(kept: Mapping[str, int], chosen: str) -> list[tuple[str, str, int]]:
    """The ways in which somebody stands in a run: code, name, how many; all first."""
    found = [(one, name(one), kept.get(one, 0)) for one in STANDINGS if kept.get(one) or one == chosen]
    return [("", _("All"), sum(kept.values())), *found]


def alarm_lines(found: Alarm) -> list[tuple[str, str]]:
    """What an alarm says, sentence by sentence, each with where those concerned are listed."""
    if found.made_at is None:
        said = _(
            "The letters of %(week)s, due %(moment)s, were not made and are not held.",
            week=period_name("overdue", found.key), moment=moment(found.moment),
        )  # fmt: skip
        return [(said, "")]
    counts = {**found.standings, "waiting": found.waiting}
    waits = next((one for one in WAITING if found.standings.get(one)), "waiting")
    return [
        (_unserved(standing, counts[standing]), found.listed(waits if standing == "waiting" else standing))
        for standing in (*TROUBLE, "waiting")
        if counts.get(standing)
    ]


def _unserved(standing: str, n: int) -> str:
    if standing == "failed":
        return counted("%(n)s letter was not delivered", "%(n)s letters were not delivered", n)
    if standing == "bounced":
        return counted("%(n)s letter came back", "%(n)s letters came back", n)
    if standing == "no_address":
        return counted("%(n)s person has no address", "%(n)s people have no address", n)
    return counted("%(n)s letter has yet to leave", "%(n)s letters have yet to leave", n)


def why(reason: Reason) -> str:
    """Why a task was told to somebody."""
    about, day = told_by(reason.key), reason.day
    if reason.what:
        return _(reason.what)
    if about is None:
        return _("Overdue")
    name, since = about
    if name in {"overdue", "late"}:
        return counted("overdue by %(n)s day", "overdue by %(n)s days", (day - since).days)
    if name == "silent":
        return _("no report since %(day)s", day=dmy(since))
    if name == "awaiting":
        return _("awaiting confirmation since %(day)s", day=dmy(since))
    return ago((since - day).days)
