"""People at browsers who attach files."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.evidence.samples import GOOD
from tests.tasks.moving import task
from tests.tasks.reading import a_user
from tests.web.site import Browser
from tracker import clock, settings
from tracker.database import row, rows, transaction, value
from tracker.evidence.actions import Checked, Owner, keep
from tracker.evidence.store import Incoming
from tracker.web.csrf import FIELD

TASK = "CQS-06"  # led by STNMT, coordinated by others, overdue and in progress
LEAD, STAFF, OFFICE, MEMBER = "stnmt.lanhdao", "stnmt.chuyenvien1", "vpub.dieuphoi1", "bcd.truongban"
PDF = ("Biên bản nghiệm thu.pdf", GOOD["pdf"])
ALONE = {"HX-Request": "true", "HX-Target": "evidence"}

Sent = tuple[str, bytes]


async def at_work(username: str, code: str = TASK) -> Browser:
    """Somebody of the demonstration before the files of a task, with a form token."""
    return await (await a_user(username)).meet(f"/tasks/{code}/evidence")


async def coordinator() -> str:
    """The head of an agency that coordinates the task."""
    found = await value(
        """SELECT p.username FROM person p JOIN task_coordinator c ON c.agency = p.agency
           JOIN task t ON t.id = c.task WHERE t.code = $1 AND p.role = 'lead' ORDER BY p.id LIMIT 1""",
        TASK,
    )
    return str(found)


async def attach(browser: Browser, *files: Sent, code: str = TASK, **options: Any) -> httpx.Response:
    """Send files with the token of the page met last; ``said`` are the form's other fields."""
    said = {FIELD: browser.token, "form_key": str(uuid4()), **options.pop("said", {})}
    parts = [("files", (name, content, "application/x")) for name, content in files]
    return await browser.post(
        f"/tasks/{code}/evidence", data=said, files=parts or [("files", ("", b""))], **options
    )


async def remove(browser: Browser, number: int, code: str = TASK, **said: str) -> httpx.Response:
    """Send the form that removes a file."""
    return await browser.fill(f"/tasks/{code}/evidence/{number}/remove", {"form_key": str(uuid4()), **said})


async def kept(code: str = TASK) -> list[dict[str, Any]]:
    """The rows of a task's files, removed ones too."""
    found = await task(code)
    return await rows("SELECT * FROM evidence WHERE task = $1 ORDER BY id", found["id"])


async def last_line(code: str = TASK) -> dict[str, Any]:
    """The last line of a task's history."""
    found = await row(
        """SELECT h.* FROM history AS h JOIN task AS t ON t.id = h.object_id
           WHERE h.kind = 'task' AND t.code = $1 ORDER BY h.id DESC LIMIT 1""",
        code,
    )
    assert found is not None
    return found


async def a_file(code: str, folder: Path) -> None:
    """A file of a task's lead agency, without a browser; the store lies in ``folder`` from now on."""
    settings.override(evidence_folder=str(folder))
    made, found = Incoming(), await task(code)
    made.write(PDF[1])
    made.settle()
    person = await value("SELECT id FROM person WHERE agency = $1 ORDER BY id LIMIT 1", found["lead_agency"])
    async with transaction():
        owner = Owner(found["id"], found["lead_agency"], "result", person)
        await keep(owner, Checked(PDF[0], "pdf", "unscanned", made), "", clock.now())


def files_in(folder: Path) -> list[Path]:
    """Every file of the store, those on their way in too."""
    return [path for path in folder.rglob("*") if path.is_file()]
