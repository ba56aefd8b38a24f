"""Letters about reports: drafts that are ready, to the office; a frozen one, to the committee."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker import settings
from tracker.mail import links
from tracker.mail.message import Words
from tracker.templating import render
from tracker.words import _, dmy, language, ngettext, number, speaking


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for."""

    id: int
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class DraftReady:
    """A draft as the office is told of it. ``behind``: how many agencies have not updated."""

    report: int
    title: str
    period: str
    as_of: date
    due_on: date
    behind: int


@dataclass(frozen=True)
class Frozen:
    """All that a letter says of a frozen report: the figures are behind the sign-in."""

    report: int
    title: str
    period: str
    as_of: date
    number: int


def drafts_ready(drafts: Sequence[DraftReady], reader: Reader, today: date) -> Words:
    """The letter that tells the office of the drafts of a morning."""
    with speaking(reader.language):
        one = ngettext("A draft report is ready", "%(n)s draft reports are ready", len(drafts))
        heading = one % {"n": number(len(drafts))}
        return _letter("report_draft", reader, today, {
            "heading": heading,
            "preheader": ", ".join(_line(each.period) for each in drafts),
            "opening": [_("Its figures are those of the end of the day named, whatever is entered later."
                          " Its texts are pieced from what the agencies wrote. Read, edit, then freeze it.")],
            "rows": [_draft_row(each, reader) for each in drafts],
            "closing": [
                _("Sent to the coordinating office when the day of a report has come."),
                _("Please do not reply to it."),
            ],
        })  # fmt: skip


def _draft_row(draft: DraftReady, reader: Reader) -> dict[str, Any]:
    behind = ngettext(
        "%(n)s agency has not updated all its tasks.", "%(n)s agencies have not updated all their tasks.",
        draft.behind,
    ) % {"n": number(draft.behind)}  # fmt: skip
    facts = [
        _("figures up to the end of %(day)s", day=dmy(draft.as_of)),
        _("to be sent by %(day)s", day=dmy(draft.due_on)),
        *([behind.rstrip(".")] if draft.behind else []),
    ]
    return {
        "title": " · ".join((_line(draft.title), _line(draft.period))),
        "url": _to(draft.report, reader),
        "facts": facts,
    }


def frozen(report: Frozen, reader: Reader, today: date) -> Words:
    """The letter that tells a member of the committee that a report can be read."""
    with speaking(reader.language):
        facts = [_line(report.period), _("figures up to the end of %(day)s", day=dmy(report.as_of))]
        again = _("It replaces an earlier version; the reason stands on its page.")
        return _letter("report_frozen", reader, today, {
            "heading": _line(report.title),
            "preheader": " · ".join(facts),
            "opening": [
                _("The coordinating office has frozen this report: its figures and words do not change any"
                  " more. It is read after signing in."),
                *([again] if report.number > 1 else []),
            ],
            "facts": facts,
            "button_url": _to(report.report, reader),
            "as_of": report.as_of,
            "closing": [
                _("Sent to the members of the steering committee when a report is frozen."),
                _("Please do not reply to it."),
            ],
        })  # fmt: skip


def _letter(letter: str, reader: Reader, today: date, said: dict[str, Any]) -> Words:
    context = {
        "lang": language(),
        "organisation": settings.current().organisation,
        "product": _("Reform task tracker"),
        "today": today,
        "greeting": _("Dear %(name)s,", name=_line(reader.name)),
        **said,
    }
    subject = _line(render(f"mail/{letter}/subject.txt", **context))
    filled = {**context, "subject": subject}
    text = re.sub(r"\n{3,}", "\n\n", render(f"mail/{letter}/body.txt", **filled).strip())
    return Words(subject, text + "\n", render(f"mail/{letter}/body.html", **filled))


def _to(report: int, reader: Reader) -> str:
    return links.to(f"/reports/{report}", reader.id, settings.current().base_url)


def _line(text: str) -> str:
    return " ".join(text.split())
