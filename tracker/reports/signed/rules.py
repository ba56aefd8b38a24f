"""What a signed copy was found to be: its signatures, its text beside the frozen one; as it is kept. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from tracker.evidence.rules import begins_as, named
from tracker.refusal import Refused
from tracker.words import _

LONGEST_NUMBER = 40
LONGEST_NAME = 200  # of a person or an authority in a certificate
MOST_SIGNATURES = 50
COMPARING = 14.0  # seconds of computing for what came after signatures; very long documents need more
ENDING = 2048  # bytes in which the last line of a PDF stands
TRUST = ("unchecked", "trusted", "expired", "revoked", "usage", "unknown")


@dataclass(frozen=True)
class SignatureFacts:
    """One signature of a PDF, as far as it could be read.

    ``intact``: the signed bytes are those that were signed; None when that could not be told. ``covers`` is
    what of the file was signed: "file", the file as it was "then", or a "part". ``later`` is what came into
    the file afterwards: nothing (""), "data" for validation, "signed" (further signatures, forms filled in),
    "notes", "other" changes, or "unknown" where there was no time to compare. ``trust`` is "unchecked" where
    no root certificates are set up.
    """

    kind: str = "signature"  # or timestamp: of the document, made by an authority and by no person
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    valid_from: date | None = None  # of the certificate
    valid_until: date | None = None
    signed_at: datetime | None = None  # as the signer's computer said
    stamped_at: datetime | None = None  # as a time stamping authority said
    stamp: str = ""  # of the time: "" none, good, bad, or one of TRUST
    intact: bool | None = None
    covers: str = "part"
    later: str = ""
    trust: str = "unchecked"


@dataclass(frozen=True)
class TextFacts:
    """The copy's words beside the frozen report's.

    ``verdict``: "same"; "more" when the report's words all stand there in their order, with others between;
    "other"; "scan" when the copy has no words; "none" when there is no frozen PDF to compare with. Words are
    listed up to a limit and counted beyond it.
    """

    verdict: str = "none"
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    missing_count: int = 0
    added_count: int = 0


@dataclass(frozen=True)
class Found:
    """All that was found in a copy. ``begins`` is the format of the frozen file that it begins with."""

    signatures: tuple[SignatureFacts, ...] = ()
    text: TextFacts = field(default_factory=TextFacts)
    unread: bool = False  # its signatures could not be looked for
    begins: str = ""


def written(found: Found) -> str:
    """What was found, as it is kept."""
    return msgspec.json.encode(found).decode()


def read(text: str) -> Found:
    """What ``written`` wrote."""
    return msgspec.json.decode(text, type=Found)


def pdf_name(sent: str) -> str:
    """The name under which a copy is kept. Raises Refused for what is named like no PDF."""
    name, kind = named(sent)
    if kind != "pdf":
        raise Refused(_("Choose a PDF file"))
    return name


def check_whole(content: bytes) -> None:
    """Refuse what is no PDF from its first line to its last."""
    begins_as("pdf", content[:16])
    if b"%%EOF" not in content[-ENDING:]:
        raise Refused(_("the file is broken: save it anew"))


def check_day(day: date, today: date) -> None:
    """Refuse a signing day that has not come."""
    if day > today:
        raise Refused(_("The day of signing is not in the future"), "signed_on")
