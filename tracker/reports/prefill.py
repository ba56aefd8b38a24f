"""The narrative of a report before anybody edits it, pieced from what agencies wrote. Pure."""

from collections.abc import Sequence

from tracker.reports.content import DIFFICULTIES, Content, Previous
from tracker.reports.rules import counted, joined, points, rated
from tracker.reports.summary import Group, ProgressSummary, Row
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS
from tracker.words import decree_day

NOTHING = "Chưa có nội dung do cơ quan chủ trì báo cáo."
NOT_LISTED = (
    "Nội dung do các cơ quan chủ trì báo cáo đối với từng nhiệm vụ nêu tại danh mục đầy đủ trên hệ thống."
)
KINDS = {"objective": "a) Nguyên nhân khách quan", "subjective": "b) Nguyên nhân chủ quan"}


def texts(content: Content) -> dict[str, str]:
    """Every text of a report as it is printed: kept, or pieced together now; what was edited before both."""
    return {**(content.texts or prefilled(content.summary, content.previous)), **content.sections}


def prefilled(summary: ProgressSummary, previous: Previous | None) -> dict[str, str]:
    """Each section, and ``difficulties.<kind>``, to its text: a paragraph a line, points begin with "- ".

    Of a programme too long to be listed only what its figures tell is said.
    """
    found = {
        "direction": _direction(summary, previous),
        "results": _results(summary.by_agency),
        "difficulties": _difficulties(summary),
        "causes": _causes(summary),
        "responsibility": _responsibility(summary.by_agency),
        "forecast": _forecast(summary),
        "next": _next(summary),
        "proposals": _proposals(summary),
    }
    for kind in DIFFICULTIES:
        found[f"difficulties.{kind}"] = _lines(points(_met(summary, kind), "difficulties") or [NOTHING])
    return found


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines if line)


def _direction(s: ProgressSummary, previous: Previous | None) -> str:
    total = s.total.total
    lines = [
        (
            f"Tổng số nhiệm vụ theo dõi là {counted(total)}, thuộc {counted(len(s.by_area))} lĩnh vực, do "
            f"{counted(len(s.by_agency))} cơ quan, địa phương chủ trì; mỗi nhiệm vụ có một cơ quan "
            f"chủ trì chịu "
            "trách nhiệm."
        )
    ]
    more = total - previous.total.total if previous else 0
    if previous and more:
        lines.append(
            f"So với báo cáo số liệu đến ngày {decree_day(previous.as_of)}, số nhiệm vụ theo dõi "
            f"{'tăng' if more > 0 else 'giảm'} {counted(abs(more))} nhiệm vụ."
        )
    if s.is_whole and s.total.open:
        heard = s.total.open - len(s.silent)
        lines.append(
            f"Trong {counted(s.silent_days)} ngày qua, {counted(heard)}/{counted(s.total.open)} nhiệm vụ "
            "đang thực hiện được giao hoặc được cơ quan chủ trì cập nhật tiến độ."
        )
    return _lines(lines)


def _results(agencies: Sequence[Group]) -> str:
    whole = [one.name for one in agencies if one.figures.done == one.figures.total]
    lines = []
    if whole:
        lines.append(
            f"Có {counted(len(whole))} cơ quan đã được xác nhận hoàn thành toàn bộ nhiệm vụ chủ trì: "
            f"{joined(whole)}."
        )
    late = _late(agencies)
    lines.append(
        f"Có {counted(len(late))} cơ quan còn nhiệm vụ quá hạn: {'; '.join(late)}."
        if late
        else "Không có cơ quan nào còn nhiệm vụ quá hạn."
    )
    return _lines(lines)


def _late(agencies: Sequence[Group]) -> list[str]:
    """The agencies with overdue tasks, the most first."""
    found = sorted((one for one in agencies if one.figures.overdue), key=lambda one: -one.figures.overdue)
    return [f"{one.name} ({counted(one.figures.overdue)} nhiệm vụ)" for one in found]


def _met(s: ProgressSummary, kind: str) -> list[Row]:
    """Tasks not yet submitted whose lead agency wrote of a difficulty of one kind; "" is of no kind."""
    return [row for row in s.unfinished if row["difficulties"] and row["difficulty_kind"] == kind]


def _difficulties(s: ProgressSummary) -> str:
    if not s.is_whole:
        return NOT_LISTED
    found = [row for row in s.unfinished if row["cause_kind"] or row["difficulties"]]
    if not found:
        return "Các cơ quan chủ trì không báo cáo khó khăn, vướng mắc."
    lines = [
        (
            f"Có {counted(len(found))}/{counted(s.total.open)} nhiệm vụ đang thực hiện được cơ quan chủ trì "
            "báo cáo khó khăn, vướng mắc hoặc nguyên nhân."
        )
    ]
    return _lines(lines + points(_met(s, ""), "difficulties"))


def _causes(s: ProgressSummary) -> str:
    if not s.is_whole:
        return NOT_LISTED
    if not s.hindered:
        return "Các cơ quan chủ trì không báo cáo nguyên nhân."
    lines: list[str] = []
    for kind, name in KINDS.items():
        rows = s.caused(kind, s.hindered)
        others = [row for row in rows if row["bucket"] != "overdue"]
        late = len(rows) - len(others)
        told = f", trong đó {counted(late)} nhiệm vụ quá hạn đã nêu tại bảng nhiệm vụ quá hạn" if late else ""
        lines.append(f"{name}: {counted(len(rows))} nhiệm vụ{told}{':' if others else '.'}")
        lines += points(others, "cause_text")
    return _lines(lines)


def _responsibility(agencies: Sequence[Group]) -> str:
    late = _late(agencies)
    if not late:
        return "Không có nhiệm vụ quá hạn phải giải trình."
    return (
        "Người đứng đầu cơ quan chủ trì nhiệm vụ quá hạn chịu trách nhiệm giải trình nguyên nhân, xác định "
        f"thời điểm hoàn thành: {'; '.join(late)}."
    )


def _forecast(s: ProgressSummary) -> str:
    if not s.is_whole:
        return NOT_LISTED
    coming = len(s.due_this_year)
    has = (
        f"có {counted(coming)} nhiệm vụ đang thực hiện, trong hạn sẽ" if coming else "không còn nhiệm vụ nào"
    )
    lines = [f"Đến hết ngày 31/12/{s.as_of.year} {has} đến hạn.{_hoped(s, coming)}"]
    if s.forecasts:
        lines.append("Ước thực hiện do cơ quan chủ trì báo cáo:")
    return _lines(lines + points(s.forecasts, "forecast"))


def _hoped(s: ProgressSummary, coming: int) -> str:
    """What the rate becomes when everything that can be done this year is done, and what must come true."""
    hopes = (
        ("nhiệm vụ này được hoàn thành" if coming == 1 else "các nhiệm vụ này được hoàn thành", coming),
        (f"{counted(s.total.overdue)} nhiệm vụ quá hạn được hoàn thành", s.total.overdue),
        (f"{counted(s.total.awaiting)} nhiệm vụ chờ xác nhận được xác nhận", s.total.awaiting),
    )
    said = [hope for hope, count in hopes if count]
    if not said:
        return ""
    done = s.total.done + s.total.awaiting + s.total.overdue + coming
    whole = rated(done, s.total.total)
    return f" Nếu {joined(said)} thì số nhiệm vụ hoàn thành trên tổng số nhiệm vụ là {whole}."


def _next(s: ProgressSummary) -> str:
    lines = []
    if s.total.overdue:
        lines.append(f"Tập trung hoàn thành {counted(s.total.overdue)} nhiệm vụ quá hạn.")
    if s.is_whole and s.due_soon:
        lines.append(
            f"Bảo đảm hoàn thành đúng hạn {counted(len(s.due_soon))} nhiệm vụ đến hạn trong "
            f"{counted(DUE_SOON_DAYS)} ngày tới."
        )
    if s.total.awaiting:
        first = len(s.awaiting_long) if s.lists("awaiting") else 0
        told = (
            f", ưu tiên {counted(first)} nhiệm vụ đã chờ trên {counted(AWAITING_LONG_DAYS)} ngày"
            if first
            else ""
        )
        lines.append(f"Xem xét, xác nhận kết quả {counted(s.total.awaiting)} nhiệm vụ chờ xác nhận{told}.")
    if s.is_whole and s.silent:
        lines.append(f"Cập nhật tiến độ {counted(len(s.silent))} nhiệm vụ chậm cập nhật.")
    if not lines:
        lines.append("Tiếp tục thực hiện các nhiệm vụ được giao bảo đảm tiến độ, chất lượng.")
    return _lines([f"{n}. {line}" for n, line in enumerate(lines, 1)])


def _proposals(s: ProgressSummary) -> str:
    if not s.is_whole:
        return NOT_LISTED
    late = [row for row in s.overdue if row["proposal"]]
    others = [row for row in s.voiced if row["proposal"]]
    lines = []
    if late or others:
        told = " nêu tại bảng nhiệm vụ quá hạn" if late else ""
        told += " và các kiến nghị sau:" if late and others else " sau:" if others else "."
        lines.append(f"1. Xem xét, cho ý kiến đối với kiến nghị của các cơ quan chủ trì{told}")
        lines += points(others, "proposal")
    else:
        lines.append("1. Các cơ quan chủ trì không có kiến nghị.")
    if s.total.overdue:
        lines.append(
            "2. Chỉ đạo người đứng đầu các cơ quan còn nhiệm vụ quá hạn trực tiếp phụ trách, xác định "
            "thời điểm hoàn thành."
        )
    return _lines(lines)
