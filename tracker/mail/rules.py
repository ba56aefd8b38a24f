"""What is true of letters: which addresses can be used, what an answer means, when to try again."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # the last one repeats
GIVE_UP_TRIES = 124  # with these waits five days, after which mail servers too return a letter
RELAY_WAIT = timedelta(minutes=1)  # the relay itself is in trouble: no letter's fault, so no growing wait
TROUBLE_LENGTH = 500

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*\Z")
_OUR_FAULT = frozenset({503, 530, 538})  # wrong order, sign in first, encrypt first: not this recipient
# A relay set up wrongly says this of every address; one Monday of it must not fail everybody's letter.
_NO_RELAYING = re.compile(
    r"\brelay(?:ing)?(?: access)?(?: is)? (?:denied|not permitted|not allowed|prohibited|refused)"
    r"|\b(?:unable|not allowed|not permitted|do not|don't|cannot|won't) (?:to )?relay\b",
    re.IGNORECASE,
)

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

    A refused sender is a fault of our settings or of the relay: it must not fail every letter. "Relaying
    denied" is no word about the recipient either, but may be meant for one domain: the letter waits.
    """
    if stage in {"line", "sender"} or code in _OUR_FAULT:
        return Verdict("relay", trouble(words))
    if stage == "recipient" and _NO_RELAYING.search(words):
        return Verdict("later", trouble(words))
    if stage == "content" and code == 0:
        words = f"no answer after the letter was handed over, it may arrive twice: {words}"
    return Verdict("failed" if code >= 500 else "later", trouble(words))


def settled(verdict: Verdict, tries: int) -> Verdict:
    """The verdict on a letter's ``tries``-th try: one put off for some five days has failed."""
    if verdict.outcome != "later" or tries < GIVE_UP_TRIES:
        return verdict
    return Verdict("failed", trouble(f"given up after {tries} tries: {verdict.trouble}"))


def trouble(words: str) -> str:
    """The relay's words as they can be stored: one line, no control characters, not long."""
    decoded = words.encode("utf-8", "replace").decode()
    printable = "".join(char if char.isprintable() else " " for char in decoded)
    return " ".join(printable.split())[:TROUBLE_LENGTH]
