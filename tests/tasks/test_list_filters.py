"""Promises about the filters of the list: each does what it says, wrong ones are named, none is ignored."""

import re
from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.tasks.listing import codes, shown
from tests.tasks.reading import a_member, length, main_of, words_of
from tracker.database import value
from tracker.database.engine import Engine


@pytest.mark.parametrize(
    "typed", ["xây dựng", "xay dung", "XÂY DỰNG", normalize("NFD", "Xây dựng"), "dựng xây"]
)
async def test_search_finds_words_with_and_without_marks(province: Engine, typed: str) -> None:
    """Marks, case, order and the way letters are composed do not matter."""
    browser = await a_member()
    expected = await value("SELECT count(*) FROM task WHERE search LIKE '%xay%' AND search LIKE '%dung%'")
    assert expected > 5
    assert await length(browser, f"/tasks?q={quote(typed)}") == expected


@pytest.mark.parametrize("typed", ["ra%soat", "_", "\\", "zzzz", "'; DROP TABLE task; --"])
async def test_search_takes_every_sign_as_it_stands(province: Engine, typed: str) -> None:
    """Wildcards are letters like others; nothing is found, and the page says by what it was filtered."""
    html = await main_of(await a_member(), f"/tasks?q={quote(typed)}&bucket=overdue")
    assert "Không có nhiệm vụ nào khớp bộ lọc" in html
    assert "Đang lọc: Đang thực hiện, quá hạn, “" in words_of(html)
    assert codes(html) == []


async def test_filters_work_together_and_each_can_be_removed(province: Engine) -> None:
    """Every filter in use is a chip whose link asks for all the others."""
    browser = await a_member()
    html = await main_of(
        browser, "/tasks?bucket=in_time&bucket=overdue&agency=STNMT&area=CQS&starred=1&q=du+lieu"
    )
    chips = re.findall(r'<a href="([^"]+)"><span class="vh">Bỏ lọc: </span>([^<]+)<', html)
    assert [text for _, text in chips] == [
        "Đang thực hiện, trong hạn", "Đang thực hiện, quá hạn", "“du lieu”", "Sở TN&amp;MT",
        "Xây dựng, phát triển Chính quyền điện tử, Chính quyền số", "Trọng tâm",
    ]  # fmt: skip
    for href, text in chips:
        without = (await browser.get(href.replace("&amp;", "&"))).text
        assert f"Bỏ lọc: </span>{text}<" not in without
        assert without.count("Bỏ lọc: </span>") == len(chips) - 1
    assert set(codes(html)) < set(await shown(browser, "agency=STNMT"))


async def test_a_document_is_named_by_number_and_by_day_where_two_share_one(province: Engine) -> None:
    """01/NQ-CP was issued in 2023 and in 2024; a task's page leads to the right one."""
    browser = await a_member()
    answer = await browser.get("/tasks?source=01/NQ-CP")
    assert answer.status_code == 422
    older = await length(browser, "/tasks?source=01/NQ-CP+(06/01/2023)")
    newer = await length(browser, "/tasks?source=01/NQ-CP+(05/01/2024)")
    both = await value(
        """SELECT count(*) FROM task AS t JOIN source_document AS d ON d.id = t.source_document
           WHERE d.number = '01/NQ-CP'"""
    )
    assert older > 0
    assert newer > 0
    assert older + newer == both
    for code in ("TC-17", "CQS-06"):
        href = re.search(r'href="(/tasks\?source=[^"]+)"', await main_of(browser, f"/tasks/{code}"))
        assert href is not None
        assert code in await shown(browser, href[1].removeprefix("/tasks?"))


WRONG = {
    "bucket=late": "không có “late”",
    "due=soon": "không có “soon”",
    "part=lead": "không có “lead”",
    "starred=yes": "không có “yes”",
    "silent=no&silent=1": "Chỉ chọn một giá trị",
    "sort=title": "không có “title”",
    "per_page=1000": "không có “1000”",
    "agency=NONE": "Không có cơ quan mang mã “NONE”",
    "area=NONE": "Không có lĩnh vực mang mã “NONE”",
    "source=1/XX": "Không có văn bản giao nhiệm vụ mang số “1/XX”",
    "waiting=-1": "Nhập số ngày nguyên từ 1 đến 3.650",
    "waiting=99999999999999999999": "Nhập số ngày nguyên từ 1 đến 3.650",
    "page=0": "Danh sách không có trang này",
    "page=99999999999999999999": "Danh sách không có trang này",
    "due=7&due=14": "Chỉ chọn một giá trị",
    "agency=%00&agency=<script>": "Không có cơ quan mang mã “&lt;script&gt;”",
    f"q={'a' * 201}": "Rút gọn từ khóa còn tối đa 200 ký tự",
}


@pytest.mark.parametrize("query", WRONG)
async def test_a_wrong_filter_is_named_and_nothing_else_is_lost(province: Engine, query: str) -> None:
    """422 with the sentence, every other filter still chosen, and no list that ignores the wrong one."""
    answer = await (await a_member()).get(f"/tasks?{query}&silent=1&bucket=overdue")
    html = answer.text
    assert answer.status_code == 422
    assert WRONG[query] in html
    assert "<title>Lỗi: " in html
    assert codes(html) == []
    assert re.search(r'name="bucket" value="overdue" checked', html)
    if "silent" not in query:
        assert re.search(r'name="silent" value="1" checked', html)


async def test_the_same_address_without_the_mistake_is_answered(province: Engine) -> None:
    """The control of the promise above."""
    answer = await (await a_member()).get("/tasks?due=7&due=7&silent=&bucket=in_time&unknown=1")
    assert answer.status_code == 200
