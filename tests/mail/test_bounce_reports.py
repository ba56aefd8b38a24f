"""A delivery report is read as what it is, whoever wrote it; whatever else comes says nothing."""

import base64
import random
from collections.abc import Callable

import pytest

from tests.mail.reports import (
    ADDRESS,
    OURS,
    OUT_OF_OFFICE,
    READ_RECEIPT,
    exchange,
    exim,
    google,
    postfix,
    zimbra,
)
from tracker.mail.bounces.rules import LARGEST, MOST_RECIPIENTS, read_report

EVERY = [postfix, exchange, exim, google, zimbra]


@pytest.mark.parametrize(
    ("report", "hard", "status", "said"),
    [
        (postfix, True, "5.1.1", "550 5.1.1 User unknown"),
        (exchange, True, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"),
        (exim, True, "5.1.1", "550 5.1.1 mailbox does not exist"),
        (google, True, "5.1.1", "550-5.1.1 The account does not exist. 550 5.1.1 Look!"),
        (zimbra, False, "4.2.2", "452 4.2.2 Over quota (in reply to end of DATA command)"),
    ],
)  # fmt: skip
def test_reports_of_five_servers_are_understood(
    report: Callable[[], bytes], hard: bool, status: str, said: str
) -> None:
    """Address, weight, status, last words, and the number of the letter that came back."""
    (found,) = read_report(report())
    assert (found.address, found.hard, found.ended, found.status) == (ADDRESS, hard, True, status)
    assert found.said == said
    assert OURS in found.message_ids


@pytest.mark.parametrize(
    ("action", "status", "said", "expected"),
    [
        ("failed", "5.1.1", "550 5.1.1 no", (True, True)),
        ("FAILED (5.1.1)", "5.1.1", "550 no", (True, True)),
        ("failed", "5.7.1", "554 5.7.1 blocked", (True, True)),
        ("failed", "5.2.2", "552 5.2.2 full", (False, True)),  # somebody lives there
        ("failed", "4.4.1", "timed out for five days", (False, True)),
        ("failed", "", "550 no such user", (True, True)),
        ("failed", "", "450 come again", (False, True)),
        ("failed", "", "gone", (True, True)),
        ("delayed", "4.4.1", "timed out", (False, False)),
        ("delayed", "5.1.1", "odd", (False, False)),
        ("delivered", "2.0.0", "250 thanks", None),
        ("relayed", "2.0.0", "250 thanks", None),
        ("expanded", "2.0.0", "", None),
        ("", "5.1.1", "550", None),
    ],
)
def test_refused_for_good_is_hard_and_put_off_is_soft(
    action: str, status: str, said: str, expected: tuple[bool, bool] | None
) -> None:
    """Hard or soft, and whether the server has given up; good news is none."""
    found = read_report(postfix(action=action, status=status, said=said))
    assert [(one.hard, one.ended) for one in found] == ([expected] if expected else [])


def test_answers_of_machines_and_of_people_say_nothing() -> None:
    """Out of office, read receipts and letters that quote a report are no report, even with all its words."""
    quoting = b"Subject: Fw\r\nContent-Type: text/plain\r\n\r\n" + postfix()
    for other in (OUT_OF_OFFICE, READ_RECEIPT, quoting, b"", b"\r\n", b"hello"):
        assert read_report(other) == ()


def test_an_encoded_report_is_read_too() -> None:
    """Some relays pack the status part in base64 on its way."""
    fields = f"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; {ADDRESS}\nAction: failed\nStatus: 5.1.1\n"
    packed = base64.b64encode(fields.encode()).decode()
    text = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="q"\n\n--q\n'
        f"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{packed}\n--q--\n"
    )
    (found,) = read_report(text.encode())
    assert (found.address, found.hard) == (ADDRESS, True)


def test_what_is_no_address_of_ours_is_left_out() -> None:
    """A report is from a stranger: nothing odd gets into the records from it."""
    for odd in (
        "",
        "x",
        "a@b c",
        "<script>@so.example",
        "a@b\x00",
        "ánh@so.example",
        "x" * 300 + "@so.example",
    ):
        assert read_report(postfix(address=odd)) == ()
    (found,) = read_report(postfix(said="550 \x00\x1b[31m" + "ợ" * 900))
    assert len(found.said) <= 500
    assert found.said.isprintable()


def test_garbage_never_raises_and_never_takes_long() -> None:
    """Cut, shuffled, nested, endless: 600 damaged reports are read or left, each within its limits."""
    dice = random.Random(3464)
    for _ in range(600):
        given = bytearray(dice.choice(EVERY)())
        for _ in range(dice.randrange(1, 30)):
            place = dice.randrange(len(given))
            if dice.random() < 0.5:
                given[place : place + dice.randrange(40)] = dice.randbytes(dice.randrange(40))
            else:
                given[place:place] = given[: dice.randrange(200)]
        assert len(read_report(bytes(given[: dice.randrange(len(given) + 1)]))) <= MOST_RECIPIENTS


@pytest.mark.parametrize(
    "monster",
    [
        b'Content-Type: multipart/report; boundary="a"\r\n\r\n' + b"--a\r\n\r\nx\r\n" * 100_000,
        b"".join(b'Content-Type: multipart/a; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(9000)),
        postfix() + b"x" * 3 * LARGEST,
        b"Message-ID: " + b"<a@b> " * 300_000,
        b"X-Failed-Recipients: " + b"a@so.example," * 70_000 + b"\r\n\r\n",
    ],
    ids=["parts", "nested", "long", "numbers", "recipients"],
)  # fmt: skip
def test_monsters_are_cut_to_size(monster: bytes) -> None:
    """More parts, depth, bytes, numbers or recipients than any report has."""
    found = read_report(monster)
    assert len(found) <= MOST_RECIPIENTS
    assert all(len(one.message_ids) <= 20 for one in found)
