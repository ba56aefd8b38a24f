"""What is found in a signed copy: read by the real child from real signatures, altered and strange files."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.reports.signed.papers import (
    NOON,
    SIGNED,
    WORDS,
    altered,
    authority,
    chairman,
    holder,
    locked,
    pdf,
    scanned,
    signed,
    spoiled,
)
from tracker import settings
from tracker.refusal import Refused
from tracker.reports.signed.reading import Reader, read_copy, roots, signatures
from tracker.reports.signed.rules import Found, SignatureFacts, TextFacts, check_whole, read, written
from tracker.reports.signed.texts import compared, words
from tracker.settings import ROOT

pytestmark = pytest.mark.usefixtures("trusting_nobody")


@pytest.fixture
def trusting_nobody() -> None:
    """No folder of root certificates, as a new server has none."""
    settings.override(signature_roots="")


def trusting(folder: Path, **files: bytes) -> None:
    """A folder of root certificates, set up."""
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    settings.override(signature_roots=str(folder))


async def one(content: bytes, at: datetime = SIGNED) -> SignatureFacts:
    """The only signature of a PDF."""
    (found,) = await signatures(content, at)
    return found


async def test_a_signature_is_read_with_its_signer_issuer_and_time(tmp_path: Path) -> None:
    """Whose it is, by whom certified, until when; trusted only where its root is set up, PEM or DER."""
    content = await signed(pdf(), stamped=True)
    found = await one(content)
    assert (found.signer, found.organisation) == ("Nguyễn Văn A", "Ủy ban nhân dân tỉnh")
    assert found.issuer == "CA chuyên dùng thử nghiệm"
    assert (found.valid_from, found.valid_until) == (date(2023, 1, 1), date(2026, 1, 1))
    assert (found.intact, found.covers, found.later) == (True, "file", "")
    assert (found.trust, found.stamp) == ("unchecked", "unchecked")
    assert found.stamped_at == SIGNED
    assert found.signed_at is not None
    for name, file in (("root_cer", authority().der), ("root_pem", authority().pem)):
        folder = tmp_path / name
        folder.mkdir()
        trusting(folder, **{name: file, "other_txt": b"x", "broken_crt": b"no certificate"})
        trusted = await one(content)
        assert (trusted.trust, trusted.stamp) == ("trusted", "trusted")
    # Negative controls: another root, a day past the certificate's last, a folder that is not there.
    trusting(tmp_path, other_der=holder("CA khác", "Khác").der)
    assert (await one(content)).trust == "unknown"
    trusting(tmp_path, root_der=authority().der)
    assert (await one(content, datetime(2027, 1, 1, tzinfo=UTC))).trust == "expired"
    settings.override(signature_roots=str(tmp_path / "nowhere"))
    assert roots() == []


async def test_what_was_done_after_a_signature_is_told() -> None:
    """A second signature is no change; a turned page is one; a changed byte breaks the signature."""
    first = await signed(pdf())
    twice = await signatures(
        await signed(first, "S2", holder("Trần Thị B", "Văn phòng", authority())), SIGNED
    )
    assert [(s.signer, s.covers, s.later, s.intact) for s in twice] == [
        ("Nguyễn Văn A", "then", "signed", True),
        ("Trần Thị B", "file", "", True),
    ]
    changed = await one(altered(first))
    assert (changed.intact, changed.covers, changed.later) == (True, "then", "other")
    assert (await one(spoiled(first))).intact is False
    behind = await one(first + b"\n% more\n")
    assert behind.covers == "then", "what stands behind the signature is told"
    assert await signatures(pdf(), SIGNED) == ()


async def test_a_long_tagged_report_signed_twice_is_read_in_time() -> None:
    """Thousands of objects in one stream are read quickly; without the time to compare, just that is told."""
    long = pdf(*(f"Nhiệm vụ {n}" for n in range(600)))
    twice = await signed(await signed(long), "S2")
    begun = time.monotonic()
    found = await Reader().found(twice, b"", [], SIGNED)
    assert time.monotonic() - begun < 12
    assert [(one.later, one.intact) for one in found.signatures] == [("signed", True), ("", True)]
    hurried = await Reader(comparing=0.02).found(twice, b"", [], SIGNED)
    assert [(one.later, one.intact) for one in hurried.signatures] == [("unknown", True), ("", True)]


async def test_words_are_compared_with_the_frozen_report() -> None:
    """The same, with a number filled in, with a figure changed, scanned; and without anything to compare."""
    frozen = pdf()
    same = (await read_copy(await signed(frozen), frozen, SIGNED)).text
    assert same.verdict == "same"
    numbered = pdf("Số: 125/BC-UBND", *WORDS, "Nguyễn Văn A")
    more = (await read_copy(numbered, frozen, SIGNED)).text
    assert (more.verdict, more.missing_count) == ("more", 0)
    assert {"125", "Nguyễn"} <= set(more.added)
    other = (await read_copy(pdf(WORDS[0], WORDS[1].replace("05", "03"), WORDS[2]), frozen, SIGNED)).text
    assert (other.verdict, other.missing, other.added) == ("other", ("05",), ("03",))
    assert (await read_copy(scanned(), frozen, SIGNED)).text.verdict == "scan"
    assert (await read_copy(frozen, b"", SIGNED)).text.verdict == "none"


def test_the_order_of_words_counts() -> None:
    """Two figures that changed places are a difference, though every word is there."""
    frozen = words("49 trong hạn, 05 quá hạn")
    assert compared(frozen, words("05 trong hạn, 49 quá hạn")).verdict == "other"
    assert compared(frozen, words("49 trong  hạn\n05 quá hạn")).verdict == "same"
    assert compared(frozen, words("Số 1: 49 trong hạn, 05 quá hạn")) == TextFacts(
        "more", (), ("Số", "1"), 0, 2
    )
    long = compared(frozen, [f"w{n}" for n in range(100)])
    assert (len(long.added), long.added_count) == (12, 100)


async def test_what_is_no_pdf_to_be_opened_is_refused() -> None:
    """A password, garbage, a cut file: refused in a sentence; a strange child leaves nothing behind."""
    whole = await signed(pdf())
    for content, words_ in ((locked(pdf()), "mật khẩu"), (b"%PDF-1.7\n" + b"\0garbage" * 500, "hỏng")):
        with pytest.raises(Refused, match=words_):
            await read_copy(content, b"", NOON)
    for strange in (whole[:-100], b"MZ" + whole):
        with pytest.raises(Refused):
            check_whole(strange)
    check_whole(whole)
    for act in ("import time; time.sleep(30)", "print('x' * 3_000_000)", "import os; os.abort()"):
        child = Reader((sys.executable, "-c", act), patience=0.6)
        with pytest.raises(Refused, match="hỏng"):
            await child.found(whole, b"", [], NOON)


@pytest.mark.parametrize(
    "act", ["bytearray(MEMORY)", "print('x', file=open('x', 'w'), flush=True)", "'fine'"]
)
def test_the_child_writes_nothing_and_grows_no_further(act: str, tmp_path: Path) -> None:
    """A child that tries to write a file, or takes more memory than it was given, fails."""
    code = f"from tracker.reports.signed.child import MEMORY, confine; confine(); {act}"
    env = {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, env=env)
    assert (ran.returncode == 0) == (act == "'fine'")


def test_what_was_found_is_kept_and_read_back() -> None:
    """Nothing is lost on the way through the database."""
    facts = SignatureFacts(signer="A", valid_from=date(2024, 1, 1), signed_at=SIGNED, intact=True)
    found = Found((facts, SignatureFacts()), TextFacts("other", ("a",), ("b",), 1, 1), begins="pdf")
    assert read(written(found)) == found
    assert chairman() is chairman()
