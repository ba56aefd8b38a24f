"""What carrying out would do with each row of a file: compared with the records, nothing written."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from tracker.clock import day_of
from tracker.exchange.annex import cautions
from tracker.exchange.annex.differing import differences, forbidden, plain, wanted
from tracker.exchange.annex.model import Outcome, Problem, Read
from tracker.exchange.annex.queries import Around, Row, around
from tracker.tasks.queries.desk import Document
from tracker.words import _, dmy

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# What comparing adds to a row; compared again, a row begins without them.
ADDED = frozenset(
    {"task_twice", "other_programme", "code_form", "area_needed", "agency_ended", "agency_followed", "alike",
     "source_aside", "closed", "part", "extended", "milestone", *cautions.KINDS}
)  # fmt: skip


async def compare(reads: Sequence[Read], programme: int, document: Document, at: datetime) -> list[Outcome]:
    """The outcome of every row, in their order, for a moment; a handful of questions for any number of rows.

    A row is the task of its code; without one, the task that came from its place in the document, or from
    another place there under the same title.
    """
    return (await compared(reads, programme, document, at))[0]


async def compared(
    reads: Sequence[Read], programme: int, document: Document, at: datetime
) -> tuple[list[Outcome], Around]:
    """The outcomes, and what they were compared with."""
    bare = [_bare(one) for one in reads]
    found = await around(bare, programme, document, day_of(at))
    return await asyncio.to_thread(lambda: list(_outcomes(bare, found))), found


def key_of(read: Read) -> str:
    """The name of a row in a whole file."""
    return f"{read.sheet}!{read.row}"


def _bare(read: Read) -> Read:
    if not any(one.kind in ADDED for one in read.problems):
        return read
    return replace(read, problems=tuple(one for one in read.problems if one.kind not in ADDED))


def _outcomes(reads: Sequence[Read], known: Around) -> Iterator[Outcome]:
    tasks = _matched(reads, known)
    first: dict[int, Read] = {}
    for n, read in enumerate(reads):
        task = tasks.get(n)
        if read.skipped:
            yield Outcome(read, "skipped")
        elif not read.good:
            yield Outcome(read, "error")
        elif task is None:
            yield _new(read, known)
        elif (same := first.setdefault(task["id"], read)) is not read:
            message = _("Row %(row)s is the same task, %(code)s.", row=same.row, code=task["code"])
            yield _wrong(read, Problem("", "task_twice", message))
        else:
            yield _there(read, task, known)


def _matched(reads: Sequence[Read], known: Around) -> dict[int, Row]:
    """Which task each row is, by the row's place in the list."""
    good = {n: one for n, one in enumerate(reads) if one.good}
    found = {n: known.by_code[one.code] for n, one in good.items() if one.code in known.by_code}
    rest = {n: one for n, one in good.items() if not one.code}
    taken = {task["id"] for task in found.values()}
    titles: dict[str, list[Row]] = {}
    for task in known.by_item.values():
        titles.setdefault(plain(task["title"]), []).append(task)

    def take(n: int, task: Row | None) -> None:
        if n not in found and task is not None and task["id"] not in taken:
            found[n] = task
            taken.add(task["id"])

    for n, one in rest.items():
        here = known.by_item.get(one.item)
        take(n, here if here and plain(here["title"]) == plain(one.title) else None)
    for n, one in rest.items():
        same = [task for task in titles.get(plain(one.title), ()) if task["id"] not in taken]
        if len(same) > 1:  # a title that says little: the one that the same agency leads
            same = [task for task in same if task["lead"] == one.lead]
        take(n, same[0] if len(same) == 1 else None)
    for n, one in rest.items():
        take(n, known.by_item.get(one.item))
    return found


def _new(read: Read, known: Around) -> Outcome:
    want = wanted(read, known)
    problems = [*cautions.of_new(read), *_ended(read, known), *_source(read, known)]
    if read.code and not CODE.fullmatch(read.code):
        message = _(
            "A code has letters without marks, digits, points and dashes: “%(code)s”.", code=read.code
        )
        problems.append(Problem(_at(read, read.code), "code_form", message))
    if not want.area:
        message = _("A new task needs an area: write it, or a code that begins with it.")
        problems.append(Problem("", "area_needed", message, choices=tuple(known.areas)))
    if not read.code and (code := known.alike.get((read.title, want.lead))):
        message = _(
            "%(code)s has the same title and lead agency: give its code if it is that task.", code=code
        )
        problems.append(Problem("", "alike", message, warning=True))
    read = replace(read, problems=(*read.problems, *problems))
    return Outcome(read, "new" if read.good else "error")


def _there(read: Read, task: Row, known: Around) -> Outcome:
    if task["programme"] != known.programme:
        message = _("%(code)s is a task of another programme.", code=task["code"])
        return _wrong(read, Problem(_at(read, read.code), "other_programme", message), task)
    want = wanted(read, known)
    read = cautions.of_there(read, task, want, known)
    diff = differences(task, read, want, known)
    if not diff:
        return Outcome(read, "same", task["id"], task["version"])
    problems = _ended(read, known) if {"lead", "coordinators"} & set(diff) else []
    problems += cautions.of_change(read, task, want, diff)
    wrong = [cautions.beside(no, read, diff)] if (no := forbidden(task, diff, want)) else []
    added = (*problems, *(_source(read, known) if "source" in diff else ()), *wrong)
    read = replace(read, problems=(*read.problems, *added))
    return Outcome(read, "changed" if read.good else "error", task["id"], task["version"], diff)


def _wrong(read: Read, problem: Problem, task: Row | None = None) -> Outcome:
    read = replace(read, problems=(*read.problems, problem))
    return Outcome(read, "error", *((task["id"], task["version"]) if task else ()))


def _ended(read: Read, known: Around) -> list[Problem]:
    """Agencies of the document's day that live no more: who took over has the task, if that is one alone."""
    found = []
    for code in dict.fromkeys((read.lead, *read.coordinators)):
        one, heirs = known.agencies.get(code), known.heirs(code)
        if one is None or one["lives"]:
            continue
        facts = {"agency": one["name"], "day": dmy(one["valid_to"])}
        if len(heirs) == 1:
            message = _(
                "%(agency)s ended on %(day)s: %(heir)s takes its place.", **facts, heir=known.name(heirs[0])
            )
            found.append(Problem("", "agency_followed", message, warning=True))
        elif code == read.lead:
            message = _("%(agency)s ended on %(day)s: write the agency that leads now.", **facts)
            found.append(Problem(_at(read, one["name"]), "agency_ended", message, choices=heirs))
        else:
            message = _("%(agency)s ended on %(day)s and coordinates no more: left aside.", **facts)
            found.append(Problem("", "agency_ended", message, warning=True, choices=heirs))
    return found


def _source(read: Read, known: Around) -> list[Problem]:
    if not read.source or ((one := known.cited.get(read.source)) and not one.several):
        return []
    message = _(
        "Not every document of “%(text)s” can be named: the text is kept as the clause.",
        text=read.source[:200],
    )
    return [Problem(_at(read, read.source), "source_aside", message, warning=True)]


def _at(read: Read, text: str) -> str:
    """The letter of the cell that holds a text; "" when none does as it stands."""
    return next((letter for letter, typed in read.typed.items() if plain(typed) == plain(text)), "")
