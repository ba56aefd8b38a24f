"""The day's letter: the same in both parts, alone and beside what is overdue, small, nobody's markup."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.mail.reading import FIGURES, MARKUP, SITE, TODAY, Reader, seen, task, where, words_of_text
from tracker.mail.message import Words
from tracker.reminders.daily.letters import beside, daily_letter
from tracker.reminders.daily.things import ACT, BEFORE, NEWS, Thing
from tracker.reminders.letters import Beside
from tracker.reminders.overdue import overdue_letter

MORNING = datetime(2024, 11, 4, tzinfo=UTC)


def things(n: int, title: str = "Rà soát thủ tục") -> list[Thing]:
    """So many things: every third to be done now, a courtesy, to be known."""
    kinds = ((ACT, "Explain", 0), (BEFORE, "Accept the task", 7), (NEWS, "", 0))
    return [
        Thing(f"line/{k}", kind, k, f"T-{k:03d}", title, date(2024, 11, 20), todo, days, "Returned",
              (title[:120],), title, MORNING, title[:120] if k % 2 else "")
        for k in range(n)
        for kind, todo, days in [kinds[k % 3]]
    ]  # fmt: skip


def alone(n: int, language: str = "vi", title: str = "Rà soát") -> Words:
    """A letter of its own."""
    return daily_letter(Reader(language=language), things(n, title), TODAY, SITE)


def carried(n: int, language: str = "vi", title: str = "Rà soát") -> Words:
    """Below the week's overdue tasks."""
    reader = Reader(language=language)
    also = Beside(things=beside(reader, things(n, title), SITE))
    return overdue_letter(
        reader, [task(k, 5 + k, title=title) for k in range(60)], FIGURES, TODAY, SITE, also
    )


@pytest.mark.parametrize("write", [alone, carried])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("count", [1, 3, 60])
def test_both_parts_say_the_same(write: object, language: str, count: int) -> None:
    """Words and links in the same order; a long list ends in a link."""
    letter = (alone if write is alone else carried)(count, language)
    page = seen(letter.html)
    assert words_of_text(letter.text) == page.words
    assert re.findall(r"https?://\S+", letter.text) == page.links


def test_a_letter_stays_small_and_shows_what_was_typed() -> None:
    """Under 60 kB before its styles are written in, with long words; markup stays text."""
    for write in (alone, carried):
        assert len(write(60, title="Ợ" * 900).html.encode()) < 50_000
        elements = [tag for tag, _ in seen(write(3, title=MARKUP).html).elements]
        assert elements == [tag for tag, _ in seen(write(3).html).elements]


def test_what_asks_for_something_comes_first() -> None:
    """Each thing leads to where it is done; only a letter of one's own courtesies can be stopped."""
    letter = alone(6)
    assert letter.subject == "4 việc cần làm (đến 04/11/2024)"
    assert letter.text.index("Việc cần làm") < letter.text.index("Để biết")
    assert where(seen(letter.html).links[0]) == "/tasks/T-000#act"
    assert "/letters/stop/" not in letter.text
    own = [replace(one, behalf="") for one in things(3)[1:]]
    assert "/letters/stop/7-" in daily_letter(Reader(), own, TODAY, SITE).text
    assert "/letters/stop/" not in daily_letter(Reader(), things(3)[1:], TODAY, SITE).text
