"""The mailbox that letters come back to: read over a verified line, flagged only once they are counted."""

import asyncio
import ssl
from typing import Any

import pytest

from tests.mail.certificates import certificate
from tests.mail.imap import DRIP, DROP, HANG, Letterbox, letterbox
from tests.mail.outbox import MONDAY, letter
from tests.mail.reports import OUT_OF_OFFICE
from tests.mail.test_bounces import counted, of, soft
from tracker.mail.bounces.actions import take_in
from tracker.mail.bounces.mailbox import MailboxTrouble, Place, read_mailbox
from tracker.settings import SettingsError
from tracker.settings import read as settings_from

pytestmark = pytest.mark.usefixtures("database")

Sides = tuple[ssl.SSLContext, ssl.SSLContext]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """The two sides of an encrypted line to a mailbox on this machine."""
    path, context = certificate(tmp_path_factory.mktemp("imap"))
    return ssl.create_default_context(cafile=path), context


async def _visit(box: Letterbox, sides: Sides, **how: Any) -> int:
    async def take(content: bytes) -> bool:
        return await take_in(content, MONDAY)

    async with letterbox(box, sides[1]) as port:
        place = Place.of(f"imaps://nhac%40tinh:m%3At%401@127.0.0.1:{port}/Th%20b%20tr")
        given = {"context": sides[0], "answer_seconds": 0.5, "visit_seconds": 3.0, **how}
        return await read_mailbox(place, take, **given)


async def test_a_mailbox_is_read_and_each_message_flagged(
    served: Sides,
) -> None:
    """Reports are marked as read, the rest starred too, for a person; the next visit finds nothing."""
    await letter("alice")
    await letter("bob")
    box = Letterbox({4: await of("alice"), 7: OUT_OF_OFFICE, 9: await of("bob", **soft())})
    assert await _visit(box, served) == 2
    assert box.flags == {4: r"\Seen", 7: r"\Seen \Flagged", 9: r"\Seen"}
    assert await _visit(box, served) == 0
    assert [hard for _, hard, _ in await counted()] == [True, False]
    assert box.said[-1] == "LOGOUT"


@pytest.mark.parametrize(
    ("word", "instead", "taken"),
    [
        ("LOGIN", "TAG NO go away\r\n", 0),
        ("LOGIN", HANG, 0),
        ("SELECT", "TAG NO no such folder\r\n", 0),
        ("SEARCH", "* SEARCH 1 x\r\nTAG OK\r\n", 0),
        ("SEARCH", DROP, 0),
        ("FETCH", HANG, 0),
        ("FETCH", DRIP, 0),
        ("FETCH", "TAG BAD\r\n", 0),
        ("STORE", DROP, 1),
        ("STORE", "TAG NO read only\r\n", 1),
    ],
)
async def test_a_mailbox_in_trouble_is_given_up_in_time_and_read_again(
    word: str, instead: str, taken: int, served: Sides
) -> None:
    """Each trouble ends the visit within its limit, names no password, and loses or doubles nothing."""
    await letter("alice")
    box = Letterbox({4: await of("alice")}, instead={word: instead})
    started = asyncio.get_running_loop().time()
    with pytest.raises(MailboxTrouble) as trouble:
        await _visit(box, served, visit_seconds=1.0)
    assert asyncio.get_running_loop().time() - started < 2
    assert "m:t@1" not in str(trouble.value)
    assert (len(await counted()), box.flags) == (taken, {})
    box.instead.clear()
    assert await _visit(box, served) == 1
    assert (len(await counted()), box.flags) == (1, {4: r"\Seen"})


async def test_a_mailbox_with_a_strangers_certificate_gets_no_password(
    served: Sides,
) -> None:
    """The certificate must be trusted; a wrong password is told without the password."""
    box = Letterbox({})
    with pytest.raises(MailboxTrouble, match="certificate"):
        await _visit(box, served, context=None)
    assert box.said == []
    with pytest.raises(MailboxTrouble):
        await _visit(Letterbox({}, password="another"), served)


def test_only_an_encrypted_mailbox_can_be_set() -> None:
    """A plain line would carry the password: refused at the start, with the name of the setting."""
    good = "imaps://nhac%40tinh:m@mail.tinh.example/INBOX"
    assert settings_from({"TRACKER_BOUNCE_IMAP_URL": good}).bounce_imap_url == good
    assert Place.of(good) == Place("mail.tinh.example", 993, "nhac@tinh", "m", "INBOX")
    for bad in (
        "imap://u:p@mail.tinh.example",
        "imaps://mail.tinh.example",
        "mail.tinh.example",
        "imaps://u@",
    ):
        with pytest.raises(SettingsError, match="TRACKER_BOUNCE_IMAP_URL"):
            settings_from({"TRACKER_BOUNCE_IMAP_URL": bad})
