"""A letter as bytes: correct headers, nothing injected, the same bytes each time."""

import random
import sys
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr
from typing import Any

import pytest

from tests.mail.outbox import MONDAY
from tracker import settings
from tracker.mail.message import Composed, compose
from tracker.mail.rules import Unmailable

WORDS = (
    "nhiệm vụ của Sở Tài nguyên và Môi trường đang quá hạn đến ngày cải cách hành chính thủ tục"
    " rút gọn số hóa hồ sơ Ủy ban nhân dân tỉnh Tây Ninh “ưu tiên” – khẩn 04/11/2024 (35%) & một cửa"
    " DVC CCHC-014 nghị quyết 76/NQ-CP liên thông Ban Chỉ đạo"
)
PAYLOADS = [
    "\r\nBcc: eve@evil.example",
    "\nBcc: eve@evil.example",
    "\rBcc: eve@evil.example",
    "\r\n\r\n<html>",
    "\n\n.\r\nMAIL FROM:<eve@evil.example>",
    "\r\n Bcc: eve@evil.example",
    "\n\tfolded",
    "\x0bBcc: x",
    "\x0cBcc: x",
    "\x1cBcc: x",
    "\x1d\x1e",
    "\x85Bcc: x",
    "\u2028Bcc: x",
    "\u2029Bcc: x",
    "\x00",
    "\x1b[2J",
    "\x7f",
    "\ud83d",
]


def composed(**changes: Any) -> Composed:
    """A letter to Alice, with something about it changed."""
    given: dict[str, Any] = {
        "key": "overdue/2024-W45/17",
        "kind": "overdue",
        "to_name": "Đỗ Thị Ánh",
        "to_address": "alice@so.example",
        "subject": "2 nhiệm vụ của Sở Nội vụ đang quá hạn (đến 04/11/2024)",
        "text": "Kính gửi ông/bà Ánh,\n\nQuá hạn.\n",
        "html": "<html><head><style>p{color:red}</style></head><body><p>Quá hạn</p></body></html>",
        "at": MONDAY,
    }
    return compose(**{**given, **changes})


def read(letter: Composed) -> EmailMessage:
    """What a mail reader makes of it."""
    return message_from_bytes(letter.content, policy=default)


def shown_name(letter: Composed, header: str) -> str:
    """The name beside an address. The modern parser of Python 3.11 puts spaces between encoded words."""
    written, _address = parseaddr(message_from_bytes(letter.content)[header].replace("\r\n", ""))
    return str(make_header(decode_header(written)))


def subjects(count: int) -> list[str]:
    """Vietnamese subjects of every length, the same ones each time."""
    dice, syllables = random.Random(20241104), WORDS.split()
    return [" ".join(dice.choices(syllables, k=dice.randint(1, 40))) for _ in range(count)]


def test_three_thousand_vietnamese_subjects_survive() -> None:
    """Folding loses no space and no letter, and no line is longer than a relay takes."""
    for subject in subjects(3000):
        letter = composed(subject=subject)
        assert read(letter)["Subject"] == subject
        assert max(map(len, letter.content.split(b"\r\n"))) <= 78


def test_the_library_alone_still_loses_spaces() -> None:
    """Why the subject is encoded by hand: when this fails, the workaround can go (Python 3.11)."""
    if sys.version_info[:2] != (3, 11):
        return
    lost = 0
    for subject in subjects(3000):
        message = EmailMessage(SMTP)
        message["Subject"] = subject
        lost += message_from_bytes(message.as_bytes(), policy=default)["Subject"] != subject
    assert lost > 0


@pytest.mark.parametrize(
    "name",
    ["Đỗ Thị Ánh", "Alice Smith", 'A "B" C', "a, b <c@d.example>", "=?utf-8?q?x?=", "Ủy ban " * 20, "\\", ""],
)
def test_a_name_is_shown_as_it_is_and_is_never_an_address(name: str) -> None:
    """Quotes, commas and brackets in a name stay part of the name."""
    letter = composed(to_name=name)
    assert [found.addr_spec for found in read(letter)["To"].addresses] == ["alice@so.example"]
    assert shown_name(letter, "To") == name


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("where", ["subject", "to_name", "to_address", "key", "kind"])
def test_no_header_is_injected(where: str, payload: str) -> None:
    """Whatever could end a line is refused, at the end and in the middle, in every field."""
    fine = {"subject": "x", "to_name": "x", "to_address": "alice@so.example", "key": "x", "kind": "overdue"}
    for value in (fine[where] + payload, payload + fine[where], f"Quá{payload}hạn"):
        with pytest.raises(Unmailable):
            composed(**{where: value})


def test_a_setting_cannot_inject_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender's name is checked like any other."""
    monkeypatch.setattr(settings, "_override", None)
    settings.override(mail_name="Nhắc việc\r\nBcc: eve@evil.example")
    with pytest.raises(Unmailable):
        composed()


def test_the_words_cannot_leave_their_part() -> None:
    """A body may say anything, boundaries, dots and header lines included."""
    text = f"\r\n.\r\nBcc: x\r\n--{read(composed()).get_boundary()}--\r\n"
    found = read(composed(text=text))
    assert found["Bcc"] is None
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    plain = next(found.iter_parts())
    assert plain.get_content().splitlines() == text.splitlines()


def test_the_same_letter_gives_the_same_bytes() -> None:
    """Byte for byte, so that a second copy can be recognised as one."""
    assert len({composed().content for _ in range(50)}) == 1
    assert composed(key="overdue/2024-W46/17").content != composed().content


def test_the_headers_say_what_kind_of_letter_it_is() -> None:
    """Who, when, which, that a machine wrote it, and that nobody's absence note is wanted."""
    found = read(composed())
    host = settings.current().host
    assert {name.lower() for name in found} == {
        "from", "to", "subject", "date", "message-id", "list-id", "auto-submitted",
        "x-auto-response-suppress", "mime-version", "content-type",
    }  # fmt: skip
    assert found["Date"] == "Mon, 04 Nov 2024 07:00:00 +0700"
    assert found["Message-ID"] == composed().message_id
    assert found["Message-ID"].startswith("<overdue.2024-W45.17.")
    assert found["Message-ID"].endswith(f"@{host}>")
    assert found["List-Id"] == f"<overdue.{host}>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["From"].addresses[0].addr_spec == settings.current().mail_from
    assert shown_name(composed(), "From") == settings.current().mail_name
    assert found.get_content_type() == "multipart/alternative"


def test_only_a_courtesy_letter_offers_to_stop() -> None:
    """Both headers of RFC 8058 stand in it; a duty letter cannot be switched off, so it does not say so."""
    url = "https://nhiemvu.example/letters/stop/17-" + "0a" * 32
    duty, courtesy = read(composed()), read(composed(unsubscribe=url))
    assert duty["List-Unsubscribe"] is duty["List-Unsubscribe-Post"] is None
    assert courtesy["List-Unsubscribe"].strip() == f"<{url}>"
    assert courtesy["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "url", ["mailto:x@so.example", "https://a/b>\r\nBcc: e@e", "https://a/b,https://c", "https://a/ợ", ""]
)
def test_an_address_that_cannot_stand_in_the_header_is_no_letter(url: str) -> None:
    """Neither a second address nor another header gets in by it."""
    with pytest.raises(Unmailable):
        composed(unsubscribe=url)


def test_each_letter_and_reader_has_an_id_of_its_own() -> None:
    """Keys that differ only in their separators do not share one; the id fits on a line."""
    ids = {
        composed(key=key, to_address=address).message_id
        for key in ("a/b", "a.b", "a/b/c", "x" * 120)
        for address in ("alice@so.example", "bob@so.example")
    }
    assert len(ids) == 8
    assert max(map(len, ids)) <= 200


def test_a_letter_is_plain_ascii_on_the_wire() -> None:
    """Any relay takes it: no byte beyond ASCII, no bare line end, no line over 78."""
    content = composed(text="ợ" * 5000, html=f"<p>{'ợ' * 5000}</p>").content
    assert content.isascii()
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_styles_are_written_into_the_elements_and_nothing_is_fetched() -> None:
    """Mail readers drop style sheets; a foreign one is never asked for."""
    html = '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><style>p{color:red}</style><p>x</p>'
    part = read(composed(html=html)).get_body(("html",))
    assert part is not None
    assert '<p style="color: red;">' in part.get_content()
