"""One row of a file written: a task assigned, or one that stands changed, by the office's own moves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tracker.exchange.annex.citing import Cited
from tracker.exchange.annex.differing import Wanted, helpers, wanted
from tracker.exchange.annex.model import Outcome, Read
from tracker.exchange.annex.outcome import key_of
from tracker.exchange.annex.queries import Around
from tracker.tasks.actions.assigning import NewTask, assign
from tracker.tasks.actions.drafting import document_of
from tracker.tasks.actions.editing import Changes, change
from tracker.tasks.actions.moving import Actor, found
from tracker.tasks.actions.refusing import Reassignment, reassign
from tracker.tasks.queries.desk import Document, free_code
from tracker.words import _, speaking


class Writing:
    """The rows of one file on their way into the records, inside one transaction."""

    def __init__(self, actor: Actor, known: Around, source: int, at: datetime) -> None:
        self._actor, self._known, self._source, self._at = actor, known, source, at
        self._documents: dict[tuple[str, object], int] = {}
        self._codes_now = {task["id"]: code for code, task in known.by_code.items()}
        self.codes: dict[str, str] = {}  # row -> code of its new task

    async def number(self, reads: Sequence[Read]) -> None:
        """Give each new task its code: the file's, or the next of its area that the file does not use."""
        used = {one.code for one in reads if one.code}
        last: dict[str, int] = {}
        for read in reads:
            code = read.code
            if not code:
                area = wanted(read, self._known).area
                if area not in last:
                    free = await free_code(self._known.programme, self._known.areas[area]["id"])
                    last[area] = int(free.rpartition("-")[2]) - 1
                code, last[area] = _next(area, last[area], used)
            self.codes[key_of(read)] = code

    async def assign(self, read: Read) -> int:
        """Assign the task of a row; its id."""
        want, known = wanted(read, self._known), self._known
        document = await self._document(want.source)
        new = NewTask(
            code=self.codes[key_of(read)],
            programme=known.programme,
            area=known.areas[want.area]["id"],
            title=read.title,
            lead_agency=known.agencies[want.lead]["id"],
            coordinators=tuple(known.agencies[code]["id"] for code in want.coordinators),
            deadline_text=read.deadline,
            due_on=want.due_on,
            due_precision=want.precision,
            source_document=document,
            source_clause=want.clause,
            source_number=(want.source or known.document).number,
            expected_output=read.output,
            starred=read.starred,
        )
        return (await assign(self._actor, new, self._at)).id

    async def change(self, one: Outcome) -> None:
        """Change a task to what its row says: handed to another lead first, then corrected."""
        want = wanted(one.read, self._known)
        code, version = self._codes_now[one.task or 0], one.version
        note, at = self._note(one.read), self._at
        task = await found(self._actor, code)
        at = max(at, task["changed_at"])
        if "lead" in one.diff:
            document = self._known.document
            to = Reassignment(want.lead, note, document.number, document.issued_on)
            version = (await reassign(self._actor, code, version, to, at)).version
            task = await found(self._actor, code)
        coordinators = None
        if "coordinators" in one.diff:
            some = helpers(self._known.by_code[code], one.read, want, self._known)
            coordinators = [self._known.agencies[other]["id"] for other in some]
        facts = await self._facts(one, want)
        await change(self._actor, task, version, Changes(facts, coordinators), at, note)

    async def _facts(self, one: Outcome, want: Wanted) -> dict[str, Any]:
        read, diff, facts = one.read, one.diff, dict[str, Any]()
        for field, column, fact in (
            ("title", "title", read.title),
            ("output", "expected_output", read.output),
            ("clause", "source_clause", want.clause),
            ("deadline_text", "deadline_text", read.deadline),
            ("starred", "starred", True),
        ):
            if field in diff:
                facts[column] = fact
        if {"due_on", "due_precision"} & set(diff):
            facts |= {"due_on": want.due_on, "due_precision": want.precision}
        if "area" in diff:
            facts["area"] = self._known.areas[want.area]["id"]
        if "source" in diff:
            facts["source_document"] = await self._document(want.source)
        return facts

    def _note(self, read: Read) -> str:
        with speaking("vi"):  # the record's language, whoever writes it
            number = self._known.document.number
            if not read.item:
                return _("Import of the annex to %(number)s.", number=number)
            return _("Import of the annex to %(number)s, place %(item)s.", number=number, item=read.item)

    async def _document(self, source: Cited | None) -> int:
        """The document that a row cites, entered when it is new; else the one of the file."""
        if source is None or source.issued_on is None:
            return self._source
        key = (source.number, source.issued_on)
        if key not in self._documents:
            title = _cited_as(source)
            new = Document(source.number, source.kind, source.issuer, source.issued_on, title, "")
            self._documents[key] = await document_of(new)
        return self._documents[key]


def _cited_as(source: Cited) -> str:
    """A document whose title nobody told is called by what it is."""
    return " ".join(filter(None, (source.kind, source.number)))


def _next(area: str, last: int, used: set[str]) -> tuple[str, int]:
    while True:
        last += 1
        code = f"{area}-{last:02d}"
        if code not in used:
            used.add(code)
            return code, last
