"""The forms of reports: what is reported, its sections, why it is replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from tracker.refusal import Refused
from tracker.reports.content import KINDS, SCOPES, Scope
from tracker.reports.kept import rules
from tracker.tasks.forms.fields import BOXES, Sheet
from tracker.web.asof import FIRST_DAY
from tracker.web.form_keys import digest, new_key
from tracker.words import _, dmy, number

DAYS = tuple(f"as_of_{box}" for box in BOXES)
FIELDS = ("kind", "scope", "query", *DAYS, "title")
LISTED = ("agency", "area", "source")  # scopes that name one of several
LONGEST_QUERY = 1_000

Sent = Iterable[tuple[str, object]]


@dataclass
class NewForm:
    """What a report is to be about, as it begins or as typed."""

    values: dict[str, str]
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    as_of: date = date.min

    @property
    def ids(self) -> dict[str, str]:
        """Where the error summary leads, where it is not the field's own name."""
        return {"as_of": "as_of_day"}


def beginning(today: date, asked: Mapping[str, Any]) -> NewForm:
    """The form as it opens: today's figures of the whole programme, or of the list it was asked from."""
    values = dict.fromkeys(FIELDS, "")
    day = asked.get("day") or today
    values.update(zip(DAYS, (str(day.day), str(day.month), str(day.year)), strict=True))
    values["kind"] = asked["kind"] if asked.get("kind") in KINDS else "official"
    values["scope"] = f"agency:{asked['agency']}" if asked.get("agency") else "programme"
    if "query" in asked:
        values.update(kind="scoped", scope="list", query=asked["query"])
    return NewForm(values)


def list_query(params: Mapping[str, Any]) -> str:
    """The narrowing of a list as one text: what its address says, the day and the page aside."""
    kept = {name: found for name, found in params.items() if found and name not in {"as_of", "per_page"}}
    return urlencode(kept, doseq=True)


def new(sent: Sent, known: Mapping[str, Mapping[str, str]], today: date) -> NewForm:
    """The form as sent, every problem found at once. ``known`` are codes and names by kind of scope."""
    pairs = list(sent)
    sheet = Sheet(pairs, FIELDS)
    form = NewForm(sheet.values, sheet.hidden.get("form_key", ""), _digest(pairs))
    kind = sheet.one_of("kind", KINDS, _("Choose what to make"))
    sheet.text("title", most=rules.LONGEST_TITLE)
    if "\n" in sheet.values["title"]:
        sheet.problem("title", _("Enter the title on one line"))
    form.as_of = _day(sheet, today)
    form.scope = _scope(sheet, known)
    if kind in KINDS and "scope" not in sheet.problems:
        try:
            rules.check_scope(kind, form.scope)
        except Refused as refused:
            sheet.problem(refused.field, refused.sentence)
    form.problems = sheet.problems
    return form


def _day(sheet: Sheet, today: date) -> date:
    found = sheet.day("as_of", _("Enter the day of the figures"))
    last = today + timedelta(rules.AHEAD_DAYS)
    if found and not FIRST_DAY <= found <= last:
        between = {"first": dmy(FIRST_DAY), "last": dmy(last)}
        sheet.problem("as_of", _("Enter a day from %(first)s to %(last)s", **between))
    return found or today


def _scope(sheet: Sheet, known: Mapping[str, Mapping[str, str]]) -> Scope:
    """What was chosen: ``kind:code`` where one of several is meant, else the kind alone."""
    what, _sign, code = sheet.values["scope"].partition(":")
    if what in LISTED and code in known[what]:
        return Scope(what, code, known[what][code])
    if what in LISTED or what not in SCOPES:
        sheet.problem("scope", _("Choose one of the values listed"))
        return Scope()
    if what != "list":
        return Scope(what)
    if not 0 < len(sheet.values["query"]) <= LONGEST_QUERY:
        sheet.problem("scope", _("Open the list, narrow it and make the report from there"))
    return Scope("list", query=sheet.values["query"])


@dataclass(frozen=True)
class SectionsForm:
    """The sections as sent, with what each was shown as; ``act`` is what to do beside saving."""

    typed: dict[str, str]
    stamps: dict[str, str]
    act: str  # "", restore:<section>, charts, no charts, freeze
    problems: dict[str, str]


def box(name: str) -> str:
    """The name of a section's box: a point would part it in an address of the page."""
    return "s_" + name.replace(".", "-")


def sections(sent: Sent, names: Iterable[str]) -> SectionsForm:
    """The sections as sent. A text too long is a problem; what was typed stays."""
    boxes = {box(name): name for name in names}
    sheet = Sheet(sent, (*boxes, *(f"was_{one}" for one in boxes), "act"))
    for one in boxes:
        if len(sheet.values[one]) > rules.LONGEST_TEXT:
            over = number(len(sheet.values[one]) - rules.LONGEST_TEXT)
            most = number(rules.LONGEST_TEXT)
            sheet.problem(one, _("Shorten by %(n)s characters: at most %(most)s", n=over, most=most))
    typed = {name: sheet.values[one] for one, name in boxes.items() if one in sheet.hidden}
    stamps = {name: sheet.values[f"was_{one}"] for one, name in boxes.items()}
    return SectionsForm(typed, stamps, sheet.values["act"], sheet.problems)


@dataclass(frozen=True)
class ReasonForm:
    """Why a report is replaced."""

    reason: str = ""
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def reason(sent: Sent) -> ReasonForm:
    """The form as sent."""
    pairs = list(sent)
    sheet = Sheet(pairs, ("reason",))
    said = sheet.text("reason", _("Enter why the report is replaced"), rules.LONGEST_REASON)
    return ReasonForm(said, sheet.hidden.get("form_key", ""), _digest(pairs), sheet.problems)


@dataclass(frozen=True)
class Pressed:
    """A button with nothing typed beside it: freeze, cancel, make the files."""

    version: int
    key: str
    digest: str


def pressed(sent: Sent) -> Pressed:
    """The press as sent. Raises Refused when the form is not whole."""
    pairs = list(sent)
    sheet = Sheet(pairs, ())
    return Pressed(sheet.version(), sheet.hidden.get("form_key", ""), _digest(pairs))


def _digest(pairs: Sent) -> str:
    return digest((name, value) for name, value in pairs if isinstance(value, str))
