"""Deadlines as written on paper, each with the day it means for a task assigned on 06/03/2024, a Wednesday.

A line of DATED: the text | the deadline and how exact it is | "or" and the other days, when it is doubtful.
A line of PERIODIC: the text | the rule: period, month, day ("-" is the last) | the first deadline | "or" …
A line of UNCLEAR: the text | how the sentence about it begins | "or" and the days that may be meant.
"""

from datetime import date

import pytest

from tests.programmes.test_working_days import MAY_2024, SWAP
from tracker.programmes.working_days import WorkingDays
from tracker.tasks.deadlines import LONGEST, Recurrence, understand
from tracker.words import dmy, speaking

GIVEN = date(2024, 3, 6)

DATED = """
Quý III/2024 | 30/09/2024 quarter
quý 3 năm 2024 | 30/09/2024 quarter
Q3/2024 | 30/09/2024 quarter
QUÝ III NĂM 2024 | 30/09/2024 quarter
Qúy III/2024 | 30/09/2024 quarter
quí III/2024 | 30/09/2024 quarter
Quý III-2024 | 30/09/2024 quarter
Quý III, 2024 | 30/09/2024 quarter
hết quý III | 30/09/2024 quarter
trong quý I | 31/03/2024 quarter
Quý I/2024 | 31/03/2024 quarter
Quý II, III/2024 | 30/09/2024 quarter | or 30/06/2024
Quý III - IV/2024 | 31/12/2024 quarter
từ quý II đến quý IV/2024 | 31/12/2024 quarter
đầu quý III/2024 | 01/07/2024 day | or 31/07/2024
giữa quý III/2024 | 15/08/2024 day | or 31/08/2024
cuối quý III/2024 | 30/09/2024 quarter
đầu quý | 01/04/2024 day | or 30/04/2024
cuối quý | 31/03/2024 quarter
quý này | 31/03/2024 quarter
quý sau | 30/06/2024 quarter
trước quý III/2024 | 30/06/2024 day | or 30/09/2024
cuối tháng 9 | 30/09/2024 month
đầu tháng 9 | 01/09/2024 day | or 10/09/2024
giữa tháng 9/2024 | 15/09/2024 day | or 20/09/2024
tháng 9/2024 | 30/09/2024 month
Tháng9/2024 | 30/09/2024 month
thàng 9/2024 | 30/09/2024 month
trong tháng 9 | 30/09/2024 month
trong tháng 2 | 28/02/2025 month | or 29/02/2024
tháng 9 năm nay | 30/09/2024 month
9/2024 | 30/09/2024 month
09-2024 | 30/09/2024 month
tháng 9/24 | 30/09/2024 month
tháng 9, năm 2024 | 30/09/2024 month
tháng 9 - 10/2024 | 31/10/2024 month
trước tháng 9/2024 | 31/08/2024 day | or 30/09/2024
trước ngày 15/9 | 15/09/2024 day
trước 15/9/2024 | 15/09/2024 day
chậm nhất ngày 15 tháng 9 năm 2024 | 15/09/2024 day
chậm nhất là ngày 15/9/2024 | 15/09/2024 day
ngày 05/11/2024 | 05/11/2024 day
15-9-2024 | 15/09/2024 day
15.9.2024 | 15/09/2024 day
15/9/24 | 15/09/2024 day
15 / 9 / 2024 | 15/09/2024 day
ngày15/9/2024 | 15/09/2024 day
2024-09-15 | 15/09/2024 day
2024-09-15 00:00:00 | 15/09/2024 day
trước 17h00 ngày 15/9/2024 | 15/09/2024 day
Thứ Sáu, ngày 15/11/2024 | 15/11/2024 day
29/02 | 29/02/2028 day | or 29/02/2024
ngày 15 | 15/03/2024 day | or 15/04/2024
trước ngày 15 | 15/03/2024 day | or 15/04/2024
ngày 15 tháng sau | 15/04/2024 day
ngày 05/3 | 05/03/2025 day | or 05/03/2024
ngày 05/01 | 05/01/2025 day | or 05/01/2024
ngày 15/11/2023 | 15/11/2023 day | or 15/11/2024
năm 2025 | 31/12/2025 year
2025 | 31/12/2025 year
Năm 24 | 31/12/2024 year
hết năm 2025 | 31/12/2025 year
đầu năm 2025 | 01/01/2025 day | or 31/01/2025
giữa năm 2025 | 30/06/2025 day | or 31/07/2025
trước năm 2025 | 31/12/2024 day | or 31/12/2025
năm nay | 31/12/2024 year
năm sau | 31/12/2025 year
cuối năm | 31/12/2024 year
trong năm | 31/12/2024 year
đầu năm | 01/01/2025 day | or 31/01/2025
giai đoạn 2021-2025 | 31/12/2025 year
giai đoạn 2021 - 2025 | 31/12/2025 year
giai đoạn 5 năm 2021-2025 | 31/12/2025 year
từ năm 2021 đến năm 2025 | 31/12/2025 year
đến năm 2030 | 31/12/2030 year
6 tháng đầu năm 2024 | 30/06/2024 quarter
6 tháng cuối năm | 31/12/2024 quarter
06 tháng đầu năm | 30/06/2024 quarter
9 tháng đầu năm 2024 | 30/09/2024 quarter
nửa cuối năm 2024 | 31/12/2024 quarter
từ ngày 01/01/2024 đến ngày 30/6/2024 | 30/06/2024 day
từ 15/6 đến 15/12/2024 | 15/12/2024 day
15/6-15/12/2024 | 15/12/2024 day | or 15/06/2024
Trước ngày 15/6/2024 và 15/12/2024 | 15/12/2024 day | or 15/06/2024
Quý III/2024 (trước ngày 15/9) | 15/09/2024 day
Năm 2024, trước ngày 30/11 | 30/11/2024 day
hằng năm 2025 | 31/12/2025 year | or
trong 10 ngày làm việc kể từ ngày 05/11/2024 | 19/11/2024 day
trong 10 ngày làm việc kể từ ngày nhận được văn bản | 20/03/2024 day | or
trong 05 ngày làm việc | 13/03/2024 day
10 (mười) ngày làm việc | 20/03/2024 day
sau 15 ngày | 21/03/2024 day
15 ngày | 21/03/2024 day
2 tuần | 20/03/2024 day
trong 3 tháng | 06/06/2024 day
6 tháng | 06/09/2024 day | or
1 năm | 06/03/2025 day | or
trong 01 tháng kể từ ngày 31/01/2024 | 29/02/2024 day | or 28/02/2025
Theo Kế hoạch, chậm nhất quý IV/2024 | 31/12/2024 quarter | or
Thường xuyên đến năm 2025 | 31/12/2025 year | or
không chậm hơn ngày 15/9/2024 | 15/09/2024 day
dự kiến quý III/2024 | 30/09/2024 quarter | or
khoảng tháng 9/2024 | 30/09/2024 month | or
Quyết định số 15/2024/QĐ-UBND, trước ngày 30/9/2024 | 30/09/2024 day | or
quý 3/24 | 30/09/2024 quarter
từ tháng 9 đến tháng 12/2024 | 31/12/2024 month
Thứ Năm, ngày 15/11/2024 | 15/11/2024 day | or
thứ 6 ngày 15/11/2024 | 15/11/2024 day
Chủ nhật, 15/12/2024 | 15/12/2024 day
Hoàn thành trong năm 2024 | 31/12/2024 year
Hoàn thành trước 31/12/2024 | 31/12/2024 day
Trình UBND tỉnh trước ngày 15/9/2024 | 15/09/2024 day | or
Quý I, II năm 2025 | 30/06/2025 quarter | or 31/03/2025
Năm 2024 - 2025 | 31/12/2025 year
2024-2025 | 31/12/2025 year
Năm 2024 và những năm tiếp theo | 31/12/2024 year | or
Năm 2024 và các năm tiếp theo | 31/12/2024 year | or
Giai đoạn 2021-2030 | 31/12/2030 year
Trong Quý IV năm 2024 | 31/12/2024 quarter
Quý IV.2024 | 31/12/2024 quarter
Quý 04/2024 | 31/12/2024 quarter
Sau 30 ngày kể từ ngày ban hành | 05/04/2024 day | or
Chậm nhất 15 ngày làm việc kể từ ngày 01/11/2024 | 22/11/2024 day
Trong vòng 20 ngày | 26/03/2024 day
01/2025 | 31/01/2025 month
tháng 01/2025 | 31/01/2025 month
T9/2024 | 30/09/2024 month
ngày 30 tháng 9 | 30/09/2024 day
30 tháng 9 năm 2024 | 30/09/2024 day
đến hết ngày 30/9/2024 | 30/09/2024 day
đến hết tháng 9/2024 | 30/09/2024 month
đến cuối năm 2025 | 31/12/2025 year
đến 2030 | 31/12/2030 year
Đến năm 2025, tầm nhìn 2030 | 31/12/2030 year | or 31/12/2025
15/09/2024 hoặc 30/09/2024 | 30/09/2024 day | or 15/09/2024
sau khi được phê duyệt, chậm nhất 30/9/2024 | 30/09/2024 day | or
Cả năm 2024 | 31/12/2024 year
"""

PERIODIC = """
Hằng năm (trước ngày 31/01) | yearly 1 31 | 31/01/2025
hàng năm | yearly - - | 31/12/2024
HẰNG NĂM | yearly - - | 31/12/2024
trước ngày 31/01 hằng năm | yearly 1 31 | 31/01/2025
Ngày 25 hằng tháng | monthly - 25 | 25/03/2024
ngày 31 hằng tháng | monthly - 31 | 31/03/2024
Hằng quý (trước ngày 20 tháng cuối quý) | quarterly - 20 | 20/03/2024
Hằng quý (trước ngày 20) | quarterly - 20 | 20/03/2024 | or 20/04/2024
Hằng quý, trước ngày 05 tháng đầu quý sau | quarterly 4 5 | 05/04/2024
Trước ngày 10 của tháng sau, hằng tháng | monthly 2 10 | 10/03/2024
Hằng tháng (trước ngày 08) | monthly - 8 | 08/03/2024
Hằng tháng, ngày cuối tháng | monthly - - | 31/03/2024
Thường xuyên, hằng quý | quarterly - - | 31/03/2024
06 tháng/lần | half_yearly - - | 30/06/2024
6 tháng một lần | half_yearly - - | 30/06/2024
sáu tháng một lần | half_yearly - - | 30/06/2024
định kỳ 6 tháng | half_yearly - - | 30/06/2024
định kỳ hằng quý | quarterly - - | 31/03/2024
1 năm/lần | yearly - - | 31/12/2024
02 lần/năm | half_yearly - - | 30/06/2024
4 lần/năm | quarterly - - | 31/03/2024
mỗi quý một lần | quarterly - - | 31/03/2024
01 lần/quý | quarterly - - | 31/03/2024
3 tháng/lần | quarterly - - | 31/03/2024
Tháng 11 hằng năm | yearly 11 - | 30/11/2024
Quý I hằng năm | yearly 3 - | 31/03/2024
Hằng quý, 6 tháng, năm | quarterly - - | 31/03/2024
Quý, 6 tháng, 9 tháng, năm | quarterly - - | 31/03/2024
6 tháng, năm | half_yearly - - | 30/06/2024
6 tháng (trước ngày 15/6), năm (trước ngày 15/12) | half_yearly - 15 | 15/06/2024
Trước ngày 15/6 và 15/12 hằng năm | half_yearly - 15 | 15/06/2024
Hằng năm, giai đoạn 2021-2025 | yearly - - | 31/12/2024
Hằng năm đến năm 2025 | yearly - - | 31/12/2024
Hằng năm từ năm 2025 | yearly - - | 31/12/2025
Hằng quý, hoàn thành trước ngày 30/9/2024 | quarterly - 30 | 30/03/2024 | or
Trước ngày 30 tháng 6 và 31 tháng 12 hằng năm | half_yearly - - | 30/06/2024
Báo cáo quý trước ngày 20 tháng cuối quý | quarterly - 20 | 20/03/2024 | or
Hằng quý: trước ngày 20/3, 20/6, 20/9, 20/12 | quarterly - 20 | 20/03/2024
Tháng 6, 12 hằng năm | half_yearly - - | 30/06/2024
Tháng 6 và tháng 12 hằng năm | half_yearly - - | 30/06/2024
Định kỳ hằng tháng (trước ngày 25) | monthly - 25 | 25/03/2024
Định kỳ 06 tháng, hằng năm | half_yearly - - | 30/06/2024
Báo cáo định kỳ 6 tháng và hằng năm | half_yearly - - | 30/06/2024
trước ngày 14 của tháng cuối quý | quarterly - 14 | 14/03/2024 | or
Hằng quý (ngày 15 của tháng cuối cùng của quý) | quarterly - 15 | 15/03/2024
ngày 15 tháng thứ hai của quý, hằng quý | quarterly 2 15 | 15/05/2024
chậm nhất vào ngày 05 hằng tháng | monthly - 5 | 05/04/2024
Mùng 5 hằng tháng | monthly - 5 | 05/04/2024
Trước ngày 25/12 hàng năm | yearly - 25 | 25/12/2024
Hằng năm, trước ngày 15/01 năm sau | yearly 1 15 | 15/01/2025
Trước ngày 31/3, 30/6, 30/9 và 31/12 hằng năm | quarterly - - | 31/03/2024
Trước ngày 28/02 hằng năm | yearly 2 28 | 28/02/2025
Trước ngày 29/02 hằng năm | yearly 2 29 | 28/02/2025
Hằng năm, hoàn thành năm 2025 | yearly - - | 31/12/2025
"""

OPEN = """
Thường xuyên
theo tiến độ
Theo tiến độ chung của Trung ương
Khi có yêu cầu
không quy định
Theo quy định
Ngay khi Nghị định có hiệu lực thi hành
Sau khi Quốc hội thông qua
-
"""

UNCLEAR = """
quý V/2024 | There is no quarter V.
Quý 5 | There is no quarter 5.
tháng 13/2024 | There is no month 13.
tháng 0/2024 | There is no month 0.
31/02/2024 | There is no day 31/02/2024. | or 29/02/2024
29/02/2023 | There is no day 29/02/2023. | or 28/02/2023
31/4 | There is no day 31/04/2024. | or 30/04/2024
32/1/2024 | There is no day 32/01/2024. | or 31/01/2024
09/15/2024 | There is no day 09/15/2024. | or 15/09/2024
15/9/2204 | The year 2204 is not between 2000 and 2100.
15/9/20024 | This deadline was not understood.
9/24 | There is no day 09/24/2024. | or 24/09/2024
15/9/1924 | The year 1924 is not between 2000 and 2100.
năm 2204 | The year 2204 is not between 2000 and 2100.
giai đoạn 2025-2021 | The year 2021 comes before 2025.
13 tháng đầu năm 2024 | There is no month 13.
từ ngày 01/01/2025 | Only the beginning is written: 01/01/2025.
Trước ngày 31/4 hằng năm | There is no day 31/04.
ngày 35 hằng tháng | There is no day 35.
2 năm/lần | Only periods
5 lần/năm | Only periods
Trước ngày 15/6 và 10/12 hằng năm | The days of a year must be the same in each period: 15/06, 10/12.
Hằng năm giai đoạn 2016-2020 | This recurrence ended before the day of assignment, 06/03/2024.
Hằng tuần | Only periods
Hằng ngày | Only periods
định kỳ | This deadline was not understood.
trong 0 ngày | This deadline was not understood.
trước 15 ngày | This deadline was not understood.
10 ngày trước ngày 30/9/2024 | This deadline was not understood.
ngay | This deadline was not understood.
càng sớm càng tốt | This deadline was not understood.
tháng năm | This deadline was not understood.
tuần sau | This deadline was not understood.
năm hai nghìn không trăm hai mươi lăm | This deadline was not understood.
Trước Tết Nguyên đán | This deadline was not understood.
Sau ngày 15/9/2024 | Only the beginning is written: 15/09/2024.
31/9 | There is no day 31/09/2024. | or 30/09/2024
"""


def lines(table: str) -> list[list[str]]:
    """The lines of a table in their columns, of which the last may be missing."""
    return [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]


def days(written: list[str]) -> tuple[date, ...]:
    """The days after "or" in the last column."""
    found = written[0].split()[1:] if written else []
    return tuple(date(int(one[6:]), int(one[3:5]), int(one[:2])) for one in found)


@pytest.mark.parametrize("line", lines(DATED), ids=lambda line: line[0])
def test_a_dated_deadline_is_understood(line: list[str]) -> None:
    """The day, how exact it is; doubtful exactly where the table says so, with the other days it may mean."""
    text, meant, *doubt = line
    found = understand(text, GIVEN)
    assert (found.kind, f"{dmy(found.due_on)} {found.precision}") == ("dated", meant)
    assert (found.certain, found.alternatives) == (not doubt, days(doubt))
    assert dmy(found.due_on) in found.note
    assert not found.problem


@pytest.mark.parametrize("line", lines(PERIODIC), ids=lambda line: line[0])
def test_a_deadline_that_comes_back_is_understood(line: list[str]) -> None:
    """The rule and the first deadline on or after the day of assignment."""
    text, rule, first, *doubt = line
    found = understand(text, GIVEN)
    made = found.recurrence
    assert made is not None
    assert f"{made.every} {made.month or '-'} {made.day or '-'}" == rule
    assert (found.kind, found.precision, dmy(found.due_on)) == ("periodic", "periodic", first)
    assert (found.certain, found.alternatives) == (not doubt, days(doubt))
    assert first in found.note


@pytest.mark.parametrize("text", [line[0] for line in lines(OPEN)])
def test_no_deadline_is_understood_as_none(text: str) -> None:
    """Work that goes on, or waits for something else, has no day and is no mistake."""
    found = understand(text, GIVEN)
    assert (found.kind, found.due_on, found.precision, found.certain) == ("open", None, "none", True)
    assert found.note
    assert not found.problem


@pytest.mark.parametrize("line", lines(UNCLEAR), ids=lambda line: line[0])
def test_what_cannot_be_is_said_and_nothing_is_guessed(line: list[str]) -> None:
    """There is no day, a sentence says why, and the days that may be meant are offered."""
    text, problem, *meant = line
    with speaking("en"):
        found = understand(text, GIVEN)
    assert (found.kind, found.due_on, found.precision, found.certain) == ("unclear", None, "none", False)
    assert found.problem.startswith(problem)
    assert found.alternatives == days(meant)


def test_an_empty_text_has_no_deadline_but_is_not_sure() -> None:
    """Nothing written, or nothing that can be seen, is no statement."""
    for text in ("", "  ", "\u200b\u00a0"):
        found = understand(text, GIVEN)
        assert (found.kind, found.due_on, found.certain, found.problem) == ("open", None, False, "")


def test_a_text_beyond_the_limit_is_refused() -> None:
    """The limit is a limit: one sign less is read."""
    assert understand("Quý III/2024" + " " * (LONGEST - 12), GIVEN).certain
    assert understand("Quý III/2024" + " " * (LONGEST - 11), GIVEN).problem


def test_words_that_nobody_knows_are_named_and_make_it_doubtful() -> None:
    """The note gives them back as they were written."""
    found = understand("Quý III/2024 (dự kiến, nếu được bố trí vốn)", GIVEN)
    assert not found.certain
    assert "dự kiến nếu được bố trí vốn" in found.note


def test_the_year_that_is_not_written_follows_the_day_of_assignment() -> None:
    """The next 15 September; doubtful when that is nearly a year away, for then it may have been a slip."""
    assert understand("trước ngày 15/9", date(2024, 9, 15)).due_on == date(2024, 9, 15)
    late = understand("trước ngày 15/9", date(2024, 9, 16))
    assert (late.due_on, late.certain, late.alternatives) == (date(2025, 9, 15), False, (date(2024, 9, 15),))
    over = understand("trước ngày 15/01", date(2024, 12, 20))
    assert (over.due_on, over.certain) == (date(2025, 1, 15), True)
    assert "06/03/2024" in understand("trong tháng 9", GIVEN).note


def test_what_may_be_meant_lies_ahead() -> None:
    """In November "31/02" may mean the end of the next February, not of the last."""
    assert understand("31/02", date(2024, 11, 6)).alternatives == (date(2025, 2, 28),)
    assert understand("31/02/2024", date(2024, 11, 6)).alternatives == (date(2024, 2, 29),)


def test_working_days_are_counted_by_the_calendar() -> None:
    """From Friday 26/04/2024: three days are off, the Saturday of the swap is worked."""
    calendar = WorkingDays(MAY_2024, SWAP)
    text, friday = "trong 03 ngày làm việc", date(2024, 4, 26)
    assert understand(text, friday, calendar).due_on == date(2024, 5, 4)
    assert understand(text, friday).due_on == date(2024, 5, 1)


def test_a_count_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    """Civil Code 2015, art. 148.5; a day that is written stays as it is."""
    calendar = WorkingDays(MAY_2024, SWAP)
    moved = understand("sau 4 ngày", date(2024, 4, 25), calendar)
    assert (moved.due_on, moved.certain) == (date(2024, 5, 2), True)
    assert "29/04/2024" in moved.note
    assert understand("ngày 29/4/2024", date(2024, 4, 25), calendar).due_on == date(2024, 4, 29)


def test_years_bound_a_recurrence() -> None:
    """ "Hằng năm, giai đoạn 2021-2025" begins and ends with its years."""
    bounds = {
        "Hằng năm, giai đoạn 2021-2025": (date(2021, 1, 1), date(2025, 12, 31)),
        "Hằng năm đến năm 2025": (None, date(2025, 12, 31)),
        "Hằng quý từ năm 2025": (date(2025, 1, 1), None),
        "Hằng tháng trong năm 2024": (date(2024, 1, 1), date(2024, 12, 31)),
        "Hằng quý": (None, None),
    }
    for text, expected in bounds.items():
        made = understand(text, GIVEN).recurrence
        assert made is not None
        assert (made.from_on, made.until_on) == expected, text


def test_how_it_was_understood_is_said_in_the_reader_s_language() -> None:
    """In Vietnamese for the office, in English for who switched."""
    assert understand("Quý III/2024", GIVEN).note == "Ngày cuối của quý III/2024: 30/09/2024."
    with speaking("en"):
        assert understand("Quý III/2024", GIVEN).note == "Last day of quarter III/2024: 30/09/2024."
        assert Recurrence("monthly", 2, 10).said(GIVEN) == "Every month, by day 10 of the month after."
