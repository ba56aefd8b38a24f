"""What a report's page says of its signed copies, in plain sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.evidence.rules import shown_size
from tracker.history.rules import grouped
from tracker.reports.signed import rules
from tracker.reports.signed.forms import SignedForm
from tracker.reports.signed.queries import copies
from tracker.reports.signed.rules import Found, SignatureFacts, TextFacts
from tracker.words import _, dmy, mark, moment

# "Valid" is never said: whether a certificate was revoked is asked nowhere, and often nor is who issued it.
TRUST_WORDS = {
    "unchecked": mark("The certificate's chain could not be checked: no root certificates are set up here. "
                      "Who signed is what the certificate itself says."),
    "trusted": mark("The certificate leads to a root certificate that is trusted here. Whether it was "
                    "revoked was not checked."),
    "expired": mark("The certificate was not in force when it was checked here."),
    "revoked": mark("The certificate was revoked: do not rely on this signature."),
    "usage": mark("The certificate is not meant for signing documents."),
    "unknown": mark("The certificate leads to no root certificate that is trusted here: who signed is not "
                    "proved."),
}  # fmt: skip
LATER_WORDS = {
    "": mark("The document has not been changed since this signature."),
    "data": mark("After this signature only data to check it by was added; the document is unchanged."),
    "signed": mark("After this signature only further signatures or filled-in fields were added; what was "
                   "signed is unchanged."),
    "notes": mark("After this signature notes were written on the pages."),
    "unknown": mark("What came into the file after this signature could not be compared: the document is "
                    "too long."),
    "other": mark("After this signature the document was changed: this signature does not stand for what is "
                  "shown now."),
}  # fmt: skip
STAMP_WORDS = {
    "": mark("The time is what the signer's computer said; there is no time stamp."),
    "bad": mark("There is a time stamp, but it does not fit the signature."),
    "trusted": mark("A time stamp of a trusted authority confirms the time."),
}
STAMPED = mark("There is a time stamp; the certificate of its authority could not be checked.")


@dataclass(frozen=True)
class Signature:
    """A signature as shown: whose, and what was found, the alarming first."""

    title: str
    when: str  # by whose clock is told among what was found
    facts: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    alarms: tuple[str, ...]


@dataclass(frozen=True)
class TextSaid:
    """How the words of a copy differ, and the words themselves, which others wrote."""

    sentence: str
    differs: bool
    missing: str
    added: str


async def card(report: int, form: SignedForm | None = None) -> dict[str, Any]:
    """Everything the card of a report's signed copies shows."""
    return {"copies": [shown(one) for one in await copies(report)], "form": form or SignedForm()}


def shown(one: Mapping[str, Any]) -> dict[str, Any]:
    """A copy as shown."""
    found = rules.read(one["found"])
    return {
        **one,
        "sha256": grouped(one["sha256"].hex()),
        "size": shown_size(one["size"]),
        "signatures": [signature(facts) for facts in found.signatures],
        "none": none_found(found),
        "begins": begins(found),
        "text": text(found.text),
    }


def none_found(found: Found) -> str:
    """What to say when no signature can be shown; empty where there are some."""
    if found.unread:
        return _("The signatures of this file could not be read.")
    return "" if found.signatures else _("The file carries no digital signature.")


def begins(found: Found) -> str:
    """Whether the file is the frozen one with something behind it."""
    names = {"pdf": _("PDF to read and print"), "archive": _("PDF/A for the archive, its figures attached")}
    if found.begins not in names:
        return ""
    name = names[found.begins]
    return _(
        "It begins with the frozen file (%(name)s), bit for bit; the rest was added behind it.", name=name
    )


def text(found: TextFacts) -> TextSaid:
    """What is said of the words of a copy beside the report's."""
    sentence = {
        "same": _("Its words are those of the frozen report."),
        "more": _("It has every word of the frozen report in the same order, and others added, such as the "
                  "number, the day and the name of the signer."),
        "scan": _("It has no text to compare, as if scanned: compare it with the frozen report by eye."),
        "none": _("It was not compared with the frozen report: that had no PDF yet."),
    }.get(found.verdict)  # fmt: skip
    if sentence is not None:
        return TextSaid(sentence, found.verdict == "scan", "", _listed(found.added, found.added_count))
    if not found.missing_count and not found.added_count:
        sentence = _(
            "It has the words of the frozen report in another order: compare both before relying on it."
        )
        return TextSaid(sentence, True, "", "")
    return TextSaid(
        _("Its words differ from the frozen report's: compare both before relying on it."),
        True,
        _listed(found.missing, found.missing_count),
        _listed(found.added, found.added_count),
    )


def _listed(words: tuple[str, ...], count: int) -> str:
    return ", ".join(words) + ("…" if count > len(words) else "")


def signature(found: SignatureFacts) -> Signature:
    """A signature in words."""
    title = found.signer or _("Signature without a readable certificate")
    if found.kind == "timestamp":
        title = _("Time stamp of the document: %(name)s", name=title)
    said: list[str] = []
    alarms: list[str] = []
    for sentence, alarming in _told(found):
        (alarms if alarming else said).append(sentence)
    when = moment(found.stamped_at or found.signed_at) if found.stamped_at or found.signed_at else ""
    return Signature(title, when, tuple(_facts(found)), tuple(said), tuple(alarms))


def _facts(found: SignatureFacts) -> Iterator[tuple[str, str]]:
    if found.organisation:
        yield _("Organisation"), found.organisation
    if found.issuer:
        yield _("Certificate issued by"), found.issuer
    if found.valid_from and found.valid_until:
        yield _("Certificate in force"), f"{dmy(found.valid_from)} – {dmy(found.valid_until)}"
    if found.signed_at:
        yield _("Signed at"), moment(found.signed_at)
    if found.stamped_at:
        yield _("Time stamp"), moment(found.stamped_at)


def _told(found: SignatureFacts) -> Iterator[tuple[str, bool]]:
    """Each finding as a sentence, and whether it is a reason not to rely on the signature."""
    if found.intact is None:
        yield _("This signature could not be checked."), True
        return
    if not found.intact:
        yield _("The signed content was changed: the signature does not fit this file."), True
        return
    if found.covers == "part":
        yield _("The signature covers a part of the file only: what else stands in it is not signed."), True
    else:
        yield _(LATER_WORDS[found.later]), found.later in {"notes", "other", "unknown"}
    yield _(TRUST_WORDS[found.trust]), found.trust in {"expired", "revoked", "usage", "unknown"}
    if found.kind == "signature":
        yield _(STAMP_WORDS.get(found.stamp, STAMPED)), found.stamp == "bad"
