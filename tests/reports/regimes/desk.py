"""What tests of regimes start from: one regime, the people it concerns, moments around a cut-off."""

from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.reports.regimes import actions
from tracker.reports.regimes.actions import Wanted
from tracker.reports.regimes.rules import MonthDay, Term

SECTIONS = ("direction", "results", "difficulties")
CUTOFF = date(2024, 11, 14)  # a Thursday
MORNING = at(CUTOFF, 7, 1)


def term(name: str = "Tháng 11", begins: str = "15/10", cutoff: str = "14/11", due: str = "20/11") -> Term:
    """A term of a regime."""
    days = [
        MonthDay(int(month), int(day)) for day, month in (one.split("/") for one in (begins, cutoff, due))
    ]
    return Term(name, *days)


async def a_regime(name: str = "Báo cáo tháng", since: date = date(2024, 11, 1), **changes: Any) -> int:
    """A regime in force: a month that ends on 14/11, five working days to update."""
    usual = Wanted(name, "official", "month", 5, SECTIONS, "Ban Chỉ đạo", True, True, (term(),))
    number = await actions.next_id()
    programme = await value("SELECT id FROM programme ORDER BY id LIMIT 1")
    await actions.insert(number, programme, replace(usual, **changes), since, at(since, 7))
    return number


async def only(*regimes: int) -> None:
    """Put every other regime out of force."""
    await execute("UPDATE report_regime SET active = false WHERE NOT id = ANY ($1)", list(regimes))


async def reports() -> list[dict[str, object]]:
    """Every report there is, as it was begun."""
    return await rows(
        """SELECT id, regime, period, period_from, as_of, due_on, window_from, state, created_by
           FROM report ORDER BY id"""
    )


async def written(kind: str) -> dict[str, tuple[EmailMessage, datetime]]:
    """The letters of a kind: address to the letter and when it leaves."""
    found = await rows("SELECT recipient, content, next_try_at FROM letter WHERE kind = $1 ORDER BY id", kind)
    letters = {one["recipient"]: (_read(one["content"]), one["next_try_at"]) for one in found}
    assert len(letters) == len(found), "somebody got two"
    return letters


def _read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def texts(letter: EmailMessage) -> tuple[str, str]:
    """The text of a letter and its HTML."""
    text, html = (str(part.get_content()) for part in letter.iter_parts())
    return text, html
