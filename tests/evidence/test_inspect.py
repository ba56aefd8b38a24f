"""What comes in is one of five kinds, whole, passive and one thing only; judged by name and content."""

import time
import tracemalloc
from pathlib import Path

import pytest

from tests.evidence.hostile import FINE, HOSTILE, NAMES, NO_NAMES
from tests.evidence.samples import GOOD, package, pdf
from tracker.evidence import packages
from tracker.evidence.inspect import inspect
from tracker.evidence.rules import KINDS, MAGIC, named, shown_size
from tracker.refusal import Refused
from tracker.words import speaking


def refused(folder: Path, kind: str, content: bytes) -> str:
    """Why a file is refused; empty when it is taken."""
    path = folder / "file"
    path.write_bytes(content)
    try:
        inspect(path, kind)
    except Refused as why:
        return why.sentence
    return ""


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_hostile_file_is_refused_at_once_and_in_little_memory(tmp_path: Path, what: str) -> None:
    """With a sentence that says what to do; never an error, never a second, never 10 MB."""
    kind, content = HOSTILE[what]
    tracemalloc.start()
    started = time.perf_counter()
    sentence = refused(tmp_path, kind, content)
    seconds, (_now, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence, what
    assert seconds < 3
    assert peak < 20_000_000


@pytest.mark.parametrize("what", sorted(FINE))
def test_what_offices_really_send_is_taken(tmp_path: Path, what: str) -> None:
    """Links, a chart's workbook, the path of the author's template: nothing that acts by itself."""
    assert refused(tmp_path, *FINE[what]) == ""


def test_only_its_own_kind_is_taken_under_a_name(tmp_path: Path) -> None:
    """Five contents under five endings: five fit, twenty do not."""
    taken = {(kind, was) for kind in GOOD for was in GOOD if refused(tmp_path, kind, GOOD[was]) == ""}
    assert taken == {(kind, kind) for kind in GOOD}
    assert set(GOOD) == set(KINDS.values()) == set(MAGIC)


def test_what_real_programs_make_is_taken(tmp_path: Path) -> None:
    """A PDF with packed objects, a Word file, a workbook and pictures by the libraries that are at hand."""
    import pikepdf
    from PIL import Image
    from weasyprint import HTML

    HTML(string="<h1>Báo cáo kết quả</h1><a href='https://tayninh.gov.vn'>x</a>").write_pdf(
        tmp_path / "a.pdf"
    )
    with pikepdf.open(tmp_path / "a.pdf") as made:
        made.save(tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        made.save(tmp_path / "c.pdf", encryption=pikepdf.Encryption(owner="x"))
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.save(tmp_path / "d.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    picture = Image.effect_noise((640, 480), 80)
    for name in ("e.jpg", "f.png"):
        picture.save(tmp_path / name)
    picture.convert("RGB").save(tmp_path / "g.jpg", progressive=True)
    why = {name: refused(tmp_path, KINDS[name[2:]], (tmp_path / name).read_bytes())
           for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.jpg", "f.png", "g.jpg")}  # fmt: skip
    assert {name for name, said in why.items() if said} == {"c.pdf", "d.pdf"}
    assert b"JavaScript" not in (tmp_path / "d.pdf").read_bytes()  # it is hidden in the packed objects


@pytest.mark.parametrize("what", ["pdf script", "pdf script in objects", "pdf objects without measure"])
def test_nothing_hides_between_two_pieces_of_a_large_file(tmp_path: Path, what: str) -> None:
    """Wherever the end of the first megabyte, the size of a piece, cuts through it."""
    content, whole = HOSTILE[what][1], len(pdf())
    where = next(n for n in range(whole) if content[n] != pdf()[n])
    for shift in range(-4, len(content) % 200 + 40, 7):
        filling = b"%" + b"x" * (2**20 - where - shift) + b"\n"
        assert refused(tmp_path, "pdf", content[:where] + filling + content[where:]), shift
    assert refused(tmp_path, "pdf", pdf(b"%" + b"x" * 2**20 + b"\n")) == ""


def test_the_limits_are_those_of_the_whole_file(tmp_path: Path) -> None:
    """Many parts that each stay small burst together; one large part that packs badly does not."""
    import secrets

    small = {f"xl/s{n}.xml": bytes(1_100_000) for n in range(10)}
    assert refused(tmp_path, "xlsx", package("xlsx", small))
    assert (
        refused(tmp_path, "xlsx", package("xlsx", {"xl/media/a.png": secrets.token_bytes(12_000_000)})) == ""
    )
    assert packages.MOST_UNPACKED > 10 * packages.SMALL


def test_a_name_is_kept_as_it_is_read() -> None:
    """Vietnamese stays; paths, invisible signs and signs that Windows refuses go; the ending stays."""
    assert {sent: named(sent)[0] for sent in NAMES} == NAMES
    assert all(len(kept) <= 200 for kept in NAMES.values())


@pytest.mark.parametrize("sent", NO_NAMES)
def test_a_name_with_another_ending_is_refused(sent: str) -> None:
    """However the ending is hidden."""
    with pytest.raises(Refused):
        named(sent)


def test_sizes_are_shown_as_people_read_them() -> None:
    """In the reader's language."""
    with speaking("vi"):
        sizes = [shown_size(n) for n in (0, 900, 486 * 1024, 1_258_291, 25 * 1024**2, 2048 * 1024**2)]
    assert sizes == ["0 B", "900 B", "486 kB", "1,2 MB", "25 MB", "2.048 MB"]
    with speaking("en"):
        assert shown_size(1_258_291) == "1.2 MB"


def test_a_plain_pdf_with_every_word_in_its_text_is_taken(tmp_path: Path) -> None:
    """Negative control of the search: the names are looked for where they act, not in what is read."""
    assert refused(tmp_path, "pdf", pdf(text="/JavaScript /Launch /EmbeddedFile /Encrypt")) == ""
