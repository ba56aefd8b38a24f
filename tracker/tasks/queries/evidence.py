"""The files of a task as one reader sees them: what stands, what may be attached or removed, what fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker import settings, templating
from tracker.evidence import queries as files
from tracker.evidence.rules import KINDS, LARGEST, LONGEST_NOTE, MB, MOST_FILES, purpose_of, shown_size
from tracker.refusal import Refused
from tracker.tasks import rules
from tracker.tasks.queries.one import Reader, TaskPage
from tracker.web.asof import AsOf
from tracker.web.form_keys import new_key
from tracker.words import _

# The move in whose states a file of this purpose is attached: the lead agency's while it works on the task,
# a coordinating one's while the task is open, the office's as long as the task lives.
ATTACHED = {"result": "progress", "contribution": "contribute", "decision": "attach"}
# What was submitted stays as it was submitted: from then on agencies take nothing away.
REMOVED = {"result": "contribute", "contribution": "contribute", "decision": "detach"}


@dataclass
class Shelf:
    """The part of a task's page about files, with its form as typed."""

    files: list[dict[str, Any]]
    purpose: str = ""  # what a file of the reader's would prove now; empty: none may be attached
    removable: frozenset[int] = frozenset()
    room: int = 0  # bytes that the reader's agency may still add, of its quota
    quota: int = 0
    key: str = field(default_factory=new_key)
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    done: str = ""  # what was just done, where this part is answered alone
    versions: tuple[int, int] = (0, 0)  # the task's before and after that

    @property
    def ids(self) -> dict[str, str]:
        """Where each problem leads to."""
        return {name: "files" for name in self.problems if name.startswith("files")}

    @property
    def about_files(self) -> list[str]:
        """What is wrong with the files."""
        return [said for name, said in self.problems.items() if name.startswith("files")]


async def shelf(reader: Reader, found: TaskPage, asked: AsOf) -> Shelf:
    """The files of a task on a day, and on the present day what the reader may do about them."""
    task = {**found.task, "coordinates": coordinates(reader, found)}
    made = Shelf(await files.of_task(task["id"], asked.day if asked.is_past else None))
    if "attach" in found.moves and (purpose := _if_any(reader, task, ATTACHED)):
        made.purpose, made.room = purpose, await files.room_of(reader.agency_id)
        made.quota = settings.current().evidence_quota_mb * MB
    if "detach" in found.moves and _if_any(reader, task, REMOVED):
        made.removable = frozenset(one["id"] for one in made.files if one["agency"] == reader.agency_id)
    return made


def coordinates(reader: Reader, found: TaskPage) -> bool:
    """Whether the reader's agency coordinates the task."""
    return any(one["agency"] == reader.agency_id for one in found.coordinators)


def purpose_now(reader: Reader, task: Mapping[str, Any], when: Mapping[str, str] = ATTACHED) -> str:
    """What somebody's file proves on a task as it stands. Raises Refused, saying why, when none may be."""
    purpose = purpose_of(reader.role, task["lead_agency"] == reader.agency_id, task["coordinates"])
    if not purpose:
        raise Refused(_("Only those in charge of this step may do this."))
    rules.next_state(when[purpose], task["state"])
    return purpose


def _if_any(reader: Reader, task: Mapping[str, Any], when: Mapping[str, str]) -> str:
    try:
        return purpose_now(reader, task, when)
    except Refused:
        return ""


templating.provide(
    shown_size=shown_size, FILE_LIMITS={"largest": LARGEST, "most": MOST_FILES, "note": LONGEST_NOTE,
                                        "endings": ",".join(f".{ending}" for ending in KINDS)},
)  # fmt: skip
