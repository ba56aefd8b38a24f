"""Tasks from tasks.csv: assigned and accepted as written, and compared with what their events made."""

from dataclasses import dataclass
from pathlib import Path

from tracker.clock import at
from tracker.database import rows, value
from tracker.exchange.seeds.bodies import Ids, known
from tracker.exchange.seeds.reading import Line, lines
from tracker.people.viewer import Viewer
from tracker.refusal import Refused
from tracker.tasks import actions
from tracker.tasks.rules import CAUSE_KINDS

TASKS = (
    "code",
    "area_code",
    "title",
    "lead_code",
    "coordinator_codes",
    "source_number",
    "source_date",
    "source_issuer",
    "source_title",
    "source_clause",
    "expected_output",
    "deadline_text",
    "due_on",
    "due_precision",
    "assigned_on",
    "accepted_on",
    "original_due_on",
    "submitted_on",
    "result_number",
    "result_date",
    "confirmed_on",
    "starred",
    "percent",
    "progress_note",
    "difficulties",
    "cause_kind",
    "cause_text",
    "proposal",
)
PRECISIONS = ("day", "month", "quarter", "year", "periodic", "none")


@dataclass(frozen=True)
class Context:
    """What the files before this one made known."""

    programme: int
    areas: Ids
    agencies: Ids
    actors: dict[str, Viewer]

    def office(self) -> Viewer | None:
        """The first person of the coordinating office: who assigned, where the records do not say."""
        return next((a for a in self.actors.values() if a.role == "office"), None)

    def head_of(self, agency: int) -> Viewer | None:
        """The first lead of an agency."""
        return next((a for a in self.actors.values() if a.role == "lead" and a.agency_id == agency), None)

    def person_of(self, agency: int, name: str) -> int | None:
        """The person of an agency with this full name."""
        return next((a.id for a in self.actors.values() if a.agency_id == agency and a.name == name), None)


def read(folder: Path) -> list[Line]:
    """The rows of tasks.csv; a code may stand only once."""
    found = lines(folder, "tasks.csv", TASKS)
    seen: set[str] = set()
    for line in found:
        code = line.text("code", needed=True, most=40)
        if code in seen:
            raise line.wrong("code", f"{code!r} stands twice")
        seen.add(code)
    return found


async def load_task(line: Line, context: Context, responsible: str) -> bool:
    """Assign one task, and accept it if it was; False when it is there already."""
    if await value("SELECT 1 FROM task WHERE code = $1", line.cells["code"]):
        return False
    office = context.office()
    if office is None:
        raise line.wrong("code", "nobody of the coordinating office is there to assign tasks")
    new = await _new_task(line, context, responsible)
    try:
        await actions.assign(office, new, at(line.must_day("assigned_on"), 7))
    except Refused as refused:
        raise line.wrong(refused.field or "code", refused.sentence) from None
    accepted_on = line.day("accepted_on")
    if accepted_on is not None:
        if accepted_on < line.must_day("assigned_on"):
            raise line.wrong("accepted_on", "is before assigned_on")
        head = context.head_of(new.lead_agency)
        if head is None:
            raise line.wrong("lead_code", f"{line.cells['lead_code']} has no lead who could have accepted")
        await actions.accept(head, new.code, None, at(accepted_on, 7, 15))
    return True


async def _new_task(line: Line, context: Context, responsible: str) -> actions.NewTask:
    lead = known(line, "lead_code", line.text("lead_code", needed=True), context.agencies, "agency")
    precision = line.one_of("due_precision", PRECISIONS)
    due_on = line.day("due_on")
    if (due_on is None) != (precision == "none"):
        raise line.wrong("due_on", "must be given exactly when due_precision is not none")
    return actions.NewTask(
        code=line.text("code"),
        programme=context.programme,
        area=known(line, "area_code", line.text("area_code", needed=True), context.areas, "area"),
        title=line.text("title", needed=True, most=2000),
        lead_agency=lead,
        coordinators=tuple(
            known(line, "coordinator_codes", code, context.agencies, "agency")
            for code in line.several("coordinator_codes")
        ),
        deadline_text=line.text("deadline_text"),
        due_on=line.day("original_due_on") or due_on,
        due_precision=precision,
        source_document=await _document(line),
        source_clause=line.text("source_clause"),
        source_number=line.text("source_number"),
        expected_output=line.text("expected_output"),
        starred=line.one_of("starred", ("0", "1")) == "1",
        responsible=context.person_of(lead, responsible) if responsible else None,
    )


async def _document(line: Line) -> int | None:
    number = line.text("source_number", most=60)
    if not number:
        return None
    issued_on = line.must_day("source_date")
    there = await value(
        "SELECT id FROM source_document WHERE number = $1 AND issued_on = $2", number, issued_on
    )
    if there is not None:
        return int(there)
    return int(
        await value(
            """INSERT INTO source_document (number, issuer, issued_on, title) VALUES ($1, $2, $3, $4)
               RETURNING id""",
            number,
            line.text("source_issuer", needed=True, most=200),
            issued_on,
            line.text("source_title", needed=True),
        )
    )


async def compare(found: list[Line]) -> None:
    """Refuse the files when the events do not lead to what tasks.csv says stands today."""
    stood = {
        task["code"]: task
        for task in await rows(
            """SELECT code, due_on, original_due_on, submitted_on, hanoi_day(confirmed_at) AS confirmed_on,
                      percent, progress_note
               FROM task WHERE code = ANY($1)""",
            [line.cells["code"] for line in found],
        )
    }
    for line in found:
        line.one_of("cause_kind", ("", *CAUSE_KINDS))
        task = stood[line.cells["code"]]
        said = {
            **{
                name: line.day(name) for name in ("due_on", "original_due_on", "submitted_on", "confirmed_on")
            },
            "percent": line.whole("percent", 0, 100, 0),
            "progress_note": line.text("progress_note"),
        }
        for column, value_said in said.items():
            if task[column] != value_said:
                raise line.wrong(column, f"says {value_said}, but the events lead to {task[column]}")
