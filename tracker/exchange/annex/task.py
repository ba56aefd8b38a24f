"""One row read as a task: every field from its cell, every doubt beside its column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.exchange.annex.agencies import Named, listed
from tracker.exchange.annex.areas import Areas
from tracker.exchange.annex.bodies import Bodies
from tracker.exchange.annex.deadlines import Deadlines
from tracker.exchange.annex.model import Problem, Read, Sheet
from tracker.exchange.annex.numbering import Numbering
from tracker.exchange.annex.oddities import of_cells, of_the_row_above, told_once, too_long
from tracker.exchange.annex.roles import roles
from tracker.exchange.annex.row import Row
from tracker.words import _, fold, number

LONGEST_TITLE = 2_000
LONGEST_CODE = 30
LONGEST_TEXT = 4_000
LONGEST_AGENCIES = 2_000
_CODE = re.compile(
    r"\bmã(?:\s+(?:số|nhiệm\s+vụ|nv))?\s*:?\s*([A-ZĐ0-9]+(?:[-./_][A-ZĐ0-9]+)+)", re.IGNORECASE
)
_STAR = re.compile(r"\b(?:nhiệm\s+vụ\s+)?trọng\s+tâm\b", re.IGNORECASE)
_YES = frozenset({"x", "co", "1", "true", "yes", "*", "v", "★", "trong tam", "nhiem vu trong tam", "uu tien"})
_NO = frozenset({"", "0", "khong", "false", "no", "-"})


@dataclass
class Reading:
    """What the rows of one file are understood by; the same cell is understood once."""

    bodies: Bodies
    areas: Areas
    deadlines: Deadlines

    def __post_init__(self) -> None:
        self._named: dict[str, Named] = {}

    def task(self, sheet: Sheet, row: Row, numbering: Numbering, above: Row | None) -> Read:
        """A row as a task; ``above`` is the task before it."""
        problems = [*of_cells(sheet, row), *of_the_row_above(row, above)]
        code, starred, note = _noted(row, problems)
        area = self._area(row, numbering, code, problems)
        lead, coordinators = self._agencies(row, problems)
        due = self.deadlines.due(row.cell("deadline"))
        problems += _beside(row.at("deadline"), due.problems)
        item = numbering.item(row.cell("item").text)
        problems += _not_kept(row, note)
        if not item and not code:
            message = _("The row has no number: without one it cannot be found again in the next version.")
            problems.append(Problem(row.at("item"), "item_missing", message, warning=True))
        return Read(
            sheet.name, row.number, item=item, code=code, title=_title(row, problems), area=area, lead=lead,
            coordinators=coordinators, output=_text(row, "output", problems), deadline=due.text,
            due_on=due.due_on, precision=due.precision, source=_text(row, "source", problems),
            clause=_text(row, "clause", problems), starred=starred, note=note, state=row.cell("state").text,
            percent=_percent(row, problems), problems=told_once(problems), typed=row.own, letters=row.letters,
        )  # fmt: skip

    def _area(self, row: Row, numbering: Numbering, code: str, problems: list[Problem]) -> str:
        written = row.cell("area").text
        found = self.areas.meant(written) if written else ""
        if written and not found:
            message = _("The programme has no area “%(name)s”: choose one.", name=written[:200])
        else:
            message = _("No area is written: choose one.")
        found = found or numbering.area or self.areas.of_code(code)
        if not found:
            choices = tuple(self.bodies.terms.areas)
            problems.append(Problem(row.at("area"), "area_unknown", message, warning=True, choices=choices))
        return found

    def _agencies(self, row: Row, problems: list[Problem]) -> tuple[str, tuple[str, ...]]:
        """The lead and the coordinators. More than one lead, or none, is an error with the choice."""
        field = "agencies" if row.at("agencies") else "lead"
        at, beside = row.at(field), row.at("coordinators", "agencies", "lead")
        parted = roles(row.cell(field).text) or roles(row.cell("coordinators").text)
        leading = parted[0] if parted else row.cell(field).text
        helping = "\n".join([parted[1]] if parted else [])
        if not parted or roles(row.cell(field).text):
            helping = "; ".join(text for text in (helping, row.cell("coordinators").text) if text)
        leads, helpers = self._listed(leading), self._listed(helping)
        problems += _beside(at, leads.problems)
        problems += _beside(beside if helping else at, helpers.problems)
        codes, rest = leads.codes, helpers.codes
        if field == "agencies" and not parted and len(codes) > 1:
            message = _("Nobody is marked as the lead: the first agency is taken.")
            problems.append(Problem(at, "lead_first", message, warning=True))
            codes, rest = codes[:1], codes[1:] + rest
        problems += _one_lead(at, codes, leads.problems, leading)
        lead = codes[0] if codes else ""
        if lead and lead in rest and not any(one.kind == "agencies_all" for one in helpers.problems):
            message = _("The lead also stands among those who coordinate: it is counted once.")
            problems.append(Problem(beside, "coordinator_is_lead", message, warning=True))
        return lead, tuple(one for one in rest if one != lead)

    def _listed(self, text: str) -> Named:
        if text not in self._named:
            most = LONGEST_AGENCIES
            self._named[text] = (
                listed(text, self.bodies) if len(text) <= most else Named([], [too_long("", most)])
            )
        return self._named[text]


def _beside(at: str, problems: Iterable[Problem]) -> list[Problem]:
    return [replace(one, column=at) for one in problems]


def _one_lead(at: str, codes: Sequence[str], doubts: Sequence[Problem], written: str) -> list[Problem]:
    if len(codes) > 1:
        message = _(
            "%(n)s agencies lead the task: leave one, and let the others coordinate.", n=number(len(codes))
        )
        return [Problem(at, "lead_many", message, choices=tuple(codes))]
    if codes or any(not one.warning for one in doubts):
        return []
    message = _("No lead agency is written: write exactly one.")
    return [Problem(at, "lead_missing", message)]


def _title(row: Row, problems: list[Problem]) -> str:
    title = " ".join(row.cell("title").text.split())
    if not title:
        problems.append(Problem(row.at("title"), "title_missing", _("Write what is to be done.")))
    if len(title) > LONGEST_TITLE:
        problems.append(too_long(row.at("title"), LONGEST_TITLE))
    return title[:LONGEST_TITLE]


def _text(row: Row, field: str, problems: list[Problem]) -> str:
    text = " ".join(row.cell(field).text.split())
    if len(text) > LONGEST_TEXT:
        problems.append(too_long(row.at(field), LONGEST_TEXT))
    return text[:LONGEST_TEXT]


def _noted(row: Row, problems: list[Problem]) -> tuple[str, bool, str]:
    """Code, star and what else the note says: "Mã TC-01; trọng tâm" is a code and a star."""
    note, code = _text(row, "note", problems), row.cell("code").text
    found = _CODE.search(note)
    if found and not code:
        code, note = found[1], note[: found.start()] + note[found.end() :]
    mark = fold(row.cell("starred").text)
    starred = bool(_STAR.search(note)) or mark in _YES
    if mark not in _YES | _NO:
        message = _("Write x for a key task, or leave the cell empty.")
        problems.append(Problem(row.at("starred"), "starred_unclear", message, warning=True))
    note = "; ".join(part for one in _STAR.sub("", note).split(";") if (part := one.strip(" ,.;")))
    code = "".join(code.upper().split())
    if len(code) > LONGEST_CODE:
        problems.append(too_long(row.at("code", "note"), LONGEST_CODE))
    return code[:LONGEST_CODE], starred, note


def _not_kept(row: Row, note: str) -> Iterator[Problem]:
    """What stands in a row and has no place in a task: nothing is left out silently."""
    for field, what, text in (
        ("note", _("Note"), note),
        ("state", _("State"), row.cell("state").text),
        ("percent", _("Share done"), row.cell("percent").text),
    ):
        if text and row.at(field):
            message = _(
                "%(what)s “%(text)s” is not written to the task: it stays in the file alone.",
                what=what,
                text=text[:200],
            )
            yield Problem(row.at(field), "not_kept", message, warning=True)


def _percent(row: Row, problems: list[Problem]) -> int | None:
    written = row.cell("percent").text
    if not written:
        return None
    found = re.fullmatch(r"(\d{1,3})(?:[.,]\d+)?\s*%?", written)
    if found and int(found[1]) <= 100:
        return int(found[1])
    message = _("Write a percentage between 0 and 100.")
    problems.append(Problem(row.at("percent"), "percent_unclear", message, warning=True))
    return None
