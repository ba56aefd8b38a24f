"""The history page: what auditors see, look up, check at once and take out."""

import json
import re

import pytest

from tests.history.tampering import a_line
from tests.tasks.reading import NOON, a_user, words_of
from tests.web.site import Browser, made, person
from tracker.database import rows, transaction, value
from tracker.database.engine import Engine, script
from tracker.history.actions import anchor, keep_check
from tracker.history.checking import check_chain
from tracker.history.queries import checks, head
from tracker.history.rules import Checked, grouped

CODE = "CQS-06"


async def read(browser: Browser, path: str = "/history", status: int = 200) -> str:
    """The words of the page's main part."""
    answer = await browser.get(path)
    assert answer.status_code == status
    return words_of(answer.text.partition("<main")[2].partition("</main>")[0])


def key_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of a form."""
    inside = html.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside))


async def entries_on(browser: Browser, query: str = "") -> list[int]:
    """The numbers of the entries listed."""
    html = (await browser.get(f"/history{query}")).text
    return [int(n) for n in re.findall(r'<td role="cell" class="code o-1">(\d+)</td>', html)]


async def newest(sql: str) -> list[int]:
    """The entries of the newest lines that are so."""
    found = await rows(
        f"""SELECT s.seq FROM history AS h JOIN history_seal AS s ON s.line = h.id
            LEFT JOIN task AS t ON t.id = h.object_id WHERE {sql} ORDER BY h.at DESC, h.id DESC LIMIT 30"""
    )
    return [one["seq"] for one in found]


async def test_the_auditor_sees_the_head_the_anchors_and_the_checks(province: Engine) -> None:
    """Hashes in groups of eight, complete; the newest lines first."""
    made = await anchor(NOON.date(), NOON)
    assert made is not None
    browser = await a_user("giamsat")
    assert "Chưa kiểm tra lần nào" in await read(browser)
    await keep_check(await check_chain(), NOON)
    seen = await read(browser)
    assert seen.count(grouped(made.hash)) == 2  # as head and as anchor
    assert "Mục số 858" in seen
    assert "06/11/2024 · mục số 858" in seen
    assert "Đã kiểm tra 858 mục, tất cả đúng như khi ghi" in seen
    assert await entries_on(browser) == await newest("true")


async def test_the_office_reads_and_only_the_auditor_takes_out(province: Engine) -> None:
    """For everybody else there is no such page."""
    office = await a_user("vpub.dieuphoi1")
    page = (await office.get("/history")).text
    assert 'action="/history/check"' in page
    assert "/history/export" not in page
    assert (await office.fill("/history/export", key_of(page, "/history/check"))).status_code == 404
    for username in ("bcd.truongban", "stnmt.lanhdao", "quantri"):
        assert (await (await a_user(username)).get("/history")).status_code == 404


async def test_an_export_is_one_line_of_history_however_often_the_button_is_pressed(province: Engine) -> None:
    """The file holds everything up to that very line, and the line names who."""
    browser = await a_user("giamsat")
    form = key_of((await browser.get("/history")).text, "/history/export")
    first = await browser.post("/history/export", data=form)
    second = await browser.post("/history/export", data=form)
    assert first.headers["content-disposition"] == 'attachment; filename="lich-su-2024-11-06-859.jsonl"'
    assert first.headers["cache-control"] == "no-store"
    assert first.content == second.content
    entries = [json.loads(line) for line in first.text.splitlines()]
    assert [entry["seq"] for entry in entries] == list(range(1, 860))
    body = json.loads(entries[-1]["body"])
    who = await value("SELECT full_name FROM person WHERE username = 'giamsat'")
    assert (body["kind"], body["verb"], body["actor_name"]) == ("history", "export", who)
    assert (await browser.post("/history/export", data={**form, "form_key": "x"})).status_code == 422


async def test_a_check_at_once_is_kept_and_told(province: Engine) -> None:
    """Once for each form; what it finds stands above the page until a check of everything finds nothing."""
    browser = await a_user("giamsat")
    form = key_of((await browser.get("/history")).text, "/history/check")
    for _ in range(2):
        answer = await browser.post("/history/check", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/history")
    assert [(one.kind, one.whole, one.found) for _, one in await checks(9)] == [
        ("replay", True, 0),
        ("chain", True, 0),
    ]
    async with transaction():
        await script("SET LOCAL session_replication_role = replica")
        await script("UPDATE history SET text = 'khác' WHERE id = 5")
    form = key_of((await browser.get("/history")).text, "/history/check")
    await browser.post("/history/check", data=form)
    assert "Mục 5 không khớp mã băm" in await read(browser)
    await keep_check(Checked("chain", whole=False, looked_at=1, seq=858), NOON)
    assert "Mục 5 không khớp mã băm" in await read(browser), "a partial check silences nothing"
    await keep_check(Checked("chain", looked_at=858, seq=858), NOON)
    assert "Mục 5 không khớp mã băm" not in await read(browser)


async def test_lines_are_looked_up_by_task_person_verb_and_days(province: Engine) -> None:
    """Alone and together; each answer is exactly the lines that are so, the newest first."""
    browser = await a_user("giamsat")
    lead = await value("SELECT id FROM person WHERE username = 'stnmt.lanhdao'")
    asked = {
        f"?task={CODE.lower()}": "t.code = 'CQS-06'",
        "?who=stnmt.lanhdao&verb=accept": f"h.actor = {lead} AND h.verb = 'accept'",
        "?verb=return": "h.verb = 'return'",
        "?from_day=1&from_month=11&from_year=2024": "h.at >= '2024-11-01 00:00+07'",
        "?to_day=28&to_month=2&to_year=2022": "h.at < '2022-03-01 00:00+07'",
        f"?task={CODE}&from_day=1&from_month=1&from_year=2023&to_day=31&to_month=12&to_year=2023": """
            t.code = 'CQS-06' AND h.at >= '2023-01-01 00:00+07' AND h.at < '2024-01-01 00:00+07'""",
    }
    for query, sql in asked.items():
        wanted = await newest(sql)
        assert wanted, query
        assert await entries_on(browser, query) == wanted, query


async def test_every_line_is_reached_by_going_to_older_ones(province: Engine) -> None:
    """Page after page, each line once."""
    browser, query, seen = await a_user("giamsat"), "", list[int]()
    while True:
        seen += await entries_on(browser, query)
        older = re.search(
            r'id="page-older"\s+href="/history(\?[^"]*)"', (await browser.get(f"/history{query}")).text
        )
        if older is None:
            break
        query = older[1].replace("&amp;", "&")
    assert sorted(seen) == list(range(1, 859))
    assert len(seen) == 858


WRONG = [
    ("?task=ZZ-99", "Không có nhiệm vụ mang mã “ZZ-99”"),
    ("?who=kh%C3%B4ng+ai", "Không có người nào"),
    ("?verb=dance", "không có “dance”"),
    ("?from_day=31&from_month=2&from_year=2024", "Nhập ngày có thật"),
    (
        "?from_day=2&from_month=1&from_year=2024&to_day=1&to_month=1&to_year=2024",
        "Ngày cuối không được trước",
    ),
    ("?before=x", "Danh sách không có trang này"),
]


@pytest.mark.parametrize(("query", "sentence"), WRONG)
async def test_what_cannot_be_looked_up_is_said_beside_its_field(
    province: Engine, query: str, sentence: str
) -> None:
    """With what was typed, and no list that only seems to answer."""
    browser = await a_user("giamsat")
    assert sentence in await read(browser, f"/history{query}", 422)
    assert await entries_on(browser, query) == []


async def test_the_fragment_asked_for_by_htmx_is_the_list_alone(province: Engine) -> None:
    """Under an address without empty filters."""
    browser = await a_user("giamsat")
    answer = await browser.get(
        f"/history?task={CODE}&who=&verb=", headers={"HX-Request": "true", "HX-Target": "results"}
    )
    assert answer.text.lstrip().startswith("<section")
    assert answer.headers["hx-push-url"] == f"/history?task={CODE}"


@pytest.mark.parametrize(
    "kept", ["[]", '"x"', "null", '{"due_on": [1, "nie"], "at": 5, "given_at": [null, "x"]}']
)
async def test_a_line_that_somebody_made_unreadable_is_shown_all_the_same(
    database: Engine, kept: str
) -> None:
    """The page that must show tampering does not break by it."""
    number = await a_line("Bị sửa")
    async with transaction():
        await script("SET LOCAL session_replication_role = replica")
        await script(f"UPDATE history SET changes = '{kept}' WHERE id = {number}")
    browser = await Browser(made()).as_person(await person("auditor"))
    assert "Bị sửa" in await read(browser)


async def test_lines_tell_what_was_done_to_what_and_by_whom(province: Engine) -> None:
    """Of a task, of an account, by the system itself; a line past the chain is marked."""
    await a_line("Nội dung <b>lạ</b>")
    async with transaction():
        await script("SET LOCAL session_replication_role = replica")
        await a_line("Không có trong chuỗi")
    browser = await a_user("giamsat")
    html = (await browser.get("/history?who=tracker")).text
    assert "Nội dung &lt;b&gt;lạ&lt;/b&gt;" in html
    assert "ngoài chuỗi" in html
    seen = await read(browser, f"/history?task={CODE}&verb=assign")
    assert "Giao nhiệm vụ : CQS-06" in seen or "Giao nhiệm vụ: CQS-06" in seen
    assert "thông tin thay đổi" in seen
    assert (await head())[0] == 859
