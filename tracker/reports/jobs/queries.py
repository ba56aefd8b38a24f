"""What is asked of background work. Only the office has any."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.database import row, rows, value
from tracker.refusal import NotThere

LISTED = 50


@dataclass(frozen=True)
class Job:
    """A piece of background work. ``asked``: what was asked for, such as the day of the letters."""

    id: int
    kind: str  # files | letters
    title: str
    report: int | None
    asked: Mapping[str, str]
    asked_by: int | None
    asked_name: str
    asked_at: datetime
    state: str  # waiting | making | done | failed | cancelled
    step: str
    made: int
    total: int
    failure: str
    tries: int
    finished_at: datetime | None
    expires_at: datetime | None
    told: bool

    @property
    def open(self) -> bool:
        """Whether it is still to end."""
        return self.state in {"waiting", "making"}

    def gone(self, now: datetime) -> bool:
        """Whether what it made is not kept any more."""
        return self.expires_at is not None and self.expires_at <= now


_JOB = """SELECT j.id, j.kind, j.title, j.report, j.asked, j.asked_by, j.asked_at, j.state, j.step, j.made,
        j.total, j.failure, j.tries, j.finished_at, j.expires_at, j.told,
        coalesce(p.full_name, '') AS asked_name
    FROM report_job AS j LEFT JOIN person AS p ON p.id = j.asked_by"""


async def job(number: int) -> Job:
    """A piece of work. Raises NotThere."""
    found = await row(f"{_JOB} WHERE j.id = $1", number)
    if found is None:
        raise NotThere
    return _job(found)


async def jobs() -> list[Job]:
    """The last pieces of work, whoever asked, the newest first."""
    return [_job(one) for one in await rows(f"{_JOB} ORDER BY j.id DESC LIMIT {LISTED}")]


async def of_report(report: int) -> Job | None:
    """The last work at the files of a report."""
    found = await row(f"{_JOB} WHERE j.report = $1 ORDER BY j.id DESC LIMIT 1", report)
    return _job(found) if found else None


async def unseen(person: int) -> list[Job]:
    """What ended since a person last looked: made, or not to be made."""
    return [
        _job(one)
        for one in await rows(
            f"{_JOB} WHERE j.asked_by = $1 AND NOT j.told AND j.state IN ('done', 'failed') ORDER BY j.id",
            person,
        )
    ]


async def anything_to_do(now: datetime) -> bool:
    """Whether work waits, or its worker fell silent."""
    return bool(
        await value(
            """SELECT EXISTS (SELECT FROM report_job WHERE state = 'waiting'
                              OR state = 'making' AND leased_until <= $1)""",
            now,
        )
    )


async def files(number: int) -> list[dict[str, Any]]:
    """What a piece of work has made so far: name, size and SHA-256."""
    return await rows(
        """SELECT id, name, octet_length(content) AS size, sha256 FROM report_job_file
           WHERE job = $1 ORDER BY name""",
        number,
    )


async def file(number: int, file_id: int) -> dict[str, Any]:
    """A file of a piece of work. Raises NotThere."""
    found = await row(
        "SELECT name, media_type, content FROM report_job_file WHERE job = $1 AND id = $2", number, file_id
    )
    if found is None:
        raise NotThere
    return found


async def contents(number: int) -> list[tuple[str, bytes]]:
    """Every file of a piece of work by name. Raises NotThere when there is none."""
    found = await rows("SELECT name, content FROM report_job_file WHERE job = $1 ORDER BY name", number)
    if not found:
        raise NotThere
    return [(one["name"], one["content"]) for one in found]


def _job(found: dict[str, Any]) -> Job:
    return Job(**{**found, "asked": json.loads(found["asked"])})
