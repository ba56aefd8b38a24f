"""The signatures of a PDF, read by pyHanko. Runs in the reading child alone; asks no network."""

import signal
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from tracker.reports.signed.quick import QuickReader
from tracker.reports.signed.rules import COMPARING, LONGEST_NAME, MOST_SIGNATURES

# What a file that is not what it seems makes the libraries raise.
BROKEN = (
    PdfError, SignatureValidationError, SigningError, ValidationError, ValueError, TypeError, LookupError,
    AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError, EOFError, struct.error,
    zlib.error,
)  # fmt: skip
LATER = {
    ModificationLevel.NONE: "",
    ModificationLevel.LTA_UPDATES: "data",
    ModificationLevel.FORM_FILLING: "signed",
    ModificationLevel.ANNOTATIONS: "notes",
}
COVERS = {"ENTIRE_FILE": "file", "ENTIRE_REVISION": "then"}
PROBLEMS = {
    "EXPIRED": "expired",
    "NOT_YET_VALID": "expired",
    "OUT_OF_BOUNDS_NO_POE": "expired",
    "OUT_OF_BOUNDS_NOT_REVOKED": "expired",
    "REVOKED": "revoked",
    "REVOKED_NO_POE": "revoked",
    "REVOKED_CA_NO_POE": "revoked",
    "CHAIN_CONSTRAINTS_FAILURE": "usage",
}


class Locked(Exception):
    """The PDF has a password."""


class TooLong(BaseException):
    """Time is up; no library may take it for one of its own troubles."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """A block that may compute for so long. Raises TooLong."""

    def stop(_signal: int, _frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def roots_in(files: Iterable[bytes]) -> list[x509.Certificate]:
    """The root certificates that files hold, PEM or DER; what is none is left out."""
    found = []
    for content in files:
        try:
            ders = (
                [der for _name, _head, der in pem.unarmor(content, True)]
                if pem.detect(content)
                else [content]
            )
            for der in ders:
                one = x509.Certificate.load(der)
                str(one.subject.native)  # reads it, so that a broken one is found here
                found.append(one)
        except BROKEN:
            continue
    return found


def signatures(
    content: bytes, roots: list[x509.Certificate], at: datetime, comparing: float = COMPARING
) -> Iterator[dict[str, object]]:
    """Each signature in the order they were made; certificates are judged as of ``at``.

    What came into the file after them is looked at for ``comparing`` seconds in all. Raises Locked, and one
    of ``BROKEN`` for what pyHanko cannot open.
    """
    reader = QuickReader(content)
    if reader.encrypted:
        raise Locked
    end = time.process_time() + comparing
    for one in list(reader.embedded_signatures)[:MOST_SIGNATURES]:
        try:
            yield _facts(one, roots, at, end - time.process_time())
        except BROKEN:
            yield {}


def _facts(
    one: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime, seconds: float
) -> dict[str, object]:
    is_stamp = one.sig_object_type == "/DocTimeStamp"
    told: dict[str, object] = {
        "kind": "timestamp" if is_stamp else "signature",
        **_certificate(one.signer_cert),
    }
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
    try:
        status, compared = _checked(
            one, validate_pdf_timestamp if is_stamp else validate_pdf_signature, context, seconds
        )
    except BROKEN:
        return told
    told |= {
        "intact": bool(status.intact and status.valid),
        "covers": COVERS.get(status.coverage.name, "part"),
        "later": LATER.get(status.modification_level, "other") if compared else "unknown",
        "trust": _trust(status, roots),
    }
    if is_stamp:
        return {**told, "stamped_at": _moment(status.timestamp)}
    return {
        **told,
        "signed_at": _moment(status.signer_reported_dt),
        **_stamp(status.timestamp_validity, roots),
    }


def _checked(
    one: EmbeddedPdfSignature, check: Callable[..., Any], context: ValidationContext, seconds: float
) -> tuple[Any, bool]:
    """What pyHanko finds, and whether it had the time to see what came into the file afterwards."""
    try:
        with within(seconds):
            return check(one, context), True
    except TooLong:
        found = check(one, context, skip_diff=True)
        return found, found.coverage.name == "ENTIRE_FILE"


def _stamp(status: Any, roots: list[x509.Certificate]) -> dict[str, object]:
    """The time stamp of a signature, should it have one."""
    if status is None:
        return {}
    sound = bool(status.intact and status.valid)
    return {"stamped_at": _moment(status.timestamp), "stamp": _trust(status, roots) if sound else "bad"}


def _trust(status: SignatureStatus, roots: list[x509.Certificate]) -> str:
    if not roots:
        return "unchecked"
    if status.trusted:
        return "trusted"
    return PROBLEMS.get(getattr(status.trust_problem_indic, "name", ""), "unknown")


def _certificate(found: x509.Certificate) -> dict[str, object]:
    return {
        "signer": _named(found.subject, "common_name") or _short(found.subject.human_friendly),
        "organisation": _named(found.subject, "organization_name"),
        "issuer": _named(found.issuer, "common_name") or _short(found.issuer.human_friendly),
        "valid_from": found.not_valid_before.date().isoformat(),
        "valid_until": found.not_valid_after.date().isoformat(),
    }


def _named(name: x509.Name, part: str) -> str:
    said = name.native.get(part) or ""
    return _short(said if isinstance(said, str) else "; ".join(map(str, said)))


def _short(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_NAME]


def _moment(found: datetime | None) -> str | None:
    return found.isoformat() if found and found.tzinfo else None
