"""Small files of every kind, as programs make them, and the ways to spoil them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

MAIN = {
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
}
OFFICE = "application/vnd.openxmlformats-officedocument."
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def pdf(objects: bytes = b"", trailer: bytes = b"", text: str = "x") -> bytes:
    """A PDF of one page, and what else is to stand in it."""
    found = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for body in (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        stream(text.encode()),
    ):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (len(places), body)
    found += objects
    start = len(found)
    found += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return found + b"trailer\n<</Size 5/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def stream(content: bytes, about: bytes = b"", packed: bool = True) -> bytes:
    """A stream object of a PDF."""
    kept = zlib.compress(content) if packed else content
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (about, how, len(kept), kept)


def objects(content: bytes, about: bytes = b"/Type/ObjStm/N 1/First 4", packed: bool = True) -> bytes:
    """An object stream that holds ``content``."""
    return b"9 0 obj\n%s\nendobj\n" % stream(content, about, packed)


def png(width: int = 1, height: int = 1, behind: bytes = b"") -> bytes:
    """A picture; its size is what it says, its dots are one."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"\0\xff")
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", dots) + _chunk(b"IEND", b"") + behind
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpg(width: int = 1, height: int = 1, comment: bytes = b"", behind: bytes = b"") -> bytes:
    """A picture's frame: marks, sizes and an end, with no dots worth showing."""
    frame = b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    marks = [
        (0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        (0xFE, comment),
        (0xC0, frame),
        (0xDA, b"\1\1\0\0\x3f\0"),
    ]
    body = b"".join(struct.pack(">BBH", 0xFF, mark, len(said) + 2) + said for mark, said in marks if said)
    return b"\xff\xd8" + body + b"\x12\x34\xff\xd9" + behind


def package(kind: str, more: Mapping[str, bytes] | None = None, **changes: str) -> bytes:
    """A Word or Excel file of one empty part, and what else is to lie in it."""
    what, main = MAIN[kind]
    types = changes.get("types", f"{OFFICE}{what}.main+xml")
    told = (
        f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{types}"/></Types>'
    )
    parts = {
        "[Content_Types].xml": told.encode(),
        "_rels/.rels": relation("officeDocument", main),
        main: b'<?xml version="1.0"?><r xmlns="x"/>',
        **(more or {}),
    }
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts in a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def relation(kind: str, target: str, mode: str = "") -> bytes:
    """A list of one relation."""
    how = f' TargetMode="{mode}"' if mode else ""
    return (
        f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATION}{kind}" Target="{target}"{how}/></Relationships>'
    ).encode()


GOOD = {"pdf": pdf(), "docx": package("docx"), "xlsx": package("xlsx"), "jpg": jpg(), "png": png()}
