"""What the letters say: the finding first, the worst first, who else is told, what to do."""

import re
from typing import Any

import pytest

from tests.mail.reading import (
    FIGURES,
    LETTERS,
    SITE,
    TODAY,
    Reader,
    seen,
    task,
    to_head,
    to_member,
    to_office,
    where,
)
from tracker.reminders import rows
from tracker.reminders.overdue import overdue_letter
from tracker.reminders.summaries import office_summary
from tracker.words import speaking


def test_the_subject_is_the_finding() -> None:
    """How many, whose, as of when: in the reader's language."""
    all_told = to_head(5).subject
    assert all_told == "5 nhiệm vụ của Sở Nội vụ đang quá hạn (đến 04/11/2024)"
    assert to_head(5, "en").subject == "5 tasks of Sở Nội vụ are overdue (as of 04/11/2024)"
    assert to_office(1234).subject == "1.234 nhiệm vụ toàn tỉnh đang quá hạn (đến 04/11/2024)"
    assert to_office(2, "en").subject == "2 tasks in the province are overdue (as of 04/11/2024)"


def test_a_subject_never_gives_a_part_for_the_whole() -> None:
    """Whoever is told of 2 of the agency's 5 overdue tasks reads both numbers."""
    assert to_head().subject == "Cần xử lý 2 trong 5 nhiệm vụ quá hạn của Sở Nội vụ (đến 04/11/2024)"
    assert to_head(2, "en").subject == (
        "2 of the 5 overdue tasks of Sở Nội vụ to be dealt with (as of 04/11/2024)"
    )


def test_a_letter_to_a_head_says_what_is_late_and_what_to_do() -> None:
    """The worst first, with code, deadline, progress, days late and the day of the next letter."""
    text = to_head().text
    assert "Kính gửi ông/bà Đỗ Thị Ánh," in text
    assert "trước ngày 11/11/2024." in text
    first, second = text.index("quá hạn 6 ngày"), text.index("quá hạn 5 ngày")
    assert first < second
    assert "CCHC-001" in text
    assert "29/10/2024" in text
    assert "tiến độ 40%" in text
    assert "/tasks/CCHC-001#act" in map(where, seen(to_head().html).links)


def test_a_letter_about_some_of_an_agencys_tasks_says_so() -> None:
    """Its count and the agency's figure below it must not seem to contradict each other."""
    assert "Thư này nêu 2 trong số 5 nhiệm vụ quá hạn của cơ quan." in to_head(2).text
    assert "trong số" not in to_head(5).text


def test_the_preview_line_is_the_worst_case() -> None:
    """What a mailbox shows under the subject, hidden in the letter itself."""
    html = to_head().html
    assert '<div class="hide">Quá hạn lâu nhất 6 ngày: Rà soát thủ tục hành chính số 1</div>' in html


def test_one_task_has_its_page_behind_the_button_and_more_have_the_list() -> None:
    """One button a letter, to where the work is."""
    assert [where(link) for link in seen(to_head(1).html).links] == ["/tasks/CCHC-000#act"] * 2
    assert where(seen(to_head(2).html).links[-1]) == "/tasks?part=lead&bucket=overdue"
    for letter in (to_head(30), to_office(30)):
        assert letter.html.count('class="btn"') == 1


@LETTERS
def test_a_long_list_ends_in_a_link(write: Any) -> None:
    """Twenty tasks, the worst of all, then the way to the others."""
    letter = write(57)
    codes = re.findall(r"^  CCHC-(\d+) ·", letter.text, re.MULTILINE)
    assert sorted(codes) == [f"{n:03d}" for n in range(37, 57)]
    assert "Xem 37 nhiệm vụ quá hạn khác" in letter.text
    assert "nhiệm vụ quá hạn khác" not in write(20).text


def test_nothing_overdue_is_no_letter() -> None:
    """Whoever has nothing overdue is not written to; the run records that instead."""
    with pytest.raises(ValueError, match="no letter"):
        to_head(0)
    for write in (to_office, to_member):
        with pytest.raises(ValueError, match="no letter"):
            write(0)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, ""), (6, ""),
        (7, "reported to the head of the agency"), (14, "reported to the head of the agency"),
        (15, "reported to the coordinating office"), (29, "reported to the coordinating office"),
        (30, "reported to the steering committee"), (400, "reported to the steering committee"),
    ],
)  # fmt: skip
def test_who_else_is_told_grows_with_the_days(days: int, words: str) -> None:
    """From the 7th day the head, from the 15th the office, from the 30th the committee."""
    with speaking("en"):
        assert rows.told(days) == words


def test_the_steps_add_up_to_all() -> None:
    """Each overdue task stands on exactly one step of the ladder."""
    tasks = [task(n, n) for n in range(1, 61)]
    with speaking("en"):
        found = rows.levels(tasks, TODAY)
    assert found == [
        ("30 days or more: reported to the steering committee", "31"),
        ("15 to 29 days: reported to the coordinating office", "15"),
        ("7 to 14 days: reported to the head of the agency", "8"),
        ("Under 7 days", "6"),
    ]


def test_agencies_come_worst_first_with_their_counts() -> None:
    """The agency with the longest overdue task leads; each is named once with all it has."""
    tasks = [task(0, 3), task(1, 40), task(4, 9), task(2, 12)]
    agencies = rows.by_agency(tasks)
    assert [(found.name, len(found.tasks)) for found in agencies] == [
        ("Sở thứ 1", 2), ("Sở thứ 2", 1), ("Sở thứ 0", 1),
    ]  # fmt: skip
    assert [found["code"] for found in agencies[0].tasks] == ["CCHC-001", "CCHC-004"]
    text = office_summary(Reader(), agencies, FIGURES, TODAY, SITE).text
    assert "Sở thứ 1: 2 nhiệm vụ quá hạn, lâu nhất 40 ngày" in text
    assert "có 4 nhiệm vụ quá hạn tại 3 cơ quan, lâu nhất 40 ngày" in text


def test_the_office_reads_the_published_figures() -> None:
    """The five figures and both rates, each with its denominator."""
    text = to_office().text
    for words in ("89", "29", "49", "93/176, đạt 52,84%", "93/98, đạt 94,90%", "176 nhiệm vụ"):
        assert words in text


def test_a_member_reads_what_is_long_overdue_and_both_rates() -> None:
    """The finding with the days, each task with its agency, the province's figures; and a way to stop it."""
    letter = to_member(3, lead_name="Sở Y tế")
    assert letter.subject == "3 nhiệm vụ quá hạn từ 30 ngày trở lên (đến 04/11/2024)"
    for words in ("toàn tỉnh có 5 nhiệm vụ quá hạn", "Sở Y tế", "93/176, đạt 52,84%", "93/98, đạt 94,90%"):
        assert words in letter.text
    assert "/letters/stop/7-" in letter.text
    assert "/letters/stop/" not in to_head().text


def test_a_head_reads_of_no_other_agency() -> None:
    """Only the tasks given and the agency's own figures are in the letter."""
    letter = overdue_letter(Reader(), [task(1, lead_name="Sở Nội vụ")], FIGURES, TODAY, SITE)
    assert "Sở thứ" not in letter.text + letter.html
