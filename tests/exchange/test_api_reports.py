"""Promises about reports for programs: what was frozen, with hash and files, as far as one may read."""

import hashlib
from typing import Any

import pytest
from litestar import Litestar

from tests.exchange.asking import ROLES, ROOT, a_program, asked
from tests.exchange.programs import is_problem
from tests.exchange.test_api_description import checked, described
from tests.reports.kept.desk import DAY, LETTER, NOON, a_draft, a_frozen_report, actor, frozen, with_files
from tests.tasks.reading import a_user, freeze
from tests.web.site import made
from tracker.database import execute, value
from tracker.reports.actions import print_room
from tracker.reports.content import read, written
from tracker.reports.kept.actions import supersede

pytestmark = pytest.mark.usefixtures("province")
EARLIER = DAY.replace(month=10, day=1)


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


async def ids(program: Any, **query: Any) -> list[int]:
    """The reports that a program is told, page by page."""
    found: list[int] = []
    while True:
        page = await asked(program, "/reports", **query)
        found += [one["id"] for one in page["items"]]
        if not page["next_cursor"]:
            return found
        query["cursor"] = page["next_cursor"]


async def test_a_frozen_report_its_content_and_its_files(served: Litestar) -> None:
    """Hash and figures are those it was frozen with, every file is the page's own; the description holds."""
    report = await a_frozen_report()
    await execute(
        """INSERT INTO report_signed (report, number, signed_on, file_name, sha256, size, content, found,
               uploaded_at, uploaded_by) VALUES ($1, '215/BC-UBND', $2, 'a.pdf', $3, 1, 'x', '{}', $4, $5)""",
        report, DAY, b"\x07" * 32, NOON, (await actor()).id,
    )  # fmt: skip
    program = await a_program(served, "member")
    (one,) = (await asked(program, "/reports"))["items"]
    assert one == await asked(program, f"/reports/{report}")
    api = await described(served)
    for path, answer in (("reports/{report}", one), ("reports", await asked(program, "/reports"))):
        shown = api["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
        checked(api, shown["schema"], answer)
    assert (one["kind"], one["as_of"], one["number"]) == ("official", "2024-11-06", 1)
    assert one["scope"] == {"kind": "programme", "code": "", "name": ""}
    assert (one["figures"]["total"], one["figures"]["overdue"]) == (176, 5)
    assert one["signed"] == [{"number": "215/BC-UBND", "signed_on": "2024-11-06", "sha256": "07" * 32}]
    content = (await program.get(f"{ROOT}/reports/{report}/content")).content
    assert hashlib.sha256(content).hexdigest() == one["sha256"]
    assert written(read(content.decode())).encode() == content
    assert {file["format"] for file in one["files"]} == {"pdf", "archive", "docx", "xlsx"}
    browser = await a_user(ROLES["member"])
    for file in one["files"]:
        answer = await program.get(file["href"])
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert len(answer.content) == file["size"]
        assert answer.headers["content-type"] == file["media_type"]
        assert answer.content == (await browser.get(file["href"].removeprefix("/api/v1"))).content
        again = await program.get(file["href"], headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


async def test_of_versions_the_newest_is_listed_and_each_names_the_other(served: Litestar) -> None:
    """Page by page nothing twice and nothing left out, though one is frozen in between; drafts are none."""
    first = await a_frozen_report(EARLIER)
    second = await a_draft(as_of=DAY)
    await frozen(second)
    program = await a_program(served, "office")
    assert await ids(program) == [second, first]
    newer = await value("SELECT nextval('report_id_seq')")
    await supersede(await actor(), first, "Sửa số liệu", NOON, newer)
    assert await ids(program) == [second, first]  # the draft of a version is none yet
    is_problem(await program.get(f"{ROOT}/reports/{newer}"), 404, "not-there")
    page = await asked(program, "/reports", limit=1)
    await frozen(newer)
    rest = await asked(program, "/reports", limit=1, cursor=page["next_cursor"])
    assert [one["id"] for one in page["items"] + rest["items"]] == [second, newer]
    assert rest["next_cursor"] is None
    assert await ids(program, limit=1) == [second, newer]
    assert await ids(program, kind="brief") == []
    assert (await asked(program, f"/reports/{first}"))["superseded_by"] == newer
    found = await asked(program, f"/reports/{newer}")
    assert (found["supersedes"], found["number"], found["reason"]) == (first, 2, "Sửa số liệu")


async def test_an_agency_is_told_the_letters_about_itself(served: Litestar) -> None:
    """Its people read those and no other report; another agency's and an administrator read none."""
    whole, letter = await a_frozen_report(), await a_draft("letter", LETTER)
    await frozen(letter)
    await with_files(letter)
    program = await a_program(served, "lead")
    assert await ids(program) == [letter]
    assert (await program.get(f"{ROOT}/reports/{letter}/files/pdf")).status_code == 200
    assert await ids(await a_program(served, "auditor")) == [letter, whole]  # negative control
    for path in (f"/{whole}", f"/{whole}/content", f"/{whole}/files/pdf", "/progress.pdf"):
        is_problem(await program.get(f"{ROOT}/reports{path}"), 404, "not-there")
    await execute("UPDATE person SET agency = (SELECT id FROM agency WHERE code = 'STP') WHERE username = $1",
                  ROLES["lead"])  # fmt: skip
    assert await ids(program) == []
    for path in (f"/{letter}", f"/{letter}/content", f"/{letter}/files/pdf"):
        is_problem(await program.get(f"{ROOT}/reports{path}"), 404, "not-there")
    admin = await a_program(served, "admin")
    for path in ("", f"/{letter}", f"/{letter}/content", f"/{letter}/files/pdf"):
        is_problem(await admin.get(f"{ROOT}/reports{path}"), 404, "not-there")


async def test_what_is_no_report_is_not_there(served: Litestar) -> None:
    """A number beyond all, a format there is none of, a file not made, a word too many."""
    report = await a_draft()
    await frozen(report)
    program = await a_program(served, "office")
    for path in (
        f"/{2**31}",
        f"/{-(2**40)}",
        "/0",
        f"/{report}/files/pdf",
        f"/{report}/files/odt",
        f"/{2**63}/content",
    ):
        is_problem(await program.get(f"{ROOT}/reports{path}"), 404, "not-there")
    is_problem(await program.get(f"{ROOT}/reports?as_of=2024-11-06"), 422, "refused")
    assert (await asked(program, f"/reports/{report}"))["files"] == []


async def test_the_summary_of_a_day_is_drawn(served: Litestar) -> None:
    """As PDF by its address, for who sees the province."""
    program = await a_program(served, "member")
    async with print_room() as room:
        served.state.print_room = room
        answer = await program.get(f"{ROOT}/reports/progress.pdf", params={"as_of": "2024-10-31"})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "2024-10-31" in answer.headers["content-disposition"]
