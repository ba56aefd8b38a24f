"""Tables of WordprocessingML: ruled ones with heads that repeat, and what only stands side by side. Pure."""

from collections.abc import Sequence

from tracker.reports.books.elements import Element
from tracker.reports.books.paragraphs import Look, Place, looked, paragraph, pieces, twips

UPRIGHT, ACROSS = 164.0, 251.0  # millimetres between the margins
SIZE = 12.0
# Widths in millimetres, as the style sheet has them; 0: what is left, shared.
WIDTHS: dict[str, tuple[float, ...]] = {
    "buckets": (24, 0, 0, 0, 0, 0, 19),
    "areas": (46, 12, 0, 0, 0, 0, 0, 0),
    "agencies": (9, 43, 12, 0, 0, 0, 0, 0, 0),
    "late": (9, 47, 29, 41, 0),
    "before": (0, 32, 32, 32),
    "indicators": (9, 52, 16, 16, 16, 17, 0),
    "annex": (68, 41, 24, 56, 24, 0),
    "peers": (88, 0, 0),
    "waiting": (9, 63, 26, 27, 0),
    "todo": (22, 0, 46),
    "figures": (0, 0, 0, 0, 0),
    "leads": (70, 0, 0, 0),
}
SIZES = {"agencies": 11, "late": 11, "indicators": 10.5, "annex": 10, "waiting": 11, "todo": 11, "leads": 11}
HEADS = {"agencies": 10, "areas": 10, "annex": 10}
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PLAIN = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right"))


def ruled(table: Element, across: bool = False) -> str:
    """A table of the report: its head repeats on each page, its rows are not torn."""
    kind = "annex" if across else next((name for name in WIDTHS if name in table.classes), "")
    columns = len(list(table.find("col"))) or max(len(row.elements) for row in table.find("tr"))
    widths = shared(WIDTHS.get(kind, ()) or (0.0,) * columns, ACROSS if across else UPRIGHT)
    rows = "".join(_row(row, part.tag == "thead", table, kind, widths) for part in table.elements
                   for row in part.elements if row.tag == "tr")  # fmt: skip
    return _table(widths, f"<w:tblBorders>{_EDGES}</w:tblBorders>", rows) + after(4)


def beside(cells: Sequence[Sequence[Sequence[str]]], widths: Sequence[float]) -> str:
    """Paragraphs side by side, without lines: rows of cells."""
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(one, width, _PLAIN) for one, width in zip(row, widths, strict=True))
        + "</w:tr>"
        for row in cells
    )
    return _table(widths, "", rows)


def after(points: float) -> str:
    """The room below a table: two tables without a paragraph between them would become one."""
    return paragraph([], Place(exact=points, after=0, before=0))


def shared(widths: Sequence[float], whole: float) -> list[float]:
    """Widths where those not given share what is left."""
    left, open_ones = whole - sum(widths), sum(not width for width in widths)
    return [width or left / open_ones for width in widths]


def _table(widths: Sequence[float], look: str, rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>{look}'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(row: Element, is_head: bool, table: Element, kind: str, widths: Sequence[float]) -> str:
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    heavy, at, cells = is_head or bool(row.classes & {"sum", "area"}), 0, ""
    size = HEADS.get(kind, SIZES.get(kind, SIZE)) if is_head else SIZES.get(kind, SIZE)
    for cell in row.elements:
        span = int(cell.attributes.get("colspan", 1))
        look = looked(cell, Look(bold=heavy or "sum" in cell.classes, size=size))
        middle = is_head or "middle" in cell.classes or (cell.tag == "td" and "counts" in table.classes)
        place = Place(align="center" if middle else "left", after=0, before=0, kept="area" in row.classes)
        lines = [paragraph(list(pieces(cell, look)), place)]
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        cells += _cell(lines, sum(widths[at : at + span]), "", spanned, "center" if is_head else "")
        at += span
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def _cell(lines: Sequence[str], width: float, edges: str, span: str = "", upright: str = "") -> str:
    borders = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
    stands = f'<w:vAlign w:val="{upright}"/>' if upright else ""
    marks = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{borders}{stands}'
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{''.join(lines) or paragraph([])}</w:tc>"
