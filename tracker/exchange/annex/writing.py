"""One row of a file written: a task assigned, or one that stands changed, by the office's own moves."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tracker.exchange.annex.citing import Cited
from tracker.exchange.annex.differing import Wanted, helpers, wanted
from tracker.exchange.annex.model import Outcome, Read
from tracker.exchange.annex.outcome import key_of
from tracker.exchange.annex.queries import Around
from tracker.tasks.actions.assigning import NewTask, assign_all
from tracker.tasks.actions.drafting import documents_of
from tracker.tasks.actions.editing import Changes, change
from tracker.tasks.actions.moving import Actor, found
from tracker.tasks.actions.refusing import Reassignment, reassign
from tracker.tasks.queries.desk import Document, free_code
from tracker.words import _, speaking

Key = tuple[str, date]  # number and day of a document


class Writing:
    """The rows of one file on their way into the records, inside one transaction."""

    def __init__(self, actor: Actor, known: Around, source: int, at: datetime) -> None:
        self._actor, self._known, self._source, self._at = actor, known, source, at
        self._documents: dict[Key, int] = {}  # that rows cite -> its id
        self._codes_now = {task["id"]: code for code, task in known.by_code.items()}
        self.codes: dict[str, str] = {}  # row -> code of its new task

    async def cite(self, outcomes: Sequence[Outcome]) -> None:
        """Enter the documents that rows cite and nobody has entered yet."""
        cited = await asyncio.to_thread(self._cited, outcomes)
        ids = await documents_of([*cited.values()])
        self._documents = dict(zip(cited, ids, strict=True))

    def _cited(self, outcomes: Sequence[Outcome]) -> dict[Key, Document]:
        found: dict[Key, Document] = {}
        for one in outcomes:
            source = wanted(one.read, self._known).source
            if source and source.issued_on and (one.outcome == "new" or "source" in one.diff):
                title = " ".join(filter(None, (source.kind, source.number)))  # nobody told its title
                document = Document(source.number, source.kind, source.issuer, source.issued_on, title, "")
                found.setdefault((source.number, source.issued_on), document)
        return found

    async def number(self, reads: Sequence[Read]) -> None:
        """Give each new task its code: the file's, or the next of its area that the file does not use."""
        used = {one.code for one in reads if one.code}
        areas = await asyncio.to_thread(lambda: [wanted(one, self._known).area for one in reads])
        last: dict[str, int] = {}
        for read, area in zip(reads, areas, strict=True):
            code = read.code
            if not code:
                if area not in last:
                    free = await free_code(self._known.programme, self._known.areas[area]["id"])
                    last[area] = int(free.rpartition("-")[2]) - 1
                code, last[area] = _next(area, last[area], used)
            self.codes[key_of(read)] = code

    async def assign(self, reads: Sequence[Read]) -> dict[str, int]:
        """Assign the tasks of rows; their ids by row. Raises NotAssigned with the place of the row."""
        new = await asyncio.to_thread(lambda: [self._new(read) for read in reads])
        made = await assign_all(self._actor, new, self._at)
        return {key_of(read): one.id for read, one in zip(reads, made, strict=True)}

    def _new(self, read: Read) -> NewTask:
        want, known = wanted(read, self._known), self._known
        return NewTask(
            code=self.codes[key_of(read)],
            programme=known.programme,
            area=known.areas[want.area]["id"],
            title=read.title,
            lead_agency=known.agencies[want.lead]["id"],
            coordinators=tuple(known.agencies[code]["id"] for code in want.coordinators),
            deadline_text=read.deadline,
            due_on=want.due_on,
            due_precision=want.precision,
            source_document=self._document(want.source),
            source_clause=want.clause,
            source_number=(want.source or known.document).number,
            expected_output=read.output,
            starred=read.starred,
            note=self._note(read),
        )

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
        changes = Changes(self._facts(one, want), coordinators)
        await change(self._actor, task, version, changes, at, note)

    def _facts(self, one: Outcome, want: Wanted) -> dict[str, Any]:
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
            facts["source_document"] = self._document(want.source)
        return facts

    def _note(self, read: Read) -> str:
        with speaking("vi"):  # the record's language, whoever writes it
            number = self._known.document.number
            if not read.item:
                return _("Import of the annex to %(number)s.", number=number)
            return _("Import of the annex to %(number)s, place %(item)s.", number=number, item=read.item)

    def _document(self, source: Cited | None) -> int:
        """The document that a row cites; else the one of the file."""
        if source is None or source.issued_on is None:
            return self._source
        return self._documents[source.number, source.issued_on]


def _next(area: str, last: int, used: set[str]) -> tuple[str, int]:
    while True:
        last += 1
        code = f"{area}-{last:02d}"
        if code not in used:
            used.add(code)
            return code, last
