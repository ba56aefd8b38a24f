"""A report beside the frozen one before it: what rose, what fell. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tracker.reports.content import Content
from tracker.reports.rules import counted, joined, lowered
from tracker.tasks.rules import BUCKETS
from tracker.words import decree_day, number, percent


@dataclass(frozen=True)
class Line:
    """One figure: what it is, then and now, by how much it changed."""

    name: str
    before: str
    now: str
    change: str


@dataclass(frozen=True)
class Compared:
    """The sentence and the lines of a comparison."""

    sentence: str
    lines: tuple[Line, ...]


def compared(content: Content, names: Mapping[str, str]) -> Compared | None:
    """How the figures changed since the frozen report before; None where there is none."""
    previous, total = content.previous, content.summary.total
    if previous is None:
        return None
    then = previous.total
    counts = [(names[bucket], then.count(bucket), total.count(bucket)) for bucket in BUCKETS]
    counts.append(("Tổng số nhiệm vụ", then.total, total.total))
    rates = (
        ("Tỷ lệ hoàn thành trên tổng số", then.rate_all, total.rate_all),
        ("Tỷ lệ hoàn thành trên số đã hoàn thành và quá hạn", then.rate_due, total.rate_due),
    )
    lines = [Line(name, number(a), number(b), signed(b - a)) for name, a, b in counts]
    lines += [Line(name, percent(a), percent(b), points(a, b)) for name, a, b in rates]
    moved = [f"{lowered(name)} {_moved(b - a)}" for name, a, b in counts[:-1] if a != b]
    told = joined(moved) if moved else "số nhiệm vụ ở các trạng thái không thay đổi"
    sentence = f"So với báo cáo số liệu tính đến hết ngày {decree_day(previous.as_of)}: {told}."
    return Compared(sentence, tuple(lines))


def _moved(change: int) -> str:
    return f"{'tăng' if change > 0 else 'giảm'} {counted(abs(change))} nhiệm vụ"


def signed(change: int) -> str:
    """A difference with its sign; none is 0."""
    return f"{'+' if change > 0 else '-' if change < 0 else ''}{number(abs(change))}"


def points(before: Decimal | None, now: Decimal | None) -> str:
    """How many points of per cent a rate moved, as the two rounded rates differ; "–" of an unknown one."""
    if before is None or now is None:
        return "–"
    change = _rounded(now) - _rounded(before)
    told = f"{abs(change)} điểm %".replace(".", ",")
    return f"{'+' if change > 0 else '-' if change < 0 else ''}{told}"


def _rounded(rate: Decimal) -> Decimal:
    return rate.quantize(Decimal("0.01"), ROUND_HALF_UP)
