"""Nghị định 30/2020/NĐ-CP, Phụ lục I, as numbers, and what a printed report measures beside them."""

from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from tests.reports.paper import POINT, Paper, Sheet, Word

BOLD, ITALIC, PLAIN, BOLD_ITALIC = "Tinos-Bold", "Tinos-Italic", "Tinos", "Tinos-Bold-Italic"
SINGLE = 1.149 * 14 * POINT  # a line of 14 pt Tinos, set solid, in millimetres


@dataclass(frozen=True)
class Component:
    """A component of the decree's table: how its line opens, its face, its least and largest size."""

    name: str
    opening: str
    font: str
    least: int
    largest: int


COMPONENTS = (
    Component("1 Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD, 12, 13),
    Component("1 Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc", BOLD, 13, 14),
    Component("2 cơ quan ban hành", "TỈNH TÂY NINH", BOLD, 12, 13),
    Component("3 Số", "Số:", PLAIN, 13, 13),
    Component("3 ký hiệu", "/BC-UBND", PLAIN, 13, 13),
    Component("4 địa danh, ngày", "Tây Ninh, ngày", ITALIC, 13, 14),
    Component("5a tên loại", "BÁO CÁO", BOLD, 13, 14),
    Component("5a trích yếu", "(số liệu tính đến hết ngày", BOLD, 13, 14),
    Component("6 mục", "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", BOLD, 13, 14),
    Component("6 khoản có tiêu đề", "1. Kết quả chung", BOLD, 13, 14),
    Component("6 nội dung", "Tổng số nhiệm vụ theo dõi là", PLAIN, 13, 14),
    Component("7a quyền hạn", "TM. ỦY BAN NHÂN DÂN", BOLD, 13, 14),
    Component("7a chức vụ", "CHỦ TỊCH", BOLD, 13, 14),
    Component("7b họ tên", "Nguyễn Văn Minh", BOLD, 13, 14),
    Component("9b Nơi nhận", "Nơi nhận:", BOLD_ITALIC, 12, 12),
    Component("9b danh sách", "- Lưu: VT.", PLAIN, 11, 11),
    Component("phụ lục I", "Phụ lục I", BOLD, 14, 14),
    Component("phụ lục I, tên", "KẾT QUẢ THỰC HIỆN NHIỆM VỤ", BOLD, 13, 14),
    Component("phụ lục, kèm theo", "(Kèm theo Báo cáo số", ITALIC, 13, 14),
    Component("phụ lục II", "Phụ lục II", BOLD, 14, 14),
)

# What is measured, its least and its largest; millimetres unless the name says otherwise.
MEASURES: dict[str, tuple[float, float]] = {
    "left margin": (29.9, 35),
    "right margin": (15, 20),
    "top margin": (19.5, 25),
    "bottom margin": (19.9, 25),
    "annex left margin": (29.9, 35),
    "annex right margin": (15, 20),
    "indent of a paragraph": (9.9, 12.8),
    "pitch of lines, of single": (1, 1.5),
    "between paragraphs, points": (5.9, 12),
    "Quốc hiệu starts right of the middle column": (90, 100),
    "Tiêu ngữ off the middle of Quốc hiệu": (0, 0.5),
    "line under Tiêu ngữ, of its text": (0.97, 1.03),
    "line under the issuer, of its text": (1 / 3, 1 / 2),
    "line under the subject, of its text": (1 / 3, 1 / 2),
    "number and day, off one line": (0, 1),
    "title off the middle": (0, 0.5),
    "Nơi nhận off the left edge": (0, 0.3),
    "Nơi nhận below the powers": (-1, 2),
    "room for signature and seal": (25, 40),
    "name off the middle of the powers": (0, 0.5),
    "annex number off the middle": (0, 0.5),
    "page number, points": (13, 14),
    "page number off the middle": (0, 0.3),
}


def faults(paper: Paper) -> list[str]:
    """Everything in which a report differs from the decree, by name."""
    found = []
    lines = [line for page in range(1, len(paper.sheets) + 1) for line in paper.lines(page)]
    for one in COMPONENTS:
        line = next((line for line in lines if line.text.startswith(one.opening)), None)
        if line is None:
            found.append(f"{one.name}: not there")
        elif line.font != one.font or not one.least <= line.size <= one.largest:
            found.append(f"{one.name}: {line.font} {line.size}")
    for name, measured in measured_on(paper).items():
        least, largest = MEASURES[name]
        if not least <= measured <= largest:
            found.append(f"{name}: {measured:.2f}")
    return found


def measured_on(paper: Paper) -> dict[str, float]:
    """What a report measures, by the names of ``MEASURES``."""
    return _page(paper) | _head(paper) | _sign(paper) | _numbers(paper)


def _page(paper: Paper) -> dict[str, float]:
    upright = [sheet for sheet in paper.sheets if not sheet.is_landscape]
    wide = [sheet for sheet in paper.sheets if sheet.is_landscape]
    start = found(upright[0], "Tổng số nhiệm vụ theo dõi")
    following = found(upright[0], "Trong 30 ngày qua,")
    tops = sorted({round(w.top, 2) for w in upright[0].body if start.top <= w.top <= following.top + 0.01})
    pitch = tops[1] - tops[0]
    return {
        "left margin": min(word.left for sheet in upright for word in sheet.body),
        "right margin": min(sheet.width - max(word.right for word in sheet.body) for sheet in upright),
        "top margin": min(word.top for sheet in upright for word in sheet.body),
        "bottom margin": min(
            sheet.height - max(word.bottom for word in sheet.body) for sheet in paper.sheets
        ),
        "annex left margin": min(word.left for sheet in wide for word in sheet.body),
        "annex right margin": min(sheet.width - max(word.right for word in sheet.body) for sheet in wide),
        "indent of a paragraph": start.left - 30,
        "pitch of lines, of single": pitch / SINGLE,
        "between paragraphs, points": (tops[-1] - tops[-2] - pitch) / POINT,
    }


def _head(paper: Paper) -> dict[str, float]:
    sheet = paper.sheets[0]
    nation, motto = (
        found(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        found(sheet, "Độc lập - Tự do - Hạnh phúc"),
    )
    issuer, number = found(sheet, "ỦY BAN NHÂN DÂN"), found(sheet, "Số:")
    day, kind = found(sheet, "Tây Ninh, ngày"), found(sheet, "BÁO CÁO")
    last = found(sheet, "(số liệu tính đến hết ngày 06/11/2024)")
    subject = [line for line in paper.lines(1) if line.font == BOLD]
    widest = max(line.width for line in subject if kind.top < line.top <= last.top + 1)
    return {
        "Quốc hiệu starts right of the middle column": nation.left,
        "Tiêu ngữ off the middle of Quốc hiệu": abs(middle(nation) - middle(motto)),
        "line under Tiêu ngữ, of its text": under(paper, motto) / (motto.right - motto.left),
        "line under the issuer, of its text": under(paper, found(sheet, "TỈNH TÂY NINH"))
        / (issuer.right - issuer.left),
        "line under the subject, of its text": under(paper, last) / widest,
        "number and day, off one line": abs(number.bottom - day.bottom),
        "title off the middle": abs(middle(kind) - (30 + 194) / 2),
    }


def _sign(paper: Paper) -> dict[str, float]:
    sheet = next(sheet for sheet in paper.sheets if sheet.reads("Nơi nhận:"))
    powers, post = found(sheet, "TM. ỦY BAN NHÂN DÂN"), found(sheet, "CHỦ TỊCH")
    name, to = found(sheet, "Nguyễn Văn Minh"), found(sheet, "Nơi nhận:")
    annex = next(sheet for sheet in paper.sheets if sheet.reads("Phụ lục I KẾT QUẢ"))
    return {
        "Nơi nhận off the left edge": abs(to.left - 30),
        "Nơi nhận below the powers": to.top - powers.top,
        "room for signature and seal": name.top - post.bottom,
        "name off the middle of the powers": abs(middle(name) - middle(powers)),
        "annex number off the middle": abs(middle(found(annex, "Phụ lục I")) - (30 + 194) / 2),
    }


def _numbers(paper: Paper) -> dict[str, float]:
    shown = [(n, sheet, sheet.number) for n, sheet in enumerate(paper.sheets, 1)]
    off = [abs(middle(word) - (30 + sheet.width - 16) / 2) for _n, sheet, word in shown if word is not None]
    page = next(n for n, _sheet, word in shown if word is not None)
    line = min((line for line in paper.lines(page) if line.text.isdigit()), key=lambda line: line.top)
    return {"page number, points": line.size, "page number off the middle": max(off)}


def found(sheet: Sheet, words: str) -> Word:
    """The box around words that follow each other on a page."""
    wanted = words.split()
    for n in range(len(sheet.words) - len(wanted) + 1):
        part = sheet.words[n : n + len(wanted)]
        if [word.text for word in part] == wanted:
            sides: tuple[tuple[str, Callable[..., float]], ...] = (
                ("left", min), ("top", min), ("right", max), ("bottom", max),
            )  # fmt: skip
            return Word(words, *(pick(getattr(word, side) for word in part) for side, pick in sides))
    raise AssertionError(f"“{words}” is not on the page")


def middle(box: Word) -> float:
    """Half way between a box's sides."""
    return (box.left + box.right) / 2


def under(paper: Paper, box: Word) -> float:
    """How long the drawn line is that stands next below a box on the first page, in its middle."""
    lines = [
        (top, right - left)
        for left, top, right in _drawn(paper)
        if box.bottom - 1 <= top <= box.bottom + 4 and abs((left + right) / 2 - middle(box)) < 2
    ]
    assert lines, box
    return min(lines)[1]


def _drawn(paper: Paper) -> list[tuple[float, float, float]]:
    """The thin level lines of the first page: left, top, right in millimetres."""
    page, height = paper.pdf.pages[0], paper.sheets[0].height
    matrix, kept, found = pikepdf.Matrix(), [], []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(matrix)
            case "Q":
                matrix = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(*(float(n) for n in operands)) @ matrix
            case "re":
                x, y, wide, high = (float(n) for n in operands)
                left, bottom = matrix.transform((x, y))
                right, top = matrix.transform((x + wide, y + high))
                if abs(top - bottom) < 2 and abs(right - left) > 10:
                    found.append((left * POINT, height - max(top, bottom) * POINT, right * POINT))
    return found
