"""How the letters are made: the same in both parts, small, readable aloud, nobody's markup in them."""

import re
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.conftest import SECRET
from tests.mail.outbox import MONDAY
from tests.mail.reading import (
    FIGURES,
    LETTERS,
    MARKUP,
    SITE,
    TODAY,
    Reader,
    seen,
    task,
    to_head,
    to_member,
    where,
    words_of_text,
)
from tracker import settings
from tracker.mail.message import compose
from tracker.reminders import rows
from tracker.reminders.overdue import overdue_letter
from tracker.reminders.summaries import committee_summary, office_summary
from tracker.settings import ROOT


@LETTERS
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("count", [1, 2, 20, 21, 60])
def test_both_parts_say_the_same_in_the_same_order(write: Any, language: str, count: int) -> None:
    """Every word and every link of the HTML stands in the text, and the other way round."""
    letter = write(count, language)
    page = seen(letter.html)
    assert words_of_text(letter.text) == page.words
    assert re.findall(r"https?://\S+", letter.text) == page.links


def test_the_comparison_would_notice() -> None:
    """A word more, a word less or a link moved makes the two parts differ."""
    letter = to_head()
    page = seen(letter.html)
    assert words_of_text(letter.text + "thêm") != page.words
    assert words_of_text(letter.text.replace("Kính gửi", "")) != page.words
    assert re.findall(r"https?://\S+", letter.text)[::-1] != page.links


@LETTERS
@pytest.mark.parametrize("char", ["a", "Ợ", "&"])
def test_a_letter_stays_small(write: Any, char: str) -> None:
    """Under 60 kB with its styles written in, whatever the number of tasks and the length of titles."""
    letter = write(500, title=char * 2000)
    content = compose(
        key="x", kind="overdue", to_name="x", to_address="a@b.example", subject=letter.subject,
        text=letter.text, html=letter.html, at=MONDAY,
    ).content  # fmt: skip
    html = message_from_bytes(content, policy=default).get_body(("html",))
    assert html is not None
    assert len(html.get_content().encode()) < 60_000


@LETTERS
def test_no_field_brings_markup_in(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every field is shown as it was typed: the same elements as with harmless words."""
    monkeypatch.setattr(settings, "_override", None)
    settings.override(secret_key=SECRET)
    harmless = [tag for tag, _ in seen(write(2).html).elements]
    settings.override(organisation=MARKUP, support=MARKUP, secret_key=SECRET)
    reader = Reader(MARKUP, MARKUP)
    tasks = [task(n, 5 + n, code=f"{MARKUP}{n}", title=MARKUP, lead_name=MARKUP) for n in range(2)]
    by_whom = {to_head: overdue_letter, to_member: committee_summary}
    letter = (
        by_whom[write](reader, tasks, FIGURES, TODAY, SITE)
        if write in by_whom
        else office_summary(reader, rows.by_agency(tasks), FIGURES, TODAY, SITE)
    )
    page = seen(letter.html)
    assert [tag for tag, _ in page.elements] == harmless
    assert MARKUP in letter.text
    pages = [where(link) for link in page.links if "/letters/stop/" not in link]
    assert {path if path == "/" else path[:6] for path in pages} <= {"/", "/tasks"}  # no code at all: home
    assert not [link for link in page.links if "<" in link or '"' in link]
    assert "49" not in re.findall(r"\{\{.*?\}\}", letter.text)


@LETTERS
def test_line_ends_in_a_field_do_not_bend_the_letter(write: Any) -> None:
    """A title or a name of several lines becomes one line, in both parts and in the subject."""
    bent = "Rà soát\r\nBcc: eve@evil.example\n\n--\nHết"
    letter = write(1, title=bent, lead_name=bent)
    assert "Rà soát Bcc: eve@evil.example -- Hết" in letter.text
    reader = Reader("Đỗ\r\nÁnh", "Sở\nNội vụ")
    subject = overdue_letter(reader, [task(1)], FIGURES, TODAY, SITE).subject
    assert subject == "Cần xử lý 1 trong 5 nhiệm vụ quá hạn của Sở Nội vụ (đến 04/11/2024)"


@LETTERS
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_letter_can_be_read_aloud(write: Any, language: str) -> None:
    """Language named, one main part, one heading, tables for looks marked as such, no picture."""
    elements = seen(write(3, language).html).elements
    named = [found["lang"] for _tag, found in elements if "lang" in found]
    assert named == [language, language]
    assert [found.get("role") for tag, found in elements if tag == "table"] == ["presentation"] * sum(
        tag == "table" for tag, _ in elements
    )
    assert sum(found.get("role") == "main" for _tag, found in elements) == 1
    assert sum(tag == "h1" for tag, _ in elements) == 1
    assert not {"img", "script", "link", "svg", "iframe", "form"} & {tag for tag, _ in elements}
    assert "url(" not in write(3).html


def test_every_letter_has_three_parts() -> None:
    """A folder a letter: subject, text, HTML."""
    folders = [path for path in (ROOT / "templates" / "mail").iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {
        "overdue", "office", "committee", "daily", "alarm", "report_draft", "report_frozen",
    }  # fmt: skip
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}
