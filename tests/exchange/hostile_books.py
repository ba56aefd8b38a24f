"""Workbooks that must not come in: what they are, and how their refusal begins."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
MACRO_KIND = "application/vnd.ms-excel.sheet.macroEnabled.main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}sheet.main+xml"/></Types>'
)
MB = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def links(*kinds_and_targets: tuple[str, str]) -> str:
    """The relations of a part: rId1, rId2, …"""
    inside = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds_and_targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def sheet(rows: str, after: str = "") -> str:
    """A sheet's part."""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def book(names: int = 1) -> str:
    """A workbook's part that names so many sheets, all of them the first."""
    inside = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(names))
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{inside}</sheets></workbook>'


def parts(rows: str = "", more: dict[str, str | bytes] | None = None) -> dict[str, str | bytes]:
    """The parts of a small workbook, some of them others."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book(),
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet(rows or '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>STT</t></si></sst>',
        **(more or {}),
    }


def packed(content: dict[str, str | bytes], method: int = ZIP_DEFLATED) -> bytes:
    """The file."""
    made = BytesIO()
    with ZipFile(made, "w", method) as file:
        for name, part in content.items():
            file.writestr(name, part)
    return made.getvalue()


def small(rows: str = "", /, **more: str | bytes) -> bytes:
    """A workbook with some parts others: s the first sheet, t the shared texts, b the workbook."""
    where = {"s": "xl/worksheets/sheet1.xml", "t": "xl/sharedStrings.xml", "b": "xl/workbook.xml"}
    return packed(parts(rows, {where.get(name, name): part for name, part in more.items()}))


def twice() -> bytes:
    """Two parts of one name: programs differ on which they read."""
    made = BytesIO(small())
    with ZipFile(made, "a") as file:
        file.writestr("XL/worksheets/sheet1.xml", sheet(""))
    return made.getvalue()


def lying() -> bytes:
    """A list that tells of a part of many megabytes that it is small."""
    size = 30 * MB + 7
    made = bytearray(small(s=b" " * size))
    where = made.find(size.to_bytes(4, "little"))
    while where >= 0:
        made[where : where + 4] = (900).to_bytes(4, "little")
        where = made.find(size.to_bytes(4, "little"))
    return bytes(made)


def locked() -> bytes:
    """Parts marked as encrypted."""
    made = bytearray(small())
    where = made.find(b"PK\x01\x02")
    while where >= 0:
        made[where + 8] |= 1
        where = made.find(b"PK\x01\x02", where + 4)
    return bytes(made)


def beyond() -> bytes:
    """A second list of parts, of the kind for files beyond 4 GB, with 60,000 of them."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as file:
        for n in range(60_000):
            file.writestr(f"x/{n}", b"")
    whole = made.getvalue()
    end = whole.rfind(b"PK\x05\x06")
    size, start = struct.unpack("<II", whole[end + 12 : end + 20])
    long = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 60_000, 60_000, size, start)
    found = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    few = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 3, 3, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return whole[:end] + long + found + few


def doctype(text: str = "") -> str:
    """A sheet that names a text from elsewhere."""
    inside = text or '<!ENTITY x SYSTEM "file:///etc/passwd">'
    return sheet('<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>').replace(
        "<worksheet", f"<!DOCTYPE a [{inside}]><worksheet", 1
    )


LAUGHS = '<!ENTITY x0 "ha">' + "".join(f'<!ENTITY x{n} "{chr(38)}x{n - 1};">' for n in range(1, 9))
CELL = '<c r="{at}" t="s"><v>0</v></c>'


def texts(size: int, times: int) -> bytes:
    """A shared text of some length, shown many times."""
    shown = "<row>" + '<c t="s"><v>0</v></c>' * 20 + "</row>"
    rows = shown * (times // 20)
    return small(rows, t=f'<sst xmlns="{MAIN}"><si><t>{"x" * size}</t></si></sst>')


def merged(times: int) -> bytes:
    """As many ranges over everything as fit."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="CA{n}"><v>1</v></c></row>' for n in range(1, 2001)
    )
    ranges = "".join(f'<mergeCell ref="A{n % 2000 + 1}:XFD1048576"/>' for n in range(times))
    return small(s=sheet(rows, f"<mergeCells>{ranges}</mergeCells>"))


def hostile() -> dict[str, tuple[bytes, str]]:
    """Each file by its name, and words of its refusal."""
    corner = f'<row r="1">{CELL.format(at="A1")}</row><row r="1048576">{CELL.format(at="XFD1048576")}</row>'
    wide = f'<row r="1">{CELL.format(at="A1")}{CELL.format(at="XFD1")}</row>'
    broken, macros, foreign, text, far = "hỏng", "macro", "DTD", "không phải", "nằm xa"
    return {
        "nothing": (b"", "trống"),
        "a text": (b"STT,Nhi\xe1\xbb\x87m v\xe1\xbb\xa5\n1,A\n" * 9, text),
        "a web page": (b"<html><table><tr><td>1</td></tr></table></html>", text),
        "a Word file": (packed({"[Content_Types].xml": TYPES.replace("sheet.main", "document.main")}), text),
        "a package of something": (packed({"a.txt": "a"}), text),
        "half a file": (small()[:-200], broken),
        "xls in disguise, or a password": (OLE, "mật khẩu"),
        "parts with a password": (locked(), "mật khẩu"),
        "11 MB": (small() + bytes(11 * MB), "MB"),
        "zip bomb": (small(s=b" " * 300 * MB), "quá nhiều"),
        "zip bomb in many parts": (small(**{f"xl/p{n}.bin": bytes(4 * MB) for n in range(40)}), "quá nhiều"),
        "lying sizes": (lying(), ""),
        "a list of 60,000 parts": (packed({f"x/{n}": "" for n in range(60_000)}, ZIP_STORED), "quá nhiều"),
        "a list beyond 4 GB": (beyond(), broken),
        "duplicate names": (twice(), broken),
        "a name that leads out": (small(**{"../../etc/cron.d/x": "x"}), broken),
        "XXE": (small(s=doctype()), foreign),
        "XXE in shared texts": (small(t=doctype()), foreign),
        "XXE in the other alphabet": (small(s=("\ufeff" + doctype()).encode("utf-16-le")), foreign),
        "a part in the other alphabet": (small(s=("\ufeff" + sheet("")).encode("utf-16-le")), broken),
        "billion laughs": (small(s=doctype(LAUGHS)), foreign),
        "XXE in a part of another name": (
            small(**{"xl/s.bin": doctype(), "xl/_rels/workbook.xml.rels": links(("worksheet", "s.bin"))}),
            broken,
        ),
        "macros": (small(**{"xl/vbaProject.bin": OLE}), macros),
        "xlsm in disguise": (
            small(**{"[Content_Types].xml": TYPES.replace(f"{KIND}sheet.main", MACRO_KIND)}),
            macros,
        ),
        "sparse corner": (small(corner), far),
        "sparse corner, wide": (small(wide), far),
        "shared-string bomb": (texts(32_000, 200_000), "quá nhiều"),
        "long shared texts": (small(t=f'<sst><si><t>{"x" * 40 * MB}</t></si></sst>'), "quá nhiều"),
        "65,535 sheets": (small(b=book(65_535)), "trang tính"),
        "65,535 sheets with parts": (
            packed(parts("", {f"xl/sheet{n}.xml": "<a/>" for n in range(2, 65_535)}), ZIP_STORED),
            "",
        ),
        "billion rows": (small("<row/>" * 1_000_000), "quá nhiều"),
        "rows that hold little": (small('<row><c><v>1</v></c></row>' * 30_000), "quá nhiều"),
        "cells without end": (small("<row>" + "<c/>" * 2_000_000 + "</row>"), "quá nhiều"),
        "many merged ranges": (merged(50_000), "quá nhiều"),
        "deep merged ranges": (merged(10_000), "quá nhiều"),
        "a row twice": (small('<row r="2"><c r="A2"><v>1</v></c></row>' * 2), broken),
        "a text that is not there": (small('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), broken),
        "broken relations": (small(**{"xl/_rels/workbook.xml.rels": "<x"}), broken),
        "numbers without end": (small(f'<row r="{"9" * 5000}"><c r="A1"><v>1</v></c></row>'), broken),
    }  # fmt: skip
