"""The forms of an import: the document and its columns, the ticks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.exchange.annex.columns import mapped
from tracker.exchange.annex.heads import LAST_ROW
from tracker.exchange.annex.model import FIELDS, Table
from tracker.exchange.annex.preface import Told
from tracker.refusal import Refused
from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.tasks.forms.kinds import LONGEST_NUMBER
from tracker.tasks.forms.source import LONGEST_ISSUER
from tracker.tasks.queries.desk import Document
from tracker.web.form_keys import digest, new_key
from tracker.words import _

FACTS = ("number", *(f"issued_on_{box}" for box in BOXES), "issuer", "title")
TICK = re.compile(r"t_[sw]_([0-9]{1,3}_[0-9]{1,7})")

Sent = Iterable[tuple[str, object]]


@dataclass
class ColumnsForm:
    """The document, and what each column means, as it stands or as typed."""

    values: dict[str, str]
    ids: dict[str, str]
    name: str = "import"
    key: str = field(default_factory=new_key)
    act: str = ""
    version: int = 0
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    document: Document | None = None
    taken: list[int] = field(default_factory=list)  # places of the tables whose rows are taken
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # place of a table -> letter -> field
    head: int | None = None  # the row to be taken as the head, 0 for none; None unless that is asked for


def name_of(table: int, letter: str) -> str:
    """The name of the box that says what a column means."""
    return f"choice_{table}_{letter}"


def standing(
    tables: Sequence[Table], taken: Iterable[int], document: Mapping[str, Any], told: Told, remember: bool
) -> ColumnsForm:
    """The form as it stands: what was saved before what the file tells."""
    day, chosen = document.get("issued_on") or told.issued_on, set(taken)
    boxes = (str(day.day), str(day.month), str(day.year)) if day else ("", "", "")
    values = {
        "number": document.get("number") or told.number,
        **{f"issued_on_{box}": text for box, text in zip(BOXES, boxes, strict=True)},
        "issuer": document.get("issuer") or told.issuer,
        "title": document.get("title") or told.title,
        "remember": "1" if remember else "",
        "head": str(tables[0].last) if tables else "",
        **{name_of(n, one.letter): one.field for n, table in enumerate(tables) for one in table.columns},
        **{f"t_table_{n}": "1" if n in chosen else "" for n in range(len(tables))},
    }
    return ColumnsForm(values, _ids(tables))


def columns(sent: Sent, tables: Sequence[Table], today: date) -> ColumnsForm:
    """The form as sent, every problem found at once."""
    names = [name_of(n, one.letter) for n, table in enumerate(tables) for one in table.columns]
    boxes = [f"t_table_{n}" for n in range(len(tables))]
    pairs = list(sent)
    sheet = Sheet(pairs, (*FACTS, *names, *boxes, "remember", "act", "head"))
    form = ColumnsForm(sheet.values, _ids(tables))
    form.key, form.act = sheet.hidden.get("form_key", ""), sheet.values["act"]
    form.version, form.digest = sheet.version(), digest_of(pairs)
    if form.act == "head":
        return _named_head(form, sheet, today)
    # A sheet is taken whole: its first table has the box.
    sheets = {tables[n].sheet for n, box in enumerate(boxes) if sheet.values[box]}
    form.taken = [n for n, table in enumerate(tables) if table.sheet in sheets]
    if not form.taken:
        sheet.problem("t_table_0", _("Choose the sheet whose tasks are taken"))
    for n, table in enumerate(tables):
        form.columns[str(n)] = _columns(sheet, n, table, n in form.taken)
    # To read the file again nothing need be known of the document.
    if form.act != "look" or any(sheet.values[name] for name in FACTS):
        form.document = _document(sheet, today, form.act != "look")
    form.problems = sheet.problems
    return form


def _named_head(form: ColumnsForm, sheet: Sheet, today: date) -> ColumnsForm:
    """Another row is the head: what its columns mean is asked afterwards."""
    row = whole(sheet.values["head"])
    if row is None or row > LAST_ROW:
        sheet.problem("head", _("Choose one of the values listed"))
    else:
        form.head = row
    if any(sheet.values[name] for name in FACTS):
        form.document = _document(sheet, today, needed=False)
    form.problems = sheet.problems
    return form


def _columns(sheet: Sheet, n: int, table: Table, needed: bool) -> dict[str, str]:
    said = {one.letter: sheet.values[name_of(n, one.letter)] for one in table.columns}
    for letter, meaning in said.items():
        if meaning not in FIELDS:
            sheet.problem(name_of(n, letter), _("Choose one of the values listed"))
    if needed and not sheet.problems.keys() & {name_of(n, letter) for letter in said}:
        try:
            mapped(table, said)
        except Refused as refused:
            sheet.problem(name_of(n, refused.field) if refused.field else "", refused.sentence)
    return said


def _document(sheet: Sheet, today: date, needed: bool) -> Document | None:
    number = sheet.text("number", _("Enter the number of the document") if needed else "", LONGEST_NUMBER)
    issued_on = sheet.day("issued_on", _("Enter the day of the document") if needed else "")
    if issued_on and issued_on > today:
        sheet.problem("issued_on", _("The date cannot be after today"))
    issuer = sheet.text("issuer", _("Enter who issued the document") if needed else "", LONGEST_ISSUER)
    title = sheet.text("title", _("Enter what it is about") if needed else "")
    return Document(number, "", issuer, issued_on, title, "") if issued_on else None


def _ids(tables: Sequence[Table]) -> dict[str, str]:
    names = [name_of(n, one.letter) for n, table in enumerate(tables) for one in table.columns]
    plain = {name: name for name in (*FACTS, *names, *(f"t_table_{n}" for n in range(len(tables))), "head")}
    return {**plain, "issued_on": "issued_on_day"}


def digest_of(pairs: Sent) -> str:
    """The digest of a form as sent."""
    return digest((name, value) for name, value in pairs if isinstance(value, str))


@dataclass(frozen=True)
class WriteForm:
    """The ticks of the page that was seen, and what to do with them."""

    act: str  # write, keep
    go: int | None  # the page of changed rows to turn to
    seen: str
    looked: str
    shown: frozenset[str]
    ticked: frozenset[str]
    version: int
    key: str
    digest: str


def writing(sent: Sent) -> WriteForm:
    """The form of the dry run as sent."""
    pairs = list(sent)
    boxes = [name for name, _value in pairs if TICK.fullmatch(name)]
    sheet = Sheet(pairs, {"act", "go", "seen", "looked", "show", *boxes})
    said = sheet.values
    return WriteForm(
        said["act"],
        whole(said["go"]) if said["go"] else None,
        said["seen"],
        said["looked"],
        frozenset(name[4:] for name in boxes if name.startswith("t_s_")),
        frozenset(name[4:] for name in boxes if name.startswith("t_w_")),
        sheet.version(),
        sheet.hidden.get("form_key", ""),
        digest_of(pairs),
    )
