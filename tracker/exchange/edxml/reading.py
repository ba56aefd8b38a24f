"""An envelope read from a file: no entities, no more of anything than a document has, every lack named."""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unicodedata import normalize
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tracker.evidence.rules import MB
from tracker.exchange.edxml.rules import BUSINESS, NEW, Attachment, Envelope, Organ, full_number
from tracker.refusal import Refused
from tracker.words import _

LARGEST = 20 * MB
MOST_ELEMENTS = 5_000
DEEPEST = 40
MOST_RECEIVERS = 300
MOST_ATTACHMENTS = 50
YEARS = 1900, 2200
MOST_SIGNS = 20_000  # "=" and quote together: attributes
BLANKS = b" \t\r\n"
LONGEST = 2_000  # of a text; the attachments are not texts
_DAY = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?:[ T].*)?")
_WRITTEN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def read(path: Path) -> Envelope:
    """The envelope in a file. Raises Refused with what it lacks or why it is none."""
    if path.stat().st_size > LARGEST:
        raise _no(_("The file has more than %(most)s MB.", most=LARGEST // MB))
    try:
        root = _tree(path)
    except DefusedXmlException:
        raise _no(_("The file names texts from elsewhere (DTD, entities): it is not read.")) from None
    except (ParseError, UnicodeDecodeError, LookupError, ValueError):
        raise _no(_("The file is no edXML document: it cannot be read as XML.")) from None
    header = _first(root, "MessageHeader")
    if header is None:
        raise _no(_("The file is no edXML document: it has no MessageHeader."))
    return _envelope(root, header)


def _no(sentence: str) -> Refused:
    return Refused(sentence, "files")


def _tree(path: Path) -> Element:
    _few_attributes(path)
    depth = count = 0
    root: Element | None = None
    with path.open("rb") as file:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            count += event == "start"
            if count > MOST_ELEMENTS or depth > DEEPEST:
                raise _no(_("The file holds far more than a document does: it is not read."))
            root = element if root is None else root
    if root is None:
        raise ParseError
    return root


def _few_attributes(path: Path) -> None:
    """An element may have any number of them before a parser says a word."""
    content, signs = path.read_bytes(), 0
    for sign in (b'="', b"='"):
        signs += content.count(sign)
    if signs > MOST_SIGNS:
        raise _no(_("The file holds far more than a document does: it is not read."))


def _envelope(root: Element, header: Element) -> Envelope:
    told = _Told(header)
    sender = _organ(told.one("From"))
    number = full_number(told.text("Code", "CodeNumber"), told.text("Code", "CodeNotation"))
    issued_on = told.day("PromulgationInfo", "PromulgationDate")
    subject = told.text("Subject") or told.text("Content")
    lacking = [
        name
        for name, there in (
            ("From", sender.id and sender.name), ("Code", number),
            ("PromulgationDate", issued_on), ("Subject", subject),
        )
        if not there
    ]  # fmt: skip
    if lacking or issued_on is None:
        raise _no(_("The document does not say: %(what)s.", what=", ".join(lacking)))
    business = _first(root, "Bussiness", "Business")
    asked = _Told(business) if business is not None else None
    kind = asked.text("BussinessDocType") or asked.text("BusinessDocType") if asked else ""
    return Envelope(
        document_id=(told.text("DocumentId") or f"{sender.id},{issued_on:%Y/%m/%d},{number}")[:200],
        sender=sender,
        receivers=tuple(_organ(one) for one in told.all("To", MOST_RECEIVERS)),
        number=number[:60],
        issued_on=issued_on,
        subject=subject,
        kind=told.text("DocumentType", "TypeName"),
        content=told.text("Content"),
        signer=told.text("SignerInfo", "FullName"),
        due_on=told.day("DueDate"),
        business=int(kind) if kind.isascii() and kind.isdigit() and int(kind) in BUSINESS else NEW,
        reason=(asked.text("BussinessDocReason") or asked.text("BusinessDocReason")) if asked else "",
        attachments=tuple(_attachments(root)),
    )


class _Told:
    """One element and what its children say, whatever prefix the sender used."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def one(self, *path: str) -> Element | None:
        found: Element | None = self._element
        for name in path:
            found = None if found is None else next((one for one in found if _name(one) == name), None)
        return found

    def all(self, name: str, most: int) -> list[Element]:
        return [one for one in self._element if _name(one) == name][:most]

    def text(self, *path: str) -> str:
        found = self.one(*path)
        return _text(found) if found is not None else ""

    def day(self, *path: str) -> date | None:
        written = self.text(*path)
        if found := _DAY.fullmatch(written):
            year, month, day = map(int, found.groups())
        elif found := _WRITTEN.fullmatch(written):
            day, month, year = map(int, found.groups())
        else:
            return None
        try:
            return date(year, month, day) if YEARS[0] <= year <= YEARS[1] else None
        except ValueError:
            return None


def _organ(element: Element | None) -> Organ:
    if element is None:
        return Organ("", "")
    told = _Told(element)
    name = told.text("OrganName") or told.text("OrganizationInCharge")
    return Organ(told.text("OrganId")[:60], name[:300])


def _attachments(root: Element) -> Iterator[Attachment]:
    found = [one for one in root.iter() if _name(one) == "Attachment"]
    if len(found) > MOST_ATTACHMENTS:
        raise _no(_("The file holds far more than a document does: it is not read."))
    for n, element in enumerate(found, 1):
        name = _Told(element).text("AttachmentName") or f"{n}"
        encoded = next((one for one in element.iter() if _name(one) == "ContentTransferEncoded"), None)
        if encoded is None or not encoded.text:
            continue  # only named: the file travels otherwise
        try:
            content = base64.b64decode(encoded.text.encode("ascii").translate(None, BLANKS), validate=True)
        except (binascii.Error, ValueError):
            raise _no(_("%(name)s: the attachment is damaged; ask the sender.", name=name)) from None
        encoded.text = None
        yield Attachment(name, content)


def _first(root: Element, *names: str) -> Element | None:
    return next((one for one in root.iter() if _name(one) in names), None)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element) -> str:
    return " ".join(normalize("NFC", (element.text or "")[:LONGEST]).split())
