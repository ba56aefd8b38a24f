"""Promises about documents in edXML: read whole or refused, taken in once, drafted into tasks, answered."""

import base64
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from defusedxml.ElementTree import fromstring

from tests.evidence.samples import pdf
from tests.tasks.moving import form_of
from tests.tasks.reading import a_user, main_of
from tests.web.site import Browser
from tracker.database import execute, row, value
from tracker.database.engine import Engine
from tracker.exchange.edxml import opening, reading
from tracker.exchange.edxml.opening import opened
from tracker.exchange.edxml.reading import read
from tracker.exchange.edxml.rules import NAMESPACE, full_number, status_of
from tracker.refusal import Refused

OFFICE = "vpub.dieuphoi1"
HEADER = """<edXML:MessageHeader>
<edXML:From><edXML:OrganId>000.00.00.G22</edXML:OrganId>
<edXML:OrganName>Văn phòng Chính phủ</edXML:OrganName></edXML:From>
<edXML:To><edXML:OrganId>000.00.00.H53</edXML:OrganId>
<edXML:OrganName>UBND tỉnh Tây Ninh</edXML:OrganName></edXML:To>
<edXML:DocumentId>000.00.00.G22,2024/10/30,7816/VPCP-TTĐT</edXML:DocumentId>
<edXML:Code><edXML:CodeNumber>7816</edXML:CodeNumber>
<edXML:CodeNotation>VPCP-TTĐT</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place>
<edXML:PromulgationDate>2024/10/30</edXML:PromulgationDate></edXML:PromulgationInfo>
<edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
<edXML:Subject>V/v rà soát &lt;thủ tục&gt; liên thông</edXML:Subject>
<edXML:SignerInfo><edXML:FullName>Nguyễn Văn A</edXML:FullName></edXML:SignerInfo>
<edXML:DueDate>2024/12/20</edXML:DueDate></edXML:MessageHeader>"""


def envelope(header: str = HEADER, business: int = 0, files: dict[str, bytes] | None = None) -> bytes:
    """An envelope as senders make it."""
    inside = "".join(
        f"<Attachment><AttachmentName>{name}</AttachmentName><edXML:ContentTransferEncoded>"
        f"{base64.encodebytes(content).decode()}</edXML:ContentTransferEncoded></Attachment>"
        for name, content in (files or {}).items()
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NAMESPACE}" xmlns:edXML="{NAMESPACE}"><edXML:edXMLEnvelope><edXML:edXMLHeader>{header}
<edXML:TraceHeaderList><edXML:Bussiness><edXML:BussinessDocType>{business}</edXML:BussinessDocType>
<edXML:BussinessDocReason>Lý do</edXML:BussinessDocReason></edXML:Bussiness></edXML:TraceHeaderList>
</edXML:edXMLHeader></edXML:edXMLEnvelope><AttachmentEncoded>{inside}</AttachmentEncoded></edXML>""".encode()


async def a_document() -> None:
    """Document 1, taken in by the office, with file 1 and status file 1."""
    office = await a_user(OFFICE)
    place = (await sent(office, envelope(files={"a.pdf": pdf()}))).headers["location"]
    await answered(office, place, code="03", description="")


def written(tmp_path: Path, content: bytes) -> Path:
    """A file of this content."""
    path = tmp_path / "document.edxml"
    path.write_bytes(content)
    return path


async def sent(browser: Browser, content: bytes) -> httpx.Response:
    """Somebody sends a file on the page of documents."""
    await browser.meet("/documents")
    return await browser.post(
        "/documents", data={"csrf_token": browser.token}, files={"files": ("a.edxml", content)}
    )


async def answered(browser: Browser, place: str, **typed: Any) -> httpx.Response:
    """Somebody writes a status file on the page of a document."""
    hidden = form_of((await browser.get(place)).text, f"{place}/status")
    return await browser.post(f"{place}/status", data={**hidden, **typed})


def test_an_envelope_is_read_whole(tmp_path: Path) -> None:
    """Sender, number, days, subject, signer and files, whatever the prefix."""
    whole = envelope(files={"Phụ lục.pdf": pdf()})
    for content in (whole, whole.replace(b"edXML:", b"x:").replace(b"xmlns:edXML", b"xmlns:x")):
        one = read(written(tmp_path, content))
        assert (one.number, f"{one.issued_on}", f"{one.due_on}") == (
            "7816/VPCP-TTĐT", "2024-10-30", "2024-12-20",
        )  # fmt: skip
        assert (one.sender.name, one.receivers[0].id) == ("Văn phòng Chính phủ", "000.00.00.H53")
        assert (one.subject, one.kind, one.signer) == (
            "V/v rà soát <thủ tục> liên thông", "Công văn", "Nguyễn Văn A",
        )  # fmt: skip
        assert [(file.name, file.content) for file in one.attachments] == [("Phụ lục.pdf", pdf())]


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'
REFUSED = {
    "text": (b"hello", "XML"),
    "junk before it": (b"1212" + envelope(), "XML"),
    "another format": (b"<a/>", "MessageHeader"),
    "entities": (BOMB, "DTD"),
    "a text from elsewhere": (OUTSIDE, "DTD"),
    "too deep": (b"<a>" * 50 + b"</a>" * 50, "quá nhiều"),
    "too many": (b"<a>" + b"<b/>" * 6_000 + b"</a>", "quá nhiều"),
    "a million attributes": (b"<a " + b" ".join(b'b%d=""' % n for n in range(30_000)) + b"/>", "quá nhiều"),
    "no subject": (envelope(re.sub("<edXML:Subject>.*?</edXML:Subject>", "", HEADER)), "Subject"),
    "no such day": (envelope(HEADER.replace("2024/10/30<", "2024/13/30<")), "PromulgationDate"),
    "a damaged file": (envelope(files={"a.pdf": b"x"}).replace(b"eA==", b"e!=="), "a.pdf"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_none_is_refused_with_a_sentence(tmp_path: Path, what: str) -> None:
    """Nothing is guessed, and nothing is fetched."""
    content, said = REFUSED[what]
    with pytest.raises(Refused, match=re.escape(said)):
        read(written(tmp_path, content))


def test_a_file_beyond_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size alone is looked at."""
    monkeypatch.setattr(reading, "LARGEST", 100)
    with pytest.raises(Refused, match="MB"):
        read(written(tmp_path, envelope()))


@pytest.mark.parametrize(
    ("number", "notation", "whole"),
    [
        ("76", "NQ-CP", "76/NQ-CP"),
        ("76", "76/NQ-CP", "76/NQ-CP"),
        ("", "76/NQ-CP", "76/NQ-CP"),
        ("76", "", "76"),
    ],
)
def test_numbers_are_put_together_as_they_are_cited(number: str, notation: str, whole: str) -> None:
    """Some senders put the whole number into one field."""
    assert full_number(number, notation) == whole


@pytest.mark.parametrize(
    ("states", "code"),
    [([], "03"), (["assigned"], "04"), (["assigned", "withdrawn"], "04"), (["assigned", "accepted"], "05"),
     (["submitted"], "05"), (["confirmed", "withdrawn"], "06"), (["confirmed", "returned"], "05")],
)  # fmt: skip
def test_the_status_follows_from_the_tasks(states: list[str], code: str) -> None:
    """One task that is open keeps the document from being completed."""
    assert status_of(states) == code


async def test_a_document_becomes_a_draft_a_task_and_a_status(province: Engine) -> None:
    """Taken in, drafted with the document as its source; the suggested status follows the task."""
    office = await a_user(OFFICE)
    answer = await sent(office, envelope(files={"Phụ lục.pdf": pdf(), "virus.exe": b"MZ"}))
    assert answer.status_code == 303
    place = answer.headers["location"]
    html = await main_of(office, place)
    assert "V/v rà soát &lt;thủ tục&gt; liên thông" in html
    assert "virus.exe" in html
    assert "Không lưu: chỉ nhận tệp pdf" in html
    file = re.search(rf'href="({place}/files/\d+)"', html)
    assert file
    download = await office.get(file[1])
    assert (download.content, download.headers["x-content-type-options"]) == (pdf(), "nosniff")
    assert download.headers["content-disposition"].startswith("attachment")
    hidden = form_of(html, f"{place}/draft")
    first = await office.post(f"{place}/draft", data=hidden)
    again = await office.post(f"{place}/draft", data=hidden)
    assert first.headers["location"] == again.headers["location"]
    assert await value("SELECT count(*) FROM task_draft") == 1
    draft = await main_of(office, first.headers["location"])
    for said in ("7816/VPCP-TTĐT", "Văn phòng Chính phủ", "20/12/2024", "Nguyễn Văn A"):
        assert said in draft
    source = await value(
        """INSERT INTO source_document (number, issuer, issued_on, title)
           VALUES ('7816/VPCP-TTĐT', 'VPCP', '2024-10-30', 'x') RETURNING id"""
    )
    await execute("UPDATE task SET source_document = $1 WHERE code = 'CQS-28'", source)  # in progress
    assert "CQS-28" in await main_of(office, place)
    assert (await answered(office, place, code="05", description="")).status_code == 303
    await _told(office, place)


async def _told(office: Browser, place: str) -> None:
    """The status file names the document as its sender did."""
    link = re.search(rf'href="({place}/status/\d+)"', await main_of(office, place))
    assert link
    root = fromstring((await office.get(link[1])).content)
    texts = {one.tag.rpartition("}")[2]: one.text for one in root.iter() if one.text and one.text.strip()}
    assert texts["StatusCode"] == "05"
    assert texts["DocumentId"] == "000.00.00.G22,2024/10/30,7816/VPCP-TTĐT"
    assert texts["Timestamp"].startswith("2024/11/06 12:00")
    assert texts["PromulgationDate"] == "2024/10/30"


async def test_the_same_file_is_the_same_document(province: Engine) -> None:
    """Sent twice it is there once; another file of that document is taken only as a change."""
    office = await a_user(OFFICE)
    places = {(await sent(office, envelope())).headers["location"] for _ in range(2)}
    assert len(places) == 1
    other = await sent(office, envelope(HEADER + " "))
    assert other.status_code == 422
    assert "đã được tiếp nhận" in other.text
    changed = await sent(office, envelope(HEADER, business=2))
    assert changed.status_code == 303
    html = await main_of(office, changed.headers["location"])
    assert "Cập nhật văn bản" in html
    assert places.pop() in html
    assert await value("SELECT count(*) FROM edxml_document") == 2
    told = await row("SELECT count(*) AS n FROM history WHERE kind = 'edxml'")
    assert told == {"n": 2}


async def test_a_child_reads_and_is_stopped_when_it_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same envelope as read here; a child that says nothing in time is a refusal."""
    path = written(tmp_path, envelope(files={"a.pdf": pdf()}))
    assert await opened(path) == read(path)
    monkeypatch.setattr(opening, "PATIENCE", 0.0)
    with pytest.raises(Refused, match="quá nhiều"):
        await opened(path)


async def test_a_number_beyond_all_documents_is_none(province: Engine) -> None:
    """Not a server error."""
    office = await a_user(OFFICE)
    for pattern in ("/documents/N", "/documents/1/files/N", "/documents/N/status/1", "/import/N",
                    "/import/N/columns", "/import/records/N"):  # fmt: skip
        path = pattern.replace("N", "99999999999")
        assert (await office.get(path)).status_code == 404, path


async def test_a_refusal_needs_its_reason_and_no_code_is_made_up(province: Engine) -> None:
    """422 beside the field, what was typed kept; nothing is written."""
    office = await a_user(OFFICE)
    place = (await sent(office, envelope())).headers["location"]
    for typed, said in (
        ({"code": "02", "description": ""}, "Nhập lý do"),
        ({"code": "13", "description": "x"}, "Chọn một"),
        ({"code": "06", "description": "ộ" * 501}, "Nhập tối đa 500"),
    ):
        refused = await answered(office, place, **typed)
        assert refused.status_code == 422
        assert said in refused.text
        assert typed["description"] in refused.text
    assert await value("SELECT count(*) FROM edxml_status") == 0
    assert (await sent(office, b"")).status_code == 422


async def test_files_are_of_their_own_document(province: Engine) -> None:
    """Another document's address does not hand them out; others than the office see nothing."""
    office = await a_user(OFFICE)
    one = (await sent(office, envelope(files={"a.pdf": pdf()}))).headers["location"]
    file = await value("SELECT id FROM edxml_file")
    assert (await office.get(f"{one}/files/{file}")).status_code == 200
    assert (await office.get(f"/documents/999/files/{file}")).status_code == 404
    assert (await office.get(f"{one}/status/1")).status_code == 404
    lead = await a_user("stttt.lanhdao")
    assert {(await lead.get(path)).status_code for path in ("/documents", one, f"{one}/files/{file}")} == {
        404
    }


async def test_what_was_drafted_is_listed_before_a_second_draft(province: Engine) -> None:
    """The drafts of a document stand on its page with a warning; one that was thrown away does not."""
    office = await a_user(OFFICE)
    place = (await sent(office, envelope())).headers["location"]
    assert "Đã soạn nhiệm vụ từ văn bản này" not in await main_of(office, place)
    led = []
    for _n in range(2):
        hidden = form_of((await office.get(place)).text, f"{place}/draft")
        led.append((await office.post(f"{place}/draft", data=hidden)).headers["location"])
    html = await main_of(office, place)
    assert all(f'href="{one}"' in html for one in led)
    assert "Soạn thêm sẽ thành một nhiệm vụ nữa" in html
    assert "Soạn thêm một nhiệm vụ từ văn bản này" in html
    other = envelope(HEADER.replace("7816", "7817"))
    assert led[0] not in await main_of(office, (await sent(office, other)).headers["location"])
    await execute("DELETE FROM task_draft")
    assert "Đã soạn nhiệm vụ từ văn bản này" not in await main_of(office, place)
