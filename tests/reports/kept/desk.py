"""What tests of kept reports start from: the office at work, a draft, a frozen report."""

import hashlib
from datetime import UTC, date, datetime, timedelta

from tests.given import Actor
from tests.tasks.moving import form_of
from tests.web.site import Browser
from tracker.database import execute, row, value
from tracker.programmes.queries import programme
from tracker.reports.content import Scope
from tracker.reports.kept.actions import NewReport, create_draft
from tracker.reports.kept.freezing import freeze
from tracker.reports.kept.rules import FORMATS

DAY = date(2024, 11, 6)
NOON = datetime(2024, 11, 6, 5, 0, tzinfo=UTC)
EVENING = NOON + timedelta(hours=10)
LETTER = Scope("agency", "STNMT", "Sở Tài nguyên và Môi trường")


async def actor(username: str = "vpub.dieuphoi1") -> Actor:
    """Somebody of the demonstration as one who acts."""
    found = await row(
        """SELECT p.id, p.full_name, p.role, p.agency, a.name FROM person AS p
           JOIN agency AS a ON a.id = p.agency WHERE p.username = $1""",
        username,
    )
    assert found is not None
    sees_all = found["role"] in {"member", "office", "auditor"}
    return Actor(
        found["id"], found["full_name"], found["role"], found["agency"], found["name"], False, sees_all
    )


async def a_draft(
    kind: str = "official", scope: Scope | None = None, as_of: date = DAY, title: str = "Báo cáo tiến độ"
) -> int:
    """A draft of the office."""
    new = NewReport((await programme()).id, kind, title, scope or Scope(), as_of)
    return await create_draft(await actor(), new, NOON)


async def frozen(report: int) -> str:
    """Freeze a draft as it is, without files; its hash."""
    version = await value("SELECT version FROM report WHERE id = $1", report)
    return await freeze(await actor(), report, version, NOON)


async def with_files(report: int) -> None:
    """Give a frozen report files that are small."""
    for file_format in FORMATS:
        content = f"{report} {file_format}".encode()
        await execute(
            """INSERT INTO report_file (report, format, sha256, size, content, made_at)
               VALUES ($1, $2, $3, $4, $5, $6)""",
            report,
            file_format,
            hashlib.sha256(content).digest(),
            len(content),
            content,
            NOON,
        )


async def a_frozen_report(as_of: date = DAY) -> int:
    """A frozen report of the whole programme with its files."""
    report = await a_draft(as_of=as_of)
    await frozen(report)
    await with_files(report)
    return report


async def fields(browser: Browser, page: str, action: str) -> dict[str, str]:
    """The hidden fields of a form on a page."""
    found = form_of((await browser.get(page)).text, action)
    assert found, (page, action)
    return found
