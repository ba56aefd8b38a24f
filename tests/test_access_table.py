"""Who may ask what: every route × role × relation to the task, against a table that people reviewed.

``access.csv`` has a row for each route. "yes" is any answer meant for the person (a page, a form with
problems, a redirect after a change); "no" is the 404 of what is not there; "sign in" leads to the door.
An empty cell: the route is not about a task.
"""

import csv
import re
from collections.abc import AsyncIterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from litestar import Litestar

from tests.evidence.sending import a_file
from tests.exchange.import_desk import a_draft_and_a_record
from tests.exchange.receiver import a_hook
from tests.exchange.test_edxml import a_document
from tests.indicators.desk import VALUE, a_waiting_value
from tests.reports.jobs.hands import a_finished_work
from tests.reports.kept.desk import a_frozen_report
from tests.reports.signed.papers import a_signed_copy
from tests.tasks.desk import a_desk
from tests.tasks.reading import freeze
from tests.tasks.reorganisations import a_planned_reorganisation
from tests.web.site import Browser, person
from tracker import app, clock, settings
from tracker.database import execute, rows, value
from tracker.mail import links
from tracker.mail.catcher import keep, letters
from tracker.people.viewer import Viewer
from tracker.reminders.actions import make_run
from tracker.reminders.rulebook.stopping import stop_url
from tracker.reports.actions import print_room
from tracker.web.static_files import asset

TABLE = Path(__file__).with_name("access.csv")
TASK = "CQS-06"  # led by STNMT, coordinated by others
CODE_OF_INDICATOR = "NN-01"  # STNMT is responsible
AGENCY = "STNMT"
WHO = {
    "member": "bcd.truongban",
    "office": "vpub.dieuphoi1",
    "auditor": "giamsat",
    "admin": "quantri",
    "lead of the task": "stnmt.lanhdao",
    "staff of the task": "stnmt.chuyenvien1",
}


def table() -> list[dict[str, str]]:
    """The reviewed table."""
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def routes(served: Litestar) -> set[tuple[str, str]]:
    """Every method and path the application answers."""
    return {
        (method, route.path)
        for route in served.routes
        for method in route.methods
        if method not in {"HEAD", "OPTIONS"}
    }


@pytest.fixture
async def served(province: object, tmp_path: Path) -> AsyncIterator[Litestar]:
    """The application with the demonstration's mailbox, on the 176 tasks of 06/11/2024."""
    freeze()
    settings.override(demo=True)
    letter = EmailMessage()
    letter["Subject"] = "Thư"
    letter.set_content("Nội dung")
    letter.add_alternative("<p>Nội dung</p>", subtype="html")
    keep(tmp_path, letter.as_bytes())
    await a_planned_reorganisation()
    await a_desk()
    await make_run(date(2024, 11, 4), clock.at(date(2024, 11, 4), 7))  # whose first letter is number 1
    await a_hook()
    await a_draft_and_a_record(tmp_path / "evidence")
    await a_file(TASK, tmp_path / "evidence")
    await a_document()
    await a_waiting_value(CODE_OF_INDICATOR)
    report = await a_frozen_report()
    await a_signed_copy(report)
    await a_finished_work(report)
    await execute("UPDATE programme SET open_data = 'on'")
    made = app.create(tmp_path)
    made.state.letter = letters(tmp_path)[0].id
    async with print_room() as room:
        made.state.print_room = room
        yield made


async def browsers(served: Litestar) -> dict[str, Browser]:
    """One browser for each column of the table."""
    found = {name: await signed_in(served, username) for name, username in WHO.items()}
    coordinator = await value(
        """SELECT p.username FROM person p JOIN task_coordinator c ON c.agency = p.agency
           JOIN task t ON t.id = c.task WHERE t.code = $1 AND p.role = 'lead' ORDER BY p.id LIMIT 1""",
        TASK,
    )
    stranger = await value(
        """SELECT p.agency FROM person p WHERE p.role = 'lead' AND p.agency NOT IN (
               SELECT lead_agency FROM task WHERE code = $1
               UNION SELECT c.agency FROM task_coordinator c JOIN task t ON t.id = c.task WHERE t.code = $1)
           ORDER BY p.id LIMIT 1""",
        TASK,
    )
    found["lead coordinating"] = await signed_in(served, coordinator)
    for role in ("lead", "staff"):
        found[f"{role} of others"] = await Browser(served).as_person(await person(role, agency=stranger))
    found["anonymous"] = await Browser(served).meet("/sign-in")
    return found


async def signed_in(served: Litestar, username: str) -> Browser:
    """A person of the demonstration at a browser."""
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(served).as_person(int(found))


def path_of(pattern: str, code: str, letter: str) -> str:
    """A real address for a route's pattern."""
    filled = pattern.replace("{code:str}", code).replace("{letter_id:str}", letter)
    filled = filled.replace("/go/{token:str}", links.to("/", 1, ""))
    filled = filled.replace("/letters/stop/{token:str}", stop_url(1, ""))
    filled = (
        filled.replace("{reorganisation:int}", "1")
        .replace("{evidence_id:int}", "1")
        .replace("{number:int}", "1")
    )
    filled = filled.replace("{letter_no:int}", "1").replace("{kind:str}/{period:str}", "overdue/2024-W45")
    filled = filled.replace("{kind:str}/{person_no:int}", "overdue/2")  # of the office, so owed the summary
    filled = filled.replace("{draft:int}", "1").replace("{bulk:int}", "1")
    filled = filled.replace("{record:int}", "1").replace("{value:int}", str(VALUE))
    filled = filled.replace("{indicator:str}", CODE_OF_INDICATOR if code == TASK else code)
    filled = filled.replace("{agency:str}", AGENCY if code == TASK else code)
    filled = filled.replace("{regime:int}", "1")
    filled = filled.replace("{report:int}", "1").replace("{file_format:str}", "pdf")
    filled = filled.replace("{copy:int}", "1").replace("{job:int}", "1")
    filled = filled.replace("{hook:int}", "1").replace("{message:int}", "1")
    filled = filled.replace("{token:int}", "1")
    filled = filled.replace("{document:int}", "1").replace("{file:int}", "1").replace("{status:int}", "1")
    return filled.replace("/static/{path:path}", asset("app.css"))


async def met(browser: Browser, method: str, path: str) -> str:
    """What somebody meets at an address: "yes", "no" or "sign in"."""
    if method == "GET":
        answer = await browser.get(path)
    else:
        answer = await browser.fill(path, {"language": "vi"} if path == "/language" else {})
    if answer.status_code == 404:
        return "no"
    to_door = answer.headers.get("location", "").startswith("/sign-in") or answer.status_code == 401
    assert answer.status_code in {200, 303, 401, 409, 422}, (method, path, answer.status_code)
    return "sign in" if to_door else "yes"


async def found_table(served: Litestar) -> list[dict[str, str]]:
    """The table as the application answers it."""
    everybody = await browsers(served)
    answered = []
    for line in table():
        now = dict(line)
        for who in line:
            if who in {"method", "path"} or not line[who]:
                continue
            code = "ZZ-99" if who == "no such task" else TASK
            browser = everybody["office" if line["office"] == "yes" else "lead of the task"]
            browser = browser if who == "no such task" else everybody[who]
            if line["path"] in {"/sign-out", "/account/sessions"} and who != "anonymous":
                now[who] = "yes"  # ends the very session the table is read with; tested in tests/people
                continue
            now[who] = await met(browser, line["method"], path_of(line["path"], code, served.state.letter))
        answered.append(now)
    return answered


async def test_the_table_names_every_route_and_no_other(served: Litestar) -> None:
    """A route that nobody put into the table, or a row without its route, fails here."""
    assert {(line["method"], line["path"]) for line in table()} == routes(served)


async def test_everybody_meets_what_the_table_says(served: Litestar) -> None:
    """All routes × roles × relations give the reviewed answer."""
    assert await found_table(served) == table()


async def test_the_table_turns_red_when_the_agency_is_not_looked_at(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: if every viewer saw everything, the table would notice."""
    monkeypatch.setattr(Viewer, "sees_all", property(lambda self: True))
    red = [
        (mine["path"], who)
        for mine, theirs in zip(table(), await found_table(served), strict=True)
        for who in mine
        if mine[who] != theirs[who]
    ]
    assert ("/tasks/{code:str}", "lead of others") in red
    assert ("/tasks/{code:str}/progress", "staff of others") in red


async def test_no_page_shows_an_agency_a_task_of_others(served: Litestar) -> None:
    """Every page a lead can open, today and in the past, names only tasks its agency leads or coordinates,
    and does name those."""
    for username in ("stnmt.lanhdao", "hbc.lanhdao", "stttt.lanhdao"):
        browser = await signed_in(served, username)
        mine = await tasks_of(username)
        others = {f["code"] for f in await rows("SELECT code FROM task")} - mine
        seen = ""
        for path in (
            "/",
            "/tasks?per_page=100",
            "/tasks?per_page=100&page=2",
            "/my-work",
            "/agencies",
            "/?as_of=2023-06-30",
            "/tasks?per_page=100&as_of=2023-06-30",
            "/agencies?as_of=2023-06-30",
            "/tasks?agency=SNV",
            "/tasks?q=dat+dai",
            "/tasks?bucket=overdue",
        ):
            seen += (await browser.get(path)).text
        for code in others:
            assert f'/tasks/{code}"' not in seen, (username, code)
            assert f">{code}<" not in seen, (username, code)
        assert mine, username
        assert all(f'/tasks/{code}"' in seen for code in mine), username


async def tasks_of(username: str) -> set[str]:
    """The codes of the tasks that a person's agency leads or coordinates."""
    found = await rows(
        """SELECT DISTINCT t.code FROM task t LEFT JOIN task_coordinator c ON c.task = t.id
           JOIN person p ON p.username = $1 WHERE t.lead_agency = p.agency OR c.agency = p.agency""",
        username,
    )
    return {f["code"] for f in found}


async def test_not_yours_and_not_there_are_the_same_page(served: Litestar) -> None:
    """The two answers are equal byte for byte."""
    browser = (await browsers(served))["lead of others"]
    not_yours, not_there = await browser.get(f"/tasks/{TASK}"), await browser.get("/tasks/ZZ-9999")
    assert not_yours.status_code == not_there.status_code == 404
    # Form tokens are masked anew in every answer.
    texts = [re.sub(r"[0-9a-f]{64,}", "", answer.text) for answer in (not_yours, not_there)]
    assert texts[0].replace(TASK, "") == texts[1].replace("ZZ-9999", "")


async def test_a_number_beyond_all_is_not_there(served: Litestar) -> None:
    """Whatever the address names by a number: 404, never an error of ours."""
    office = await signed_in(served, "vpub.dieuphoi1")
    asked = {path for method, path in routes(served) if method == "GET" and ":int}" in path}
    assert len(asked) > 10
    for pattern in sorted(asked):
        for number in (2**31, 10**30, -1):
            path = path_of(re.sub(r"\{[a-z_]+:int\}", str(number), pattern), TASK, "x")
            answer = await office.get(path)
            assert answer.status_code in {401, 404}, path
