"""How an official report counts and names."""

from decimal import Decimal

import pytest

from tracker.reports import rules
from tracker.reports.rules import Letterhead
from tracker.words import speaking


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0"), (5, "05"), (9, "09"), (10, "10"), (176, "176"), (270_497, "270.497")]
)
def test_counts_below_ten_carry_a_zero(n: int, said: str) -> None:
    """Office custom in running text; nothing is not 00."""
    with speaking("vi"):
        assert rules.counted(n) == said


def test_a_rate_names_what_it_is_of() -> None:
    """Numerator and denominator stand beside it; a rate of nothing is no number."""
    with speaking("vi"):
        assert rules.rated(93, 98) == "93/98, đạt 94,90%"
        assert rules.share(5, 176) == "2,84%"
        assert rules.share(0, 0) == "–"
    assert rules.rate(1, 3) == Decimal(100) / 3
    assert rules.rate(0, 0) is None


@pytest.mark.parametrize(
    ("organisation", "head"),
    [
        ("Tỉnh Tây Ninh", Letterhead("tỉnh", "Tây Ninh")),
        ("UBND tỉnh  Tây Ninh", Letterhead("tỉnh", "Tây Ninh")),
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh", Letterhead("thành phố", "Hồ Chí Minh")),
        ("Tây Ninh", Letterhead("tỉnh", "Tây Ninh")),
    ],
)
def test_the_letterhead_is_that_of_the_peoples_committee(organisation: str, head: Letterhead) -> None:
    """However the setting writes the province."""
    assert rules.letterhead(organisation) == head


def test_the_issuer_is_written_out() -> None:
    """As running text has it."""
    assert rules.letterhead("Tỉnh Tây Ninh").issuer == "Ủy ban nhân dân tỉnh Tây Ninh"


def test_roman_numbers_of_headings() -> None:
    """As many areas as a programme may have."""
    assert [rules.roman(n) for n in (1, 3, 4, 7, 9, 14, 20)] == ["I", "III", "IV", "VII", "IX", "XIV", "XX"]


@pytest.mark.parametrize(
    ("said", "continued"),
    [
        ("Thiếu nhân lực.", "thiếu nhân lực."),
        ("Đơn vị chậm.", "đơn vị chậm."),
        ("Luật Đất đai mới ban hành.", "Luật Đất đai mới ban hành."),
        ("GIS chưa có.", "GIS chưa có."),
        ("", ""),
    ],
)
def test_a_sentence_goes_on_after_a_colon(said: str, continued: str) -> None:
    """Small unless it opens with a name."""
    assert rules.lowered(said) == continued


def test_a_long_title_breaks_where_it_breathes() -> None:
    """Before a bracket or the years; a title that fits stays on one line."""
    name = "Chương trình tổng thể cải cách hành chính nhà nước giai đoạn 2021-2030 (Nghị quyết số 76/NQ-CP)"
    assert rules.in_lines(name) == [
        "Chương trình tổng thể cải cách hành chính nhà nước",
        "giai đoạn 2021-2030 (Nghị quyết số 76/NQ-CP)",
    ]
    assert rules.in_lines("Chuyển đổi số giai đoạn 2025-2030") == ["Chuyển đổi số giai đoạn 2025-2030"]
    assert all(len(line) <= 62 for line in rules.in_lines("nhiệm vụ " * 40))


def test_a_sentence_inside_another_loses_its_full_stop() -> None:
    """The outer sentence has its own."""
    assert rules.unstopped("Xem xét, quyết định.") == "Xem xét, quyết định"
