"""What is true of letters: which addresses can be used, what an answer means, when to try again."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # the last one repeats
RELAY_WAIT = timedelta(minutes=1)  # the relay itself is in trouble: no letter's fault, so no growing wait
TROUBLE_LENGTH = 500

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*\Z")
_OUR_FAULT = frozenset({503, 530, 538})  # wrong order, sign in first, encrypt first: not this recipient

Outcome = Literal["sent", "later", "failed", "relay"]
Stage = Literal["line", "sender", "recipient", "content"]


class Unmailable(ValueError):
    """A letter cannot be written to this address or with these words; nothing was stored."""


@dataclass(frozen=True)
class Verdict:
    """What became of one try: ``relay`` means that no letter would have fared better."""

    outcome: Outcome
    trouble: str = ""


def is_address(text: str) -> bool:
    """Whether a letter can be sent there: a plain ASCII address, no quotes, no domain literal."""
    return _ADDRESS.match(text) is not None


def one_line(text: str, what: str) -> str:
    """The text, if it can stand in a header.

    Raises Unmailable for anything that ends a line for some reader, control characters and halves of
    a surrogate pair: the encoded form bypasses the library's own check.
    """
    bad = [char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    if bad or not text.strip():
        raise Unmailable(f"{what} must be one line of text, not {text!r}")
    return text


def wait_after(tries: int) -> timedelta:
    """How long a letter rests after its ``tries``-th try: 1, 5, 15, 60 minutes, then every hour."""
    return BACK_OFF[min(max(tries, 1), len(BACK_OFF)) - 1]


def judge(stage: Stage, code: int, words: str) -> Verdict:
    """What the relay's refusal means; ``code`` 0 stands for a line that broke or a time-out.

    A refused sender is a fault of our settings or of the relay: it must not fail every letter.
    """
    if stage in {"line", "sender"} or code in _OUR_FAULT:
        return Verdict("relay", trouble(words))
    if stage == "content" and code == 0:
        words = f"no answer after the letter was handed over, it may arrive twice: {words}"
    return Verdict("failed" if code >= 500 else "later", trouble(words))


def trouble(words: str) -> str:
    """The relay's words as they can be stored: one line, no control characters, not long."""
    decoded = words.encode("utf-8", "replace").decode()
    printable = "".join(char if char.isprintable() else " " for char in decoded)
    return " ".join(printable.split())[:TROUBLE_LENGTH]
