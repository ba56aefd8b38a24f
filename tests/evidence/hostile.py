"""Files that must not come in, and names that must not be believed: what it is, its ending, its content."""

import io
import zipfile
import zlib

from tests.evidence.samples import GOOD, OFFICE, jpg, objects, package, pdf, png, relation, stream, zipped

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
RELS = "word/_rels/document.xml.rels"


def twice() -> bytes:
    """A package with two parts of one name: programs differ on which they read."""
    made = io.BytesIO(package("docx"))
    with zipfile.ZipFile(made, "a") as file:
        file.writestr("WORD/document.xml", b"<r/>")
    return made.getvalue()


def lying(size: int) -> bytes:
    """A package whose list says that a part of many megabytes is small."""
    made = bytearray(package("docx", {"word/big.xml": bytes(size)}))
    where = made.find(size.to_bytes(4, "little"))
    while where >= 0:
        made[where : where + 4] = (10).to_bytes(4, "little")
        where = made.find(size.to_bytes(4, "little"))
    return bytes(made)


def bomb() -> bytes:
    """40 MB of nothing in 40 kB."""
    return package("xlsx", {f"xl/worksheets/sheet{n}.xml": bytes(4_000_000) for n in range(10)})


def locked() -> bytes:
    """A package whose parts are marked as encrypted."""
    made = bytearray(package("docx"))
    where = made.find(b"PK\x01\x02")
    while where >= 0:
        made[where + 8] |= 1
        where = made.find(b"PK\x01\x02", where + 4)
    return bytes(made)


def utf16(text: str) -> bytes:
    """An XML part in the other alphabet."""
    return ("\ufeff" + text).encode("utf-16-le")


def word(part: str, content: bytes) -> tuple[str, bytes]:
    """A Word file with one part more."""
    return "docx", package("docx", {part: content})


def excel(part: str, content: bytes) -> tuple[str, bytes]:
    """A workbook with one part more."""
    return "xlsx", package("xlsx", {part: content})


def away(kind: str, target: str) -> tuple[str, bytes]:
    """A Word file with a relation to something outside it."""
    return word(RELS, relation(kind, target, "External"))


HOSTILE: dict[str, tuple[str, bytes]] = {
    # one kind under another's name
    "program as pdf": ("pdf", b"MZ\x90\0" + bytes(200)),
    "page as pdf": ("pdf", b"<!doctype html><script>alert(1)</script>"),
    "svg as png": ("png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "zip as jpg": ("jpg", zipped({"a": b"b"})),
    "zip as docx": ("docx", zipped({"a.txt": b"b"})),
    "docx as xlsx": ("xlsx", GOOD["docx"]),
    "xlsx as docx": ("docx", GOOD["xlsx"]),
    "old or locked word": ("docx", OLE),
    "old or locked excel": ("xlsx", OLE),
    "virus test": ("pdf", EICAR),
    # two things in one
    "page hidden in jpg": ("jpg", jpg(comment=b"<html><script>alert(1)</script>")),
    "php hidden in jpg": ("jpg", jpg(comment=b"<?php system($_GET[0]);")),
    "pdf hidden in jpg": ("jpg", jpg(comment=b"%PDF-1.4")),
    "zip behind jpg": ("jpg", jpg(behind=zipped({"a": b"b"}))),
    "zip behind pdf": ("pdf", GOOD["pdf"] + zipped({"a": b"b"})),
    "page at the head of a pdf": ("pdf", GOOD["pdf"].replace(b"%\xe2", b"<script>alert(1)</script>%\xe2", 1)),
    "pdf behind other bytes": ("pdf", b"\0\0\0\0" + GOOD["pdf"]),
    "zip before docx": ("docx", zipped({"a": b"b"}) + GOOD["docx"]),
    "bytes behind docx": ("docx", GOOD["docx"] + b"more"),
    "bytes behind png": ("png", png(behind=b"cut away")),
    # pdf that acts or carries
    "pdf script": ("pdf", pdf(b"5 0 obj\n" + SCRIPT + b"\nendobj\n")),
    "pdf script in other letters": ("pdf", pdf(b"5 0 obj\n<</S/Java#53cript/#4aS(x)>>\nendobj\n")),
    "pdf script in objects": ("pdf", pdf(objects(b"5 0 " + SCRIPT))),
    "pdf script in objects in other letters": ("pdf", pdf(objects(b"5 0 " + SCRIPT, b"/Type/#4fbjStm"))),
    "pdf objects nobody can read": ("pdf", pdf(objects(b"5 0 x", b"/Type/ObjStm/Filter[/LZWDecode]", False))),
    "pdf objects twice packed": (
        "pdf",
        pdf(b"9 0 obj\n" + stream(zlib.compress(SCRIPT), b"/Type/ObjStm").replace(
            b"/Filter/FlateDecode", b"/Filter[/FlateDecode/FlateDecode]") + b"\nendobj\n"),
    ),
    "pdf objects without measure": ("pdf", pdf(objects(bytes(9_000_000)))),
    "pdf objects broken": ("pdf", pdf(objects(b"x").replace(b"stream\nx\x9c", b"stream\nx\x9d"))),
    "pdf program": ("pdf", pdf(b"5 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\n")),
    "pdf with a file inside": ("pdf", pdf(b"5 0 obj\n<</Type/EmbeddedFile/Length 0>>\nendobj\n")),
    "pdf form that sends": ("pdf", pdf(b"5 0 obj\n<</S/SubmitForm/F(http://x)>>\nendobj\n")),
    "pdf media": ("pdf", pdf(b"5 0 obj\n<</Subtype/RichMedia>>\nendobj\n")),
    "pdf locked": ("pdf", pdf(trailer=b"/Encrypt 8 0 R")),
    "pdf cut short": ("pdf", GOOD["pdf"][:-30]),
    # packages that act, fetch or burst
    "docx macro": word("word/vbaProject.bin", OLE),
    "docm renamed": ("docx", package("docx", types="application/vnd.ms-word.document.macroEnabled.main+xml")),
    "dotx renamed": ("docx", package("docx", types=f"{OFFICE}wordprocessingml.template.main+xml")),
    "xlsm renamed": ("xlsx", package("xlsx", types="application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    "xlsb renamed": ("xlsx", package("xlsx", types="application/vnd.ms-excel.sheet.binary")),
    "excel 4 macros": excel("xl/macrosheets/sheet1.xml", b"<r/>"),
    "activex": word("word/activeX/activeX1.xml", b"<r/>"),
    "ole object": word("word/embeddings/oleObject1.bin", OLE),
    "program inside": word("word/embeddings/x.exe", b"MZ"),
    "macro in a workbook inside": word("word/embeddings/a.xlsx", excel("xl/vbaProject.bin", OLE)[1]),
    "package in a package in a package": word(
        "word/embeddings/a.docx", word("word/embeddings/b.docx", GOOD["docx"])[1]
    ),
    "template from elsewhere": away("attachedTemplate", "http://x.vn/a.dotm"),
    "picture from a share": away("image", "\\\\10.0.0.1\\a\\b.png"),
    "picture from file://host": away("image", "file://10.0.0.1/a.png"),
    "dde": excel("xl/externalLinks/externalLink1.xml", b'<x><ddeLink ddeService="cmd"/></x>'),
    "entities": word("word/a.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
    "entities in utf-16": word("word/a.xml", utf16('<!DOCTYPE x [<!ENTITY a "b">]><x/>')),
    "way out": word("../../x.xml", b"<r/>"),
    "root": word("/etc/x.xml", b"<r/>"),
    "two of one name": ("docx", twice()),
    "no list of kinds": ("docx", zipped({"word/document.xml": b"<r/>"})),
    "bomb": ("xlsx", bomb()),
    "bomb that lies": ("docx", lying(12_345_678)),
    "too many parts": ("docx", package("docx", {f"word/{n}.xml": b"" for n in range(3_100)})),
    "locked parts": ("docx", locked()),
    "docx cut short": ("docx", GOOD["docx"][:-40]),
    "docx spoilt": ("docx", GOOD["docx"].replace(b"PK\x03\x04", b"PK\x03\x05", 3)),
    "broken relations": word(RELS, b"<a><b>"),
    # pictures
    "png cut short": ("png", GOOD["png"][:-6]),
    "png spoilt": ("png", GOOD["png"].replace(b"IDAT", b"IDAU")),
    "png of a billion dots": ("png", png(40_000, 40_000)),
    "png that says it is longer": ("png", GOOD["png"][:33] + b"\xff\xff\xff\xffIDAT"),
    "jpg cut short": ("jpg", GOOD["jpg"][:-2]),
    "jpg of a billion dots": ("jpg", jpg(40_000, 40_000)),
    "jpg of nothing": ("jpg", b"\xff\xd8\xff\xd9"),
}  # fmt: skip

# What may look odd and is what offices have.
FINE: dict[str, tuple[str, bytes]] = {
    "a link to click": away("hyperlink", "https://tayninh.gov.vn"),
    "the author's own template": away("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
    "figures of another workbook": excel(
        "xl/externalLinks/_rels/externalLink1.xml.rels", relation("externalLinkPath", "/a/b.xlsx", "External")
    ),
    "a chart's workbook": word("word/embeddings/a.xlsx", GOOD["xlsx"]),
    "a printer's settings": excel("xl/printerSettings/printerSettings1.bin", b"\0" * 90),
    "objects in a stream": ("pdf", pdf(objects(b"5 0 <</Type/Font/JS 1>>"))),
    "words about scripts": ("pdf", pdf(text="/JavaScript (app) /Launch")),
    "what a camera writes behind": ("jpg", jpg(behind=b"SEFT" + bytes(300))),
}  # fmt: skip

NAMES = {
    "Biên bản kết nối thử nghiệm 6 huyện.pdf": "Biên bản kết nối thử nghiệm 6 huyện.pdf",
    "Bie\u0302n ba\u0309n.PDF": "Biên bản.PDF",
    "C:\\Users\\lan\\QĐ 12.docx": "QĐ 12.docx",
    "../../etc/passwd.pdf": "passwd.pdf",
    "a/b/../ảnh.jpeg": "ảnh.jpeg",
    "bao\u202ecáo.pdf": "baocáo.pdf",
    "b\u200bá\ufeffo.xlsx": "báo.xlsx",
    "x\x00\x1b[31m.pdf": "x[31m.pdf",
    ' "q" <a>?.png ': "_q_ _a__.png",
    "BC 2024.10.31 (lần 2).pdf": "BC 2024.10.31 (lần 2).pdf",
    "x.pdf. . ": "x.pdf",
    "dài " * 90 + "hết.pdf": ("dài " * 90)[:196] + ".pdf",
}
NO_NAMES = (
    "", "pdf", ".pdf", "x", "x.", "x.exe", "x.pdf.exe", "x.exe.pdf", "bao\u202efdp.exe", "x.pdf\x00.exe",
    "x.docm", "x.svg", "x.html", "x.doc", "x.xls", "x.zip", "x.html.png", "x.ｐｄｆ", "x.pdf/", "..",
    "x.php.jpg", "x.xlsm.xlsx",
)  # fmt: skip
