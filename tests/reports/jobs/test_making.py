"""Background work: made once, held by one, passed on by death, stopped when cancelled, kept for a while."""

import asyncio
import io
import zipfile
from datetime import date, timedelta

import httpx
import pytest

from tests.reports.jobs.hands import MORNING, Hands, killed, made
from tests.reports.kept.desk import NOON, a_draft, actor, fields, frozen
from tests.tasks.reading import a_user, words_of
from tests.web.site import Browser
from tracker.database import execute, row, rows, value
from tracker.database.engine import Engine
from tracker.programmes.queries import programme
from tracker.refusal import Refused
from tracker.reports.actions import PrintRoom
from tracker.reports.jobs import actions, making, queries, rules
from tracker.tasks.queries import figures_by_agency

OFFICE = "vpub.dieuphoi1"
DAY = date(2024, 11, 6)


async def press(browser: Browser, page: str, action: str, **typed: str) -> httpx.Response:
    """Send a form of a page."""
    return await browser.post(action, data={**await fields(browser, page, action), **typed})


async def asked_files() -> tuple[int, int]:
    """A frozen report and the work that makes its files."""
    report = await a_draft()
    await frozen(report)
    return report, await actions.enqueue("files", "Báo cáo", (await actor()).id, NOON, report=report)


async def asked_letters(most: int = 3) -> tuple[int, list[str]]:
    """Work on the letters of a day on which only some agencies lead a task, and their codes."""
    facts = await programme()
    codes = [one.code for one in await figures_by_agency(facts.id, DAY)]
    job = await actions.enqueue("letters", "Thư", (await actor()).id, NOON, asked={"as_of": DAY.isoformat()})
    return job, codes[:most]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A province of three agencies, so that a test does not draw thirty letters."""

    async def some(programme_id: int, as_of: date) -> list[object]:
        return list((await figures_by_agency(programme_id, as_of))[:3])

    monkeypatch.setattr("tracker.reports.jobs.letters.figures_by_agency", some)


async def test_files_of_a_frozen_report_are_made_and_told_of(province: Engine) -> None:
    """Frozen on the page, made by a worker, shown on the page, told on My work until somebody has looked."""
    office, report = await a_user(OFFICE), await a_draft()
    there = f"/reports/{report}"
    answer = await press(office, f"{there}/freeze", there + "/freeze")
    assert answer.headers["location"] == there
    html = (await office.get(there)).text
    assert "Các tệp đang được tạo" in words_of(html)
    assert 'hx-trigger="every 2s"' in html
    assert '<meta http-equiv="refresh"' in html
    assert "Tạo tệp còn thiếu" not in html, "while they are made, nobody asks again"
    (job,) = await queries.jobs()
    assert (job.state, job.report, job.asked_by) == ("waiting", report, (await actor()).id)
    await made()
    assert await value("SELECT count(*) FROM report_file WHERE report = $1", report) == 4
    told = words_of((await office.get("/my-work")).text)
    assert "Việc tạo tệp đã kết thúc" in told
    html = (await office.get(there)).text
    assert "Việc tạo tệp đã kết thúc" not in words_of((await office.get("/my-work")).text)
    assert "hx-trigger" not in html.split('id="report-files"')[1].split("</section>")[0]
    assert f'href="{there}/files/archive"' in html
    assert "Đã tạo" in words_of((await office.get(f"/reports/jobs/{job.id}")).text)
    await made()  # negative control: nothing waits, nothing is made anew
    assert (await queries.job(job.id)).tries == 1


async def test_letters_to_every_agency_come_in_one_file(province: Engine, few: None) -> None:
    """A day is asked for, each agency has its letter, all come in one; after seven days they are gone."""
    office = await a_user(OFFICE)
    day = {"as_of_day": "6", "as_of_month": "11", "as_of_year": "2024"}
    answer = await press(office, "/reports/jobs", "/reports/jobs", **{**day, "as_of_year": "2031"})
    assert answer.status_code == 422
    assert 'value="2031"' in answer.text
    assert await queries.jobs() == []
    there = (await press(office, "/reports/jobs", "/reports/jobs", **day)).headers["location"]
    again = (await press(office, "/reports/jobs", "/reports/jobs", **day)).headers["location"]
    assert again == there, "the same asked for while it waits is the same work"
    await made()
    packed = await office.get(f"{there}/all")
    assert packed.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        names = files.namelist()
        assert len(names) == 3
        assert all(files.read(name).startswith(b"%PDF") for name in names)
    html = (await office.get(there)).text
    assert all(name in html for name in names)
    one = await value("SELECT id FROM report_job_file ORDER BY id LIMIT 1")
    assert (await office.get(f"{there}/files/{one}")).content.startswith(b"%PDF")
    for who in ("bcd.truongban", "stnmt.lanhdao", "quantri"):
        other = await a_user(who)
        assert {(await other.get(path)).status_code for path in (there, f"{there}/all")} == {404}
    assert await actions.forget(MORNING + rules.KEPT - timedelta(1)) == 0
    assert await actions.forget(MORNING + rules.KEPT) == 3
    await execute("UPDATE report_job SET expires_at = $1", NOON - timedelta(1))
    assert "chỉ được giữ đến ngày" in words_of((await office.get(there)).text)
    assert (await office.get(f"{there}/all")).status_code == 404


async def test_a_dead_workers_letters_are_finished_by_another(province: Engine, few: None) -> None:
    """Killed after its second letter: those made stay, the lease runs out, no letter is there twice."""
    job, _codes = await asked_letters()
    await killed("INSERT INTO report_job_file", 2)
    before = await rows("SELECT id, name FROM report_job_file ORDER BY id")
    assert len(before) == 2
    await made()
    assert (await queries.job(job)).state == "making", "its lease has not run out"
    await made(MORNING + rules.LEASE)
    found = await queries.job(job)
    assert (found.state, found.tries) == ("done", 2)
    after = await rows("SELECT id, name FROM report_job_file ORDER BY id")
    assert after[:2] == before
    assert len({one["name"] for one in after}) == len(after) >= 3


async def test_work_that_breaks_off_again_and_again_is_ended(province: Engine) -> None:
    """After three deaths it has failed with what to do; made again it is done."""
    report, job = await asked_files()
    moment = MORNING
    for _n in range(rules.TRIES):
        assert await actions.claim("mortal", moment) is not None
        moment += rules.LEASE
    await made(moment)
    found = await queries.job(job)
    assert found.state == "failed"
    assert "bị ngắt 3 lần" in found.failure
    office = await a_user(OFFICE)
    assert "Chưa tạo được" in words_of((await office.get(f"/reports/{report}")).text)
    answer = await press(office, f"/reports/jobs/{job}", f"/reports/jobs/{job}/again")
    assert answer.headers["location"] != f"/reports/jobs/{job}"
    await made(moment)
    assert await value("SELECT count(*) FROM report_file WHERE report = $1", report) == 4


async def test_work_that_is_cancelled_stops_within_the_letter(
    province: Engine, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled on its page while a letter is drawn: the drawing ends, nothing is kept, nobody begins it."""
    drawing = asyncio.Event()

    async def slow(self: PrintRoom, content: object, **_more: object) -> bytes:
        drawing.set()
        await asyncio.sleep(60)
        return b""

    monkeypatch.setattr(PrintRoom, "report_pdf", slow)
    office, (job, _codes) = await a_user(OFFICE), await asked_letters()
    work = asyncio.create_task(made())
    await asyncio.wait_for(drawing.wait(), 20)
    assert "<progress" in (await office.get(f"/reports/jobs/{job}")).text
    assert (await press(office, f"/reports/jobs/{job}", f"/reports/jobs/{job}/cancel")).status_code == 303
    await asyncio.wait_for(work, 10)
    assert (await queries.job(job)).state == "cancelled"
    assert await queries.files(job) == []
    await made(MORNING + rules.LEASE)
    assert (await queries.job(job)).state == "cancelled"
    with pytest.raises(Refused):
        await actions.cancel(job, MORNING)


async def test_a_worker_told_to_stop_gives_its_work_back(province: Engine, few: None) -> None:
    """Between two letters it lets go, at no cost in tries; what was made stays."""
    job, _codes = await asked_letters()
    hands = Hands()

    class Once(making._Hold):
        async def step(self, name: str, made: int, total: int) -> None:
            hands.stopping = made > 0
            await super().step(name, made, total)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "_Hold", Once)
        await made(hands=hands)
    found = await queries.job(job)
    assert (found.state, found.tries) == ("waiting", 0)
    assert len(await queries.files(job)) == 1
    await made()
    assert (await queries.job(job)).state == "done"


async def test_trouble_says_what_to_do(province: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a rule refuses is said in its words; what nobody foresaw with the number to tell support."""
    report, job = await asked_files()
    said = iter([Refused("Số liệu chưa khớp."), RuntimeError("secret path /x")])

    async def trouble(*_args: object) -> None:
        raise next(said)

    monkeypatch.setattr(making, "make_files", trouble)
    await made()
    assert (await queries.job(job)).failure == "Số liệu chưa khớp."
    second = await actions.enqueue("files", "Báo cáo", (await actor()).id, NOON, report=report)
    assert second != job
    await made()
    found = await row("SELECT state, failure FROM report_job WHERE id = $1", second)
    assert found is not None
    assert found["state"] == "failed"
    assert str(second) in found["failure"]
    assert "secret" not in found["failure"]


async def test_two_workers_make_each_piece_once(province: Engine) -> None:
    """Both look at the same time: each report's files are made by one of them."""
    asked = [await asked_files() for _n in range(2)]
    await asyncio.gather(made(hands=Hands("one")), made(hands=Hands("two")))
    for report, job in asked:
        found = await queries.job(job)
        assert (found.state, found.tries) == ("done", 1)
        assert await value("SELECT count(*) FROM report_file WHERE report = $1", report) == 4
