"""The status of a document as a file for its sender (QCVN 102:2016, status message)."""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from tracker import clock
from tracker.exchange.edxml.rules import NAMESPACE, Envelope, Organ

register_namespace("edXML", NAMESPACE)


def status_file(
    one: Envelope, receiver: Organ, code: str, description: str, staff: str, at: datetime
) -> bytes:
    """The message that tells the sender of ``one`` what became of it at ``receiver``; UTF-8."""
    root = Element(_tag("edXMLEnvelope"))
    status = SubElement(SubElement(root, _tag("edXMLHeader")), _tag("Status"))
    answered = SubElement(status, _tag("ResponseFor"))
    _said(answered, OrganId=one.sender.id, Code=one.number,
          PromulgationDate=f"{one.issued_on:%Y/%m/%d}", DocumentId=one.document_id)  # fmt: skip
    _said(SubElement(status, _tag("From")), OrganId=receiver.id, OrganName=receiver.name)
    moment = at.astimezone(clock.HANOI)
    _said(status, StatusCode=code, Description=description, Timestamp=f"{moment:%Y/%m/%d %H:%M:%S}")
    _said(SubElement(status, _tag("StaffInfo")), Department=receiver.name, Staff=staff)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _said(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
