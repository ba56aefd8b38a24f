"""The demonstration's mailbox: every letter is kept, shown, and goes nowhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import SECRET
from tests.mail.outbox import relay_at
from tests.mail.test_message import composed
from tracker import settings
from tracker.mail import catcher
from tracker.refusal import NotThere


async def test_a_letter_sent_here_can_be_read_here(tmp_path: Path) -> None:
    """What the relay is given is what the page shows: subject, reader, date, both parts."""
    letter = composed()
    async with catcher.catching(tmp_path / "mailbox") as port:
        relay = relay_at(port)
        assert (await relay.hand_over("alice@so.example", letter.content)).outcome == "sent"
        await relay.close()
    (found,) = catcher.letters(tmp_path / "mailbox")
    assert found.subject == "2 nhiệm vụ của Sở Nội vụ đang quá hạn (đến 04/11/2024)"
    assert found.to == "Đỗ Thị Ánh <alice@so.example>"
    assert found.date == "04/11/2024 07:00"
    assert "Quá hạn.\n" in found.text.replace("\r\n", "\n")
    assert '<p style="color: red;">Quá hạn</p>' in found.html
    assert ("Message-ID", letter.message_id) in found.headers
    assert ("From", f"{settings.current().mail_name} <{settings.current().mail_from}>") in found.headers


async def test_a_second_copy_is_a_second_letter(tmp_path: Path) -> None:
    """A letter sent twice by mistake must be seen twice."""
    async with catcher.catching(tmp_path) as port:
        relay = relay_at(port)
        for _ in range(2):
            await relay.hand_over("alice@so.example", composed().content)
        await relay.close()
    assert len(catcher.letters(tmp_path)) == 2


async def test_letters_that_come_at_once_are_all_kept(tmp_path: Path) -> None:
    """Forty over four lines, each under its own name."""

    async def send(port: int) -> None:
        relay = relay_at(port)
        for _ in range(10):
            await relay.hand_over("alice@so.example", composed().content)
        await relay.close()

    async with catcher.catching(tmp_path) as port:
        await asyncio.gather(*(send(port) for _ in range(4)))
    assert len(catcher.letters(tmp_path)) == 40


async def test_a_taken_port_is_an_error_that_can_be_told(tmp_path: Path) -> None:
    """The door that starts the mailbox turns this into its sentence."""
    async with catcher.catching(tmp_path) as port:
        with pytest.raises(OSError, match="address already in use"):
            async with catcher.catching(tmp_path, port):
                pass


def test_the_newest_letter_comes_first(tmp_path: Path) -> None:
    """In the order of arrival, whatever their dates say; half-written files are no letters."""
    for n in range(5):
        catcher.keep(tmp_path, composed(subject=f"Thư {n}").content)
    (tmp_path / ".00000000000000000000-00000000.half").write_bytes(b"Subject: half")
    (tmp_path / "notes.eml").write_bytes(b"Subject: not ours")
    assert [found.subject for found in catcher.letters(tmp_path)] == [f"Thư {n}" for n in (4, 3, 2, 1, 0)]
    assert len(catcher.letters(tmp_path, limit=2)) == 2
    assert catcher.letters(tmp_path / "never made") == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no header at all",
        b"Subject: =?x-unknown?b?AAAA?=\r\nDate: soon\r\n\r\nx",
        b"Subject: =?utf-8?b?AAA?=\r\n\r\n",
        b"Content-Type: text/plain; charset=x-unknown\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/alternative\r\n\r\nno boundary",
        b"Subject: \xff\xfe\r\nTo: <<<>>>,,,\r\nDate: Mon, 99 Foo 2024\r\n\r\n",
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    ],
)
def test_a_strange_letter_is_shown_as_well_as_it_can_be(content: bytes, tmp_path: Path) -> None:
    """One odd message must not close the mailbox."""
    name = catcher.keep(tmp_path, content)
    assert catcher.read(tmp_path, name) in catcher.letters(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../secret",
        "..%2fsecret",
        "/etc/hostname",
        "secret",
        "0" * 20,
        "0" * 20 + "-" + "0" * 8 + "\n",
    ],
)
def test_only_caught_letters_can_be_read(name: str, tmp_path: Path) -> None:
    """No name leads out of the folder or to a file that was not caught."""
    (tmp_path / "mailbox").mkdir()
    (tmp_path / "secret.eml").write_bytes(b"Subject: secret")
    (tmp_path / "mailbox" / "secret.eml").write_bytes(b"Subject: secret")
    with pytest.raises(NotThere):
        catcher.read(tmp_path / "mailbox", name)


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """The demonstration's site with a mailbox of its own."""
    from tracker import app

    monkeypatch.setattr(settings, "_override", None)
    settings.override(demo=True, secret_key=SECRET)
    asgi: Any = app.create(mailbox=tmp_path)
    transport = httpx.ASGITransport(app=asgi)
    async with httpx.AsyncClient(transport=transport, base_url="http://tracker.test") as client:
        yield client


async def test_the_mailbox_lists_and_opens_its_letters(site: httpx.AsyncClient, tmp_path: Path) -> None:
    """From the list to the letter, escaped, with its HTML in a frame of its own."""
    empty = await site.get("/mail")
    assert empty.status_code == 200
    assert "Chưa có thư" in empty.text
    name = catcher.keep(tmp_path, composed(subject="<b>gấp</b>", text="<script>1</script>").content)
    listed = await site.get("/mail")
    assert f'href="/mail/{name}"' in listed.text
    assert "&lt;b&gt;gấp&lt;/b&gt;" in listed.text
    opened = await site.get(f"/mail/{name}")
    assert "&lt;script&gt;1&lt;/script&gt;" in opened.text
    assert f'<iframe src="/mail/{name}/html"' in opened.text
    assert 'sandbox="' in opened.text
    assert "allow-scripts" not in opened.text
    assert "<b>gấp</b>" not in listed.text + opened.text


async def test_only_the_framed_letter_may_carry_styles(site: httpx.AsyncClient, tmp_path: Path) -> None:
    """Its answer allows inline styles and nothing else; the pages keep the policy of the house."""
    name = catcher.keep(tmp_path, composed().content)
    framed = await site.get(f"/mail/{name}/html")
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "sandbox" in policy
    assert "script" not in policy.replace("allow-scripts", "SCRIPTS")
    assert "SCRIPTS" not in policy
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert framed.headers["X-Content-Type-Options"] == "nosniff"
    assert '<base target="_blank">' in framed.text
    for path in ("/mail", f"/mail/{name}"):
        answer = await site.get(path)
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("suffix", ["", "/html"])
async def test_what_was_not_caught_is_not_there(site: httpx.AsyncClient, suffix: str) -> None:
    """A made-up name is answered like any other unknown address."""
    for name in ("0" * 20 + "-" + "0" * 8, "..%2F..%2Fetc", "x"):
        assert (await site.get(f"/mail/{name}{suffix}")).status_code == 404


async def test_outside_the_demonstration_there_is_no_mailbox(site: httpx.AsyncClient, tmp_path: Path) -> None:
    """Letters of real people are for nobody to read here."""
    name = catcher.keep(tmp_path, composed().content)
    settings.override(demo=False)
    for path in ("/mail", f"/mail/{name}", f"/mail/{name}/html"):
        assert (await site.get(path)).status_code == 404
