"""Which addresses can be used, what an answer means, when to try again."""

from datetime import timedelta

import pytest

from tracker.mail.rules import (
    GIVE_UP_TRIES,
    Outcome,
    Stage,
    Unmailable,
    Verdict,
    is_address,
    judge,
    one_line,
    settled,
    trouble,
    wait_after,
)

GOOD = [
    "snv.lanhdao@tayninh.example",
    "a@b",
    "nhac-viec@localhost",
    "o'brien+cc_1@so-noi-vu.tinh.gov.vn",
    "x" * 64 + "@a.vn",
]
BAD = [
    "",
    "alice",
    "@so.example",
    "alice@",
    "alice@@so.example",
    "alice @so.example",
    " alice@so.example",
    "alice@so.example\n",
    "alice@so.example\r\nBcc: eve@evil.example",
    "alice@so.example\r\nRCPT TO:<eve@evil.example>",
    "alice@so.example> SIZE=1",
    "alice@so.example,eve@evil.example",
    "<alice@so.example>",
    '"alice"@so.example',
    '"alice\r\nDATA"@so.example',
    "alice\\@so.example",
    "ánh@so.example",
    "alice@sở.example",
    "alice@[127.0.0.1]",
    "alice@so..example",
    "alice@-so.example",
    "alice@so-.example",
    ".alice@so.example",
    "alice.@so.example",
    "al..ice@so.example",
    "alice@so.example.",
    "alice\x00@so.example",
    "alice\u2028@so.example",
    "x" * 65 + "@a.vn",
    "a@" + "b." * 130 + "vn",
    "alice(comment)@so.example",
    "=?utf-8?q?a=0d=0ab?=@so.example\r\n",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_ordinary_address_can_be_written_to(address: str) -> None:
    """What offices use is accepted."""
    assert is_address(address)


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_could_mean_more_is_refused(address: str) -> None:
    """Quotes, line ends, lists, comments, letters beyond ASCII: none of it reaches the relay."""
    assert not is_address(address)


@pytest.mark.parametrize("char", list("\r\n\x00\x0b\x0c\x1b\x1c\x85\x7f\u2028\u2029\ud800"))
def test_nothing_that_ends_a_line_for_somebody_stands_in_a_header(char: str) -> None:
    """Also what only some readers take for a line end."""
    with pytest.raises(Unmailable):
        one_line(f"before{char}after", "A subject")


def test_ordinary_text_stands_in_a_header() -> None:
    """The check lets Vietnamese, typographic and spaced text through unchanged."""
    for text in ("2 nhiệm vụ “đang” quá hạn – gấp", "a\u00a0b", "  x "):
        assert one_line(text, "A subject") == text


@pytest.mark.parametrize("empty", ["", " ", "\u00a0"])
def test_an_empty_header_is_refused(empty: str) -> None:
    """A letter without a subject is a mistake of ours."""
    with pytest.raises(Unmailable):
        one_line(empty, "A subject")


def test_waiting_grows_to_an_hour_and_stays() -> None:
    """1, 5, 15, 60 minutes, then hourly."""
    minutes = [wait_after(tries) // timedelta(minutes=1) for tries in range(8)]
    assert minutes == [1, 1, 5, 15, 60, 60, 60, 60]


@pytest.mark.parametrize(
    ("stage", "code", "outcome"),
    [
        ("line", 0, "relay"),
        ("line", 554, "relay"),
        ("line", 535, "relay"),
        ("sender", 0, "relay"),
        ("sender", 421, "relay"),
        ("sender", 451, "relay"),
        ("sender", 550, "relay"),
        ("recipient", 0, "later"),
        ("recipient", 421, "later"),
        ("recipient", 450, "later"),
        ("recipient", 452, "later"),
        ("recipient", 503, "relay"),
        ("recipient", 530, "relay"),
        ("recipient", 550, "failed"),
        ("recipient", 552, "failed"),
        ("content", 0, "later"),
        ("content", 421, "later"),
        ("content", 451, "later"),
        ("content", 552, "failed"),
        ("content", 554, "failed"),
    ],
)
def test_an_answer_means_the_same_each_time(stage: Stage, code: int, outcome: Outcome) -> None:
    """Only the recipient or the letter itself can fail a letter; our own faults stop the drain."""
    assert judge(stage, code, "words").outcome == outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("554 5.7.1 <a@so.example>: Relay access denied", "later"),
        ("550 5.7.1 Unable to relay", "later"),
        ("550 relay not permitted", "later"),
        ("550 relaying is denied", "later"),
        ("550 5.1.1 No such user at relay.so.example", "failed"),
        ("550 5.1.1 relay@so.example: unknown", "failed"),
        ("550 5.7.1 Blocked", "failed"),
    ],
)
def test_a_relay_that_carries_for_nobody_is_not_the_recipients_fault(words: str, outcome: Outcome) -> None:
    """Set up wrongly on a Monday, it would fail everybody's letter for good; so the letter waits."""
    assert judge("recipient", int(words[:3]), words).outcome == outcome


def test_waiting_ends_after_five_days() -> None:
    """The tries that fit into five days; a failure or the relay's own trouble is not touched."""
    waited = sum((wait_after(tries) for tries in range(1, GIVE_UP_TRIES)), timedelta(0))
    assert timedelta(days=4, hours=23) < waited < timedelta(days=5, hours=2)
    assert settled(Verdict("later", "450 no"), GIVE_UP_TRIES - 1) == Verdict("later", "450 no")
    assert settled(Verdict("later", "450 no"), GIVE_UP_TRIES).outcome == "failed"
    assert settled(Verdict("relay", "away"), 999).outcome == "relay"


def test_words_of_a_relay_are_made_fit_to_keep() -> None:
    """One line, printable, storable, not long."""
    assert trouble("a\r\n b\x00\x07c \udcff") == "a b c ?"
    assert len(trouble("ợ" * 5000)) == 500
