"""Letters to read: written for a made-up reader, and read the way a mail reader would."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from tracker.mail import links
from tracker.mail.message import Words
from tracker.reminders import rows
from tracker.reminders.overdue import overdue_letter
from tracker.reminders.summaries import committee_summary, office_summary
from tracker.tasks.rules import Figures

TODAY = date(2024, 11, 4)
SITE = "https://nhiemvu.example.vn"
FIGURES = Figures(in_time=49, overdue=5, awaiting=29, done_on_time=89, done_late=4)
MARKUP = "<script>alert('1')</script><a href=\"//evil.example\">\"&amp;'</a>{{ 7*7 }}%(n)s"


@dataclass(frozen=True)
class Reader:
    """Somebody a letter is for."""

    name: str = "Đỗ Thị Ánh"
    agency_name: str = "Sở Nội vụ"
    language: str = "vi"
    role: str = "lead"
    id: int = 7


def task(n: int, days_late: int = 10, **changes: Any) -> dict[str, Any]:
    """An overdue task of the n-th of three agencies."""
    given = {
        "code": f"CCHC-{n:03d}",
        "title": f"Rà soát thủ tục hành chính số {n}",
        "due_on": TODAY - timedelta(days=days_late),
        "percent": 40,
        "lead_code": f"SO{n % 3}",
        "lead_name": f"Sở thứ {n % 3}",
    }
    return {**given, **changes}


def to_head(count: int = 2, language: str = "vi", **changes: Any) -> Words:
    """The letter to somebody responsible for ``count`` tasks."""
    tasks = [task(n, 5 + n, **changes) for n in range(count)]
    return overdue_letter(Reader(language=language), tasks, FIGURES, TODAY, SITE)


def to_office(count: int = 2, language: str = "vi", **changes: Any) -> Words:
    """The letter to the office about ``count`` tasks."""
    agencies = rows.by_agency([task(n, 5 + n, **changes) for n in range(count)])
    return office_summary(Reader(language=language), agencies, FIGURES, TODAY, SITE)


def to_member(count: int = 2, language: str = "vi", **changes: Any) -> Words:
    """The letter to a member of the committee about ``count`` tasks."""
    tasks = [task(n, 5 + n, **changes) for n in range(count)]
    return committee_summary(Reader(language=language, role="member"), tasks, FIGURES, TODAY, SITE)


LETTERS = pytest.mark.parametrize("write", [to_head, to_office, to_member])


def where(link: str) -> str:
    """The page behind a link of a letter, signed for its reader or, when too long for that, as it is."""
    assert link.startswith(f"{SITE}/")
    found = links.read(link.removeprefix(f"{SITE}/go/"))
    return found.path if found else link.removeprefix(SITE)


class _Seen(HTMLParser):
    """The words of a page in order, the addresses it leads to, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag == "a":
            self.links.append(found["href"] or "")
        if tag in {"head", "script"} or found.get("class") == "hide":
            self._skipping += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"head", "script", "div"} and self._skipping:
            self._skipping -= 1

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.words += data.split()


def seen(html: str) -> _Seen:
    """A page as its reader meets it."""
    parser = _Seen()
    parser.feed(html)
    return parser


def words_of_text(text: str) -> list[str]:
    """The words of the text part, without what only lays it out."""
    laid_out = r"^(--$|\* )|\.{3,}|https?://\S+"
    return re.sub(laid_out, "", text, flags=re.MULTILINE).split()
