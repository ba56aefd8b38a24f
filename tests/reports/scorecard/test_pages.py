"""Promises about the pages of the scorecard: what they show to whom, and how its rules are set."""

from typing import Any

import httpx
import pytest

from tests.tasks.reading import a_user, freeze, main_of, words_of
from tests.web.site import Browser
from tracker.database import value
from tracker.reports.scorecard.rules import MEASURES
from tracker.web.form_keys import new_key

pytestmark = pytest.mark.usefixtures("province")
PATH, SETTINGS = "/agencies/scorecard", "/settings/scorecard"
WEIGHTS = dict(zip(MEASURES, ("70", "10", "0", "5", "5", "5", "5"), strict=True))
LADDER = {
    "grade_1": "Tốt",
    "least_1": "80",
    "grade_3": "Khá",
    "least_3": "70",
    "grade_4": "Yếu",
    "least_4": "0",
}
SAID = {**WEIGHTS, **LADDER, "update_days": "15", "ranked_from": "5", "note": "Theo Quyết định"}


@pytest.fixture(autouse=True)
def today() -> None:
    """06/11/2024."""
    freeze()


async def sent(browser: Browser, version: int = 0, **more: str) -> httpx.Response:
    """The rules as sent by the form."""
    empty = {f"{name}_{n}": "" for name in ("grade", "least") for n in range(1, 7)}
    said = {**empty, "preview": "", "fill": "", **SAID, **more}
    return await browser.fill(SETTINGS, {"form_key": new_key(), "version": str(version), **said})


async def test_overseers_see_all_and_an_agency_its_own_card() -> None:
    """A lead is told its points and its place, no name and no figure of any other agency."""
    member = await a_user("bcd.truongban")
    everything = words_of(await main_of(member, PATH))
    for told in ("Sở Kế hoạch và Đầu tư", "99,4", "Xuất sắc", "xếp hạng 6 trong 15 cơ quan"):
        assert told in everything
    card = words_of(await main_of(member, f"{PATH}/STNMT"))
    for told in (
        "44,7",
        "Yếu",
        "Hạng 6 trong 6",
        "1 trong 5 nhiệm vụ",
        "cộng 169 ngày",
        "Trung vị cùng loại",
    ):
        assert told in card
    lead = await a_user("stnmt.lanhdao")
    own = words_of(await main_of(lead, PATH))
    assert "44,7" in own
    assert "Hạng 6 trong 6" in own
    for hidden in ("Trung vị", "Sở Nội vụ", "99,4", "Sở Tư pháp"):
        assert hidden not in own
    assert (await lead.get(f"{PATH}/STNMT")).status_code == 200
    assert (await lead.get(f"{PATH}/SNV")).status_code == 404
    assert (await member.get(f"{PATH}/KHONG")).status_code == 404


async def test_numbers_lead_to_the_tasks_they_count() -> None:
    """The three overdue, the extended with both deadlines; the links keep the day asked for."""
    member = await a_user("bcd.truongban")
    card = await main_of(member, f"{PATH}/STNMT")
    assert "/tasks?agency=STNMT&amp;bucket=overdue" in card
    overdue = words_of(await main_of(member, "/tasks?agency=STNMT&bucket=overdue"))
    assert "3 nhiệm vụ" in overdue
    assert "CQS-06" in card
    assert "TCC-07" in card
    past = await main_of(member, f"{PATH}/STNMT?as_of=2024-06-30")
    assert "as_of=2024-06-30" in past
    assert "Số liệu đến hết ngày 30/06/2024" in words_of(past)


async def test_a_day_without_tasks_says_so() -> None:
    """And an agency that leads none is told so."""
    member = await a_user("bcd.truongban")
    assert "chưa có cơ quan nào" in await main_of(member, f"{PATH}?as_of=2021-01-02")
    assert (await member.get(f"{PATH}/STNMT?as_of=2021-01-02")).status_code == 404
    none = await a_user("snv.lanhdao")
    assert "không chủ trì nhiệm vụ nào" in await main_of(none, f"{PATH}?as_of=2021-01-02")


async def test_rules_are_previewed_saved_and_told() -> None:
    """A preview saves nothing and tells each agency's points, grade and rank; saved, they hold at once."""
    office = await a_user("vpub.dieuphoi1")
    shown = await sent(office, preview="1", note="")
    assert shown.status_code == 200
    assert "Ảnh hưởng đến bảng điểm" in shown.text
    assert await value("SELECT count(*) FROM scorecard_rules") == 0
    filled = await sent(office, fill="90_75_50", on_time="71")
    assert filled.status_code == 200
    assert 'value="75"' in filled.text
    assert 'value="71"' in filled.text  # nothing typed is lost
    saved = await sent(office)
    assert saved.status_code == 303
    page = words_of(await main_of(office, SETTINGS))
    assert "Phiên bản 1" in page
    assert "Theo Quyết định" in page
    again = await sent(office)
    assert again.status_code == 409
    assert "Vừa được lưu và vừa nhập" in again.text
    member = await a_user("bcd.truongban")
    assert "Lưu quy định" not in await main_of(member, SETTINGS)
    assert (await member.fill(SETTINGS, {"version": "1"})).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"on_time": "71"}, "on_time", "Tổng trọng số là 101"),
        ({"overdue": "x"}, "overdue", "số nguyên từ 0 đến 100"),
        ({"update_days": "0"}, "update_days", "từ 1 đến 90"),
        ({"ranked_from": "51"}, "ranked_from", "từ 1 đến 50"),
        ({"least_3": "80"}, "least_3", "thấp hơn bậc trên"),
        ({"least_4": "10"}, "least_4", "bắt đầu từ 0"),
        ({"grade_3": "Tốt"}, "grade_3", "đã có ở trên"),
        ({"grade_1": "", "least_1": "", "grade_3": "", "least_3": ""}, "grade_1", "ít nhất hai bậc"),
        ({"grade_3": "x" * 41}, "grade_3", "1 ký tự"),
        ({"note": ""}, "note", "lý do"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(wrong: Any, field: str, sentence: str) -> None:
    """422, and nothing is saved."""
    office = await a_user("vpub.dieuphoi1")
    answer = await sent(office, **wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence.lower() in answer.text.lower()
    assert await value("SELECT count(*) FROM scorecard_rules") == 0
