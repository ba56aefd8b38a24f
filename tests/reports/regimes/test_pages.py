"""The office's page of regimes, and the days before a cut-off as agencies and the office meet them."""

from datetime import UTC, date, datetime
from typing import Any

import httpx

from tests.reports.regimes.desk import CUTOFF, a_regime, only, term
from tests.tasks.moving import form_of
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser, made
from tracker import settings
from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.reports.regimes.queries import not_updated, updating, windows

PATH = "/settings/regimes"
SAID = {
    "name": "Báo cáo quý", "kind": "official", "period": "quarter", "window_days": "5",
    "recipients": "Bộ Nội vụ\n\nLưu: VT",
    "to_committee": "1", "active": "1", "section_results": "1", "section_direction": "1",
    "term1_name": "Quý IV", "term1_begins": "15/9", "term1_cutoff": "14/12", "term1_due": "20/12",
    "term2_name": "Quý I", "term2_begins": "15/12", "term2_cutoff": "14/3", "term2_due": "20/3",
}  # fmt: skip


async def send(browser: Browser, path: str, **said: str) -> httpx.Response:
    """Open a regime's form and send it."""
    hidden = form_of((await browser.get(path)).text, path)
    return await browser.post(path, data={**hidden, **SAID, **said})


async def test_what_is_wrong_stands_beside_its_field(province: Engine) -> None:
    """All of it at once, what was typed stays; a preview saves nothing and shows the next four cut-offs."""
    office = await a_user("vpub.dieuphoi1")
    before = await value("SELECT count(*) FROM report_regime")
    for said, field in (
        ({"name": ""}, "name"),
        ({"name": "Báo cáo quý về tiến độ thực hiện nhiệm vụ"}, "name"),
        ({"kind": "letter"}, "kind"),
        ({"period": ""}, "period"),
        ({"window_days": "31"}, "window_days"),
        ({"section_results": "", "section_direction": ""}, "section_direction"),
        ({"term1_cutoff": "31/13"}, "term1_cutoff"),
        ({"term2_name": ""}, "term2_name"),
        ({"term2_cutoff": "14/12"}, "term2_cutoff"),
        (
            {f"term{n}_{part}": "" for n in (1, 2) for part in ("name", "begins", "cutoff", "due")},
            "term1_name",
        ),
    ):
        wrong = await send(office, f"{PATH}/new", **said)
        assert wrong.status_code == 422, said
        assert f'href="#{field}"' in wrong.text, said
        assert f'id="{field}"' in wrong.text, said
        assert "Lưu: VT" in wrong.text
    shown = await send(office, f"{PATH}/new", preview="1")
    assert shown.status_code == 200
    words = words_of(shown.text)
    for day in (
        "09/12/2024",
        "14/12/2024",
        "20/12/2024",
        "07/03/2025",
        "14/03/2025",
        "14/12/2025",
        "14/03/2026",
    ):
        assert day in words, day
    assert "ngày nghỉ: thư gửi vào ngày làm việc kế tiếp" in words  # 14/12/2024 is a Saturday
    assert await value("SELECT count(*) FROM report_regime") == before


async def test_a_regime_is_made_changed_and_remembered(province: Engine) -> None:
    """Sent twice it is made once; a change leaves a line with what changed; copied it begins as it stands;
    two at once: the second is shown both and loses nothing."""
    office = await a_user("vpub.dieuphoi1")
    hidden = form_of((await office.get(f"{PATH}/new")).text, f"{PATH}/new")
    first = await office.post(f"{PATH}/new", data={**hidden, **SAID})
    again = await office.post(f"{PATH}/new", data={**hidden, **SAID})
    assert first.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    there = first.headers["location"]
    number = int(there.rsplit("/", 1)[1])
    one = (await rows("SELECT * FROM report_regime WHERE id = $1", number))[0]
    assert (one["outline"], one["since"], one["recipients"]) == (
        ["direction", "results"], date(2024, 11, 6), "Bộ Nội vụ\nLưu: VT",
    )  # fmt: skip
    stale = form_of((await office.get(there)).text, there)
    saved = await send(office, there, window_days="7", active="", term2_due="25/3")
    assert saved.status_code == 303
    assert (await send(office, there, window_days="7", active="", term2_due="25/3")).status_code == 303
    made_line, changed_line = await lines("regime", number)
    assert made_line["verb"] == "make_regime"
    assert set(changed_line["changes"]) == {"window_days", "active", "terms"}
    page = await main_of(office, there)
    assert "Sửa chế độ báo cáo" in page
    assert "Quý I: 15/12 – 14/3, 20/3" in page
    assert "Quý IV: 15/9" not in page  # of the terms only those that changed
    lost = await office.post(there, data={**stale, **SAID, "name": "Tên khác"})
    assert lost.status_code == 409
    assert 'value="Tên khác"' in lost.text
    kept = await office.post(there, data={**form_of(lost.text, there), **SAID, "name": "Tên khác"})
    assert kept.status_code == 303
    assert await value("SELECT name FROM report_regime WHERE id = $1", number) == "Tên khác"
    copied = await main_of(office, f"{PATH}/new?like={number}")
    assert 'value="Quý IV"' in copied
    assert 'value="Tên khác"' not in copied
    listed = words_of(await main_of(office, PATH))
    assert "Quý IV năm 2024 09/12/2024 14/12/2024 20/12/2024" in listed
    assert "Chế độ báo cáo" in await main_of(office, "/more")


async def test_one_put_in_force_again_begins_anew(province: Engine) -> None:
    """Cut-offs passed while it was out of force are not prepared; another change keeps its first day."""
    number = await a_regime(active=False)
    office = await a_user("vpub.dieuphoi1")
    await send(office, f"{PATH}/{number}", name="Báo cáo tháng")
    assert await value("SELECT since FROM report_regime WHERE id = $1", number) == date(2024, 11, 6)
    await execute("UPDATE report_regime SET since = '2024-11-01' WHERE id = $1", number)
    await send(office, f"{PATH}/{number}", name="Báo cáo khác")
    assert await value("SELECT since FROM report_regime WHERE id = $1", number) == date(2024, 11, 1)


def on(day: date) -> None:
    """Let it be ten in the morning of a day."""
    settings.override(clock_offset=(at(day, 10) - datetime.now(UTC)).total_seconds())


async def signed_in(username: str, day: date) -> Browser:
    """Somebody at a browser on a day."""
    on(day)
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(made()).as_person(int(found))


async def test_the_window_shows_who_has_not_updated(province: Engine) -> None:
    """From five working days before the cut-off to its end, to the office and to the agency; each agency's
    count is that of a walk over its tasks; who reported everything is told nothing."""
    await only(await a_regime(), await a_regime("Khác", terms=(term("Quý IV"),), window_days=3))
    programme = await value("SELECT id FROM programme")
    for n, there in ((6, False), (7, True), (14, True), (15, False)):
        assert bool(await windows(date(2024, 11, n), programme)) == there, n
    day = date(2024, 11, 8)
    ((due, names),) = await windows(day, programme)
    assert (due.window_from, due.cutoff, names) == (
        date(2024, 11, 7), CUTOFF, ["Tháng 11 năm 2024", "Quý IV năm 2024"]
    )  # fmt: skip
    await execute(
        """UPDATE task SET progressed_at = $1, changed_at = $1, version = version + 1
           WHERE lead_agency = (SELECT id FROM agency WHERE code = 'STTTT')""",
        at(day, 9),
    )
    found = await not_updated(programme, due.window_from, day, day)
    assert {one.code: (one.open, one.silent) for one in found} == await walked(due.window_from)
    assert "STTTT" not in {one.code for one in found}
    office = await signed_in("vpub.dieuphoi1", day)
    shown = words_of(await main_of(office, "/reports/window"))
    assert "Tháng 11 năm 2024, Quý IV năm 2024" in shown
    assert f"{found[0].name} {found[0].open} {found[0].silent}" in shown
    banner = f"chốt số liệu hết ngày 14/11/2024. {len(found)} cơ quan chưa cập nhật đủ nhiệm vụ."
    assert banner in words_of(await main_of(office, "/my-work"))
    mine = next(one for one in found if one.code == "STNMT")
    agency = words_of(await main_of(await signed_in("stnmt.lanhdao", day), "/my-work"))
    assert f"{mine.silent} nhiệm vụ của cơ quan chưa cập nhật từ ngày 07/11/2024." in agency
    assert "chưa cập nhật từ ngày" not in await main_of(await signed_in("stttt.lanhdao", day), "/my-work")
    early = await signed_in("stnmt.lanhdao", date(2024, 11, 6))
    assert "chưa cập nhật từ ngày" not in await main_of(early, "/my-work")
    past = await signed_in("vpub.dieuphoi1", day)
    assert "chốt số liệu" not in words_of(await main_of(past, "/my-work?as_of=2024-10-01"))
    on(date(2024, 11, 20))
    assert await updating(programme, due.window_from, day, date(2024, 11, 20)) == await updating(
        programme, due.window_from, day, day
    )
    empty = await signed_in("giamsat", date(2024, 11, 20))
    assert "Không có kỳ cập nhật nào đang mở" in await main_of(empty, "/reports/window")


async def walked(window_from: date) -> dict[str, tuple[int, int]]:
    """Each agency's open tasks and those of them without a word since a day, counted one by one."""
    found: dict[str, list[bool]] = {}
    for one in await rows(
        """SELECT a.code, t.progressed_at, t.assigned_at FROM task AS t
               JOIN agency AS a ON a.id = t.lead_agency
           WHERE t.state IN ('assigned', 'in_progress', 'returned') AND coalesce(t.part, '') = ''"""
    ):
        word: Any = one["progressed_at"] or one["assigned_at"]
        found.setdefault(one["code"], []).append(word < at(window_from, 0))
    return {code: (len(each), sum(each)) for code, each in found.items() if any(each)}
