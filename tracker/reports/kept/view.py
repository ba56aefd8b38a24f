"""What the pages of reports show of a draft and of a frozen report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.history.rules import grouped
from tracker.reports.content import Content, Previous, Scope
from tracker.reports.kept import rules
from tracker.reports.kept.forms import SectionsForm, box
from tracker.reports.kept.queries import Kept
from tracker.tasks.forms.fields import tidy
from tracker.tasks.rules import BUCKETS, Figures
from tracker.web.places import url
from tracker.words import _, number


@dataclass(frozen=True)
class Section:
    """One part of a draft that people write: its text, whose it is, and what somebody else made of it."""

    name: str
    label: str
    id: str
    text: str
    edited: bool
    stamp: str
    theirs: str | None = None

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def outline(found: Kept) -> list[str]:
    """The boxes of a report."""
    return rules.outlined(found.kind, found.outline)


def drafted(found: Kept, content: Content) -> list[Section]:
    """The sections of a draft as they stand."""
    return [_section(found, name, content.texts.get(name, "")) for name in outline(found)]


def as_typed(found: Kept, content: Content, sent: SectionsForm, theirs: Mapping[str, str]) -> list[Section]:
    """The sections as sent, beside what was saved by others.

    One left as it was shown is shown as it stands now. One that was typed keeps the stamp it was sent with,
    so that what others saved meanwhile is still noticed; but where their text stands beside it, the next save
    is meant to follow that.
    """
    return [
        _section(found, name, content.texts.get(name, ""), sent, theirs.get(name)) for name in outline(found)
    ]


def _section(
    found: Kept, name: str, standing: str, sent: SectionsForm | None = None, theirs: str | None = None
) -> Section:
    text, edited = tidy(standing), name in found.sections
    mark, label = rules.stamp(text, edited), _(rules.SECTION_NAMES[name])
    if sent and name in sent.typed and not rules.untouched(sent.typed[name], sent.stamps[name]):
        text, mark = sent.typed[name], mark if theirs is not None else sent.stamps[name]
    return Section(name, label, box(name), text, edited, mark, theirs)


def stamps(found: Kept, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """The stamps a form carries on after its texts were saved."""
    return [
        (box(name), rules.stamp(typed[name], edited=name in found.sections)) for name in outline(found)
        if name in typed
    ]  # fmt: skip


def written_parts(content: Content) -> list[tuple[str, str]]:
    """The sections that a frozen report prints, by name."""
    names = rules.SECTION_NAMES
    return [(_(names[name]), content.texts[name]) for name in names if content.texts.get(name)]


def against(now: Figures, previous: Previous | None) -> list[tuple[str, int, int, str]]:
    """Each bucket's count, that of the report compared with, and the difference with its sign."""
    if previous is None:
        return []
    pairs = [(one, now.count(one), previous.total.count(one)) for one in BUCKETS]
    return [(one, mine, theirs, _signed(mine - theirs)) for one, mine, theirs in pairs]


def _signed(n: int) -> str:
    return f"+{number(n)}" if n > 0 else f"−{number(-n)}" if n < 0 else "0"


def scope_words(scope: Scope) -> str:
    """What a report is about, in words."""
    name = _(rules.SCOPE_NAMES[scope.kind])
    return f"{name}: {scope.name or scope.code}" if scope.name or scope.code else name


def tasks_link(scope: Scope, as_of: date) -> str:
    """The list of the tasks a report is about, on its day."""
    narrowed: dict[str, Any] = {
        "agency": {"agency": scope.code},
        "area": {"area": scope.code},
        "source": {"source": scope.code},
        "overdue": {"bucket": "overdue"},
        "starred": {"starred": "1"},
    }.get(scope.kind, {})
    if scope.kind == "list":
        return f"/tasks?{scope.query}&as_of={as_of.isoformat()}"
    return url("/tasks", narrowed, as_of=as_of.isoformat())


def carried(bearers: Sequence[Mapping[str, Any]], report: int) -> list[str]:
    """What a checked file is, in sentences; empty when nothing of this report is like it."""
    said = []
    for one in bearers:
        what = {
            "content": _("the content of version %(n)s", n=one["number"]),
            "signed": _("the signed copy of version %(n)s", n=one["number"]),
        }.get(one["what"]) or _(
            "the file %(format)s of version %(n)s",
            format=rules.SHORT_NAMES.get(one["what"], ""), n=one["number"],
        )  # fmt: skip
        said.append(what if one["id"] == report else _("%(what)s, another version than this", what=what))
    return said


def files_of(found: Kept, there: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The files of a frozen report in the order they are offered; those not made yet have no size."""
    made = []
    for file_format in rules.FORMATS:
        one = there.get(file_format)
        made.append(
            {
                "format": file_format,
                "name": rules.file_name(found.kind, found.scope, found.as_of, found.number, file_format),
                "words": _(rules.FORMAT_NAMES[file_format]),
                "size": one["size"] if one else 0,
                "sha256": grouped(one["sha256"].hex()) if one else "",
            }
        )
    return made
