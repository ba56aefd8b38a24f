"""How relays misbehave, one row each: what becomes of the letter, when it is tried again, what is said of it.

Alice's letter meets the trouble; Bob's and Charlie's wait behind it in the same run. Trouble of the relay
itself costs no letter a try; trouble of a letter is that letter's alone. Five seconds later, when a worker
looks again, the others have arrived, whatever happened to the first.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.mail.certificates import certificate
from tests.mail.outbox import MONDAY, kept, later, letter, relay_at, states
from tests.mail.scripted import CUT, DRIP, DROP, HANG, RESET, Script, relay_playing
from tracker.mail.delivery import deliver_all
from tracker.mail.relay import Relay
from tracker.settings import Settings

ALICE = "alice@so.example"
LOOKS_AGAIN = 5 / 60  # minutes between two drains of a worker
LONGEST = 0.8  # seconds one letter may take here


@dataclass(frozen=True)
class Row:
    """A trouble, the letter's state after it, and in the end how often Alice's letter reached the relay."""

    trouble: str
    set_up: Callable[[Script], None]
    then: str  # relay: waits a minute, no try counted; later: waits, a try counted; failed; sent
    said: str  # as a regular expression
    copies: int = 1
    user: str | None = None


def at(place: str, *answers: str) -> Callable[[Script], None]:
    """The relay gives these answers at a place of the session, and good ones after them."""

    def set_up(script: Script) -> None:
        found = getattr(script, f"at_{place}")
        (found[ALICE] if isinstance(found, dict) else found).extend(answers)

    return set_up


TWICE = "no answer after the letter was handed over, it may arrive twice: "
ROWS = [
    # the relay itself: nobody's letter is at fault
    Row("4xx greeting", at("greeting", "451 4.3.0 Later"), "relay", "451 4.3.0 Later"),
    Row("421 greeting", at("greeting", "421 4.3.2 Too many lines"), "relay", "421 4.3.2 Too many lines"),
    Row("5xx greeting", at("greeting", "554 5.7.1 Not you"), "relay", "554 5.7.1 Not you"),
    Row("drop at connect", at("greeting", DROP), "relay", ".*(lost|closed|EOF).*"),
    Row("slow greeting", at("greeting", HANG), "relay", ".*[Tt]imed? ?-?out.*"),
    Row("greeting byte by byte", at("greeting", DRIP), "relay", ".*[Tt]imed? ?-?out.*"),
    Row("drop after EHLO", at("ehlo", DROP), "relay", ".*(lost|closed|EOF).*"),
    Row("AUTH refused", at("sign_in", "no", "no"), "relay", "535 5.7.8 .*", user="nhac-viec"),
    Row("4xx at MAIL", at("mail", "451 4.3.0 Disk full"), "relay", "451 4.3.0 Disk full"),
    Row("5xx at MAIL", at("mail", "550 5.7.1 Sender rejected"), "relay", "550 5.7.1 Sender rejected"),
    Row("421 at MAIL", at("mail", "421 4.3.2 Closing"), "relay", "421 4.3.2 Closing"),
    Row("drop at MAIL", at("mail", DROP), "relay", ".*(lost|closed|EOF).*"),
    # the recipient
    Row("4xx at RCPT", at("rcpt", "450 4.2.0 Greylisted"), "later", "450 4.2.0 Greylisted"),
    Row("too many recipients", at("rcpt", "452 4.5.3 Too many recipients"), "later", "452 4.5.3 Too many .*"),
    Row("5xx at RCPT", at("rcpt", "550 5.1.1 No such user"), "failed", "550 5.1.1 No such user", copies=0),
    Row("relaying denied", at("rcpt", "554 5.7.1 Relay access denied"), "later", "554 5.7.1 Relay .*"),
    Row("421 at RCPT", at("rcpt", "421 4.3.2 Closing"), "later", "421 4.3.2 Closing"),
    Row("drop at RCPT", at("rcpt", DROP), "later", ".*(lost|closed|EOF).*"),
    Row("RCPT byte by byte", at("rcpt", DRIP), "later", "time-out"),
    # the letter
    Row("4xx at DATA", at("start", "451 4.3.0 Not now"), "later", "451 4.3.0 Not now"),
    Row("5xx at DATA", at("start", "554 5.5.1 No valid"), "failed", "554 5.5.1 No valid", copies=0),
    Row("421 at DATA", at("start", "421 4.3.2 Closing"), "later", "421 4.3.2 Closing"),
    Row("drop at DATA", at("start", DROP), "later", TWICE + ".*(lost|closed|EOF).*"),
    Row("drop in the letter", at("start", CUT), "later", TWICE + ".*(lost|closed|EOF).*"),
    Row("4xx for the letter", at("data", "451 4.7.1 Scanner busy"), "later", "451 4.7.1 Scanner busy"),
    Row("5xx for the letter", at("data", "552 5.3.4 Too big"), "failed", "552 5.3.4 Too big", copies=0),
    Row("drop after the letter", at("data", DROP), "later", TWICE + ".*(lost|closed|EOF).*", copies=2),
    Row("no answer to the letter", at("data", HANG), "later", TWICE + "time-out", copies=2),
    Row("reset after 250", at("data", RESET), "sent", ""),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.trouble)
@pytest.mark.usefixtures("database")
async def test_trouble_stays_where_it_belongs(row: Row) -> None:
    """State, next try, words; the others arrive; then Alice's letter does too, the same bytes each time."""
    for name in ("alice", "bob", "charlie"):
        await letter(name)
    script = Script()
    row.set_up(script)
    async with relay_playing(script) as port:
        started = asyncio.get_running_loop().time()
        await _drain(port, row, MONDAY)
        assert asyncio.get_running_loop().time() - started < LONGEST + 1
        found = await kept("alice")
        _looks_as(row, found)
        await _drain(port, row, later(MONDAY, LOOKS_AGAIN))
        assert (await states())["bob"] == (await states())["charlie"] == "sent"
        await _drain(port, row, later(MONDAY, 1.1))
    assert (await kept("alice"))["state"] == ("failed" if row.then == "failed" else "sent")
    assert script.taken_by(ALICE) == [found["content"]] * row.copies
    assert len(script.taken_by("bob@so.example")) == len(script.taken_by("charlie@so.example")) == 1


async def _drain(port: int, row: Row, moment: datetime) -> None:
    relay = relay_at(
        port, connect_seconds=0.4 if "greeting" in row.trouble else 5.0, total_seconds=LONGEST,
        user=row.user, password=row.user,
    )  # fmt: skip
    await deliver_all(relay, "worker", moment)


def _looks_as(row: Row, found: dict[str, Any]) -> None:
    state = {"relay": "ready", "later": "ready"}.get(row.then, row.then)
    assert (found["state"], found["tries"]) == (state, 0 if row.then == "relay" else 1)
    assert re.fullmatch(row.said, found["trouble"]), found["trouble"]
    assert (found["lease_owner"], found["lease_until"]) == ("", None)
    if state == "ready":
        assert later(MONDAY, 1) <= found["next_try_at"] < later(MONDAY, 1.1)


UNTRUSTED = [
    # what the relay offers, the words kept
    ("no STARTTLS", ".*STARTTLS.*not supported.*|.*does not support STARTTLS.*"),
    ("another name", ".*certificate verify failed.*(mismatch|not valid for).*"),
    ("signed by itself", ".*certificate verify failed.*self.signed.*"),
    ("expired", ".*certificate verify failed.*expired.*"),
]


@pytest.mark.parametrize(("offered", "said"), UNTRUSTED, ids=[offered for offered, _ in UNTRUSTED])
@pytest.mark.usefixtures("database")
async def test_no_letter_travels_over_a_line_that_is_not_safe(
    offered: str, said: str, tmp_path: Path
) -> None:
    """Nothing is said over a plain or doubtful line, no letter loses a try, all leave when it is mended."""
    for name in ("alice", "bob"):
        await letter(name)
    good, served = certificate(tmp_path / "good")
    bad, doubtful = certificate(
        tmp_path / "bad", "DNS:mail.so.example" if offered == "another name" else "IP:127.0.0.1",
        expired=offered == "expired",
    )  # fmt: skip
    script, trusted = Script(), ssl.create_default_context(cafile=good)
    if offered != "signed by itself":
        trusted.load_verify_locations(bad)
    async with relay_playing(script, None if offered == "no STARTTLS" else doubtful) as port:
        done = await deliver_all(relay_at(port, security="starttls", context=trusted), "worker", MONDAY)
    assert (done.sent, done.later, script.taken) == (0, 1, [])
    assert re.fullmatch(said, done.trouble), done.trouble
    assert {**await states(), "tries": (await kept("alice"))["tries"]} == {
        "alice": "ready",
        "bob": "ready",
        "tries": 0,
    }
    async with relay_playing(script, served) as port:
        mended = relay_at(port, security="starttls", context=trusted)
        assert (await deliver_all(mended, "worker", later(MONDAY, 1.1))).sent == 2
    assert len(script.taken) == 2


@pytest.mark.usefixtures("database")
async def test_a_plain_line_is_used_when_the_operator_says_so() -> None:
    """The same relay without STARTTLS: refused by default, used with the setting that says no."""
    await letter("alice")
    script = Script()
    async with relay_playing(script) as port:
        for starttls, sent in ((True, 0), (False, 1)):
            chosen = Settings(smtp_url=f"smtp://relay.so.example:{port}", smtp_starttls=starttls)
            relay = Relay.of(chosen)
            moved = relay_at(port, security=relay.security)  # the name leads nowhere in a test
            assert (await deliver_all(moved, "worker", later(MONDAY, 1.1 * (not starttls)))).sent == sent
