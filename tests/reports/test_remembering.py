"""Lengths and texts are remembered, and what is drawn is what WeasyPrint draws by itself."""

import time
from collections.abc import Iterator

import pytest

from tests.reports.sample import content, only
from tracker.reports.child import Press
from tracker.reports.printer import print_fonts, print_sheet
from tracker.reports.remembering import Lengths, remember
from tracker.reports.rendering import html
from tracker.reports.repeating import Recorder, Texts, repeat


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    """The child's own drawing, in this process."""
    yield Press(print_sheet(), print_fonts())
    remember(None)
    repeat(None)


def drawn(press: Press, lengths: Lengths | None, texts: Texts | None = None) -> tuple[bytes, float]:
    """A report drawn with lengths and texts remembered or not, and the seconds it took."""
    remember(lengths)
    repeat(texts)
    page = html(content(only(lambda row: row["bucket"] in ("overdue", "awaiting", "in_time"))))
    started = time.process_time()
    return press.pdf(page), time.process_time() - started


def test_the_same_bytes_come_out_with_and_without(press: Press) -> None:
    """Whatever a later version of the library resolves differently is noticed here."""
    lengths = Lengths()
    assert drawn(press, None)[0] == drawn(press, lengths)[0]
    assert lengths._known
    lengths.forget()
    assert not lengths._known


def test_wrong_lengths_are_noticed(press: Press) -> None:
    """The negative control: lengths mixed up make another document."""

    class Mixed(Lengths):
        def resolve(self, box: object, containing_block: object) -> None:
            super().resolve(box, containing_block)
            box.padding_left = 3  # type: ignore[attr-defined]

    assert drawn(press, Mixed())[0] != drawn(press, None)[0]


def test_texts_are_laid_out_once_and_the_same_bytes_come_out(press: Press) -> None:
    """Whatever a later version of the library breaks, shapes or writes differently is noticed here."""
    texts = Texts()
    assert drawn(press, None)[0] == drawn(press, None, texts)[0]
    assert texts._lines
    assert texts._drawn
    assert texts._fonts
    texts.forget()
    assert not texts._lines
    assert not texts._drawn
    assert not texts._fonts


def test_a_text_drawn_as_another_is_noticed(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what was noted of a text is not what is written the second time."""
    monkeypatch.setattr(Recorder, "show_text", lambda self, *said: self._noted("show_text", ("<0041>",)))
    assert drawn(press, None, Texts())[0] != drawn(press, None)[0]
