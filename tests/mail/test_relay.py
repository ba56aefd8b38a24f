"""The line to the relay: encrypted unless it stays on this machine, kept alive, given up in time."""

import asyncio
import ssl
from pathlib import Path

import pytest

from tests.mail.certificates import certificate as own_certificate
from tests.mail.outbox import relay_at
from tests.mail.scripted import HANG, Script, greeting, relay_playing
from tracker.mail.relay import CONNECT_SECONDS, TOTAL_SECONDS, Relay, security_of
from tracker.settings import Settings

LETTER = b"Subject: x\r\n\r\nx\r\n"
TO = "alice@so.example"


@pytest.mark.parametrize(
    ("url", "starttls", "security"),
    [
        ("smtp://mail.tinh.example", True, "starttls"),
        ("smtp://10.0.0.5:25", True, "starttls"),
        ("smtp://127.0.0.1.evil.example", True, "starttls"),
        ("smtp://localhost.evil.example", True, "starttls"),
        ("smtp://mail.tinh.example", False, "plain"),
        ("smtp://127.0.0.1:2525", True, "plain"),
        ("smtp://127.9.9.9", True, "plain"),
        ("smtp://[::1]:25", True, "plain"),
        ("smtp://localhost", True, "plain"),
        ("smtps://mail.tinh.example", False, "tls"),
        ("smtps://localhost", True, "tls"),
    ],
)
def test_only_this_machine_or_a_setting_allows_a_plain_line(url: str, starttls: bool, security: str) -> None:
    """Names that merely look like this machine do not."""
    assert Relay.of(Settings(smtp_url=url, smtp_starttls=starttls)).security == security


def test_the_settings_name_relay_port_and_credentials() -> None:
    """Escaped characters in user and password are understood; each kind of line has its usual port."""
    relay = Relay.of(Settings(smtp_url="smtps://nhac%40tinh:m%3At@mail.tinh.example"))
    line = relay._smtp
    assert (line.hostname, line.port) == ("mail.tinh.example", 465)
    assert (line._login_username, line._login_password) == ("nhac@tinh", "m:t")
    assert Relay.of(Settings(smtp_url="smtp://mail.tinh.example"))._smtp.port == 587
    assert Relay.of(Settings(smtp_url="smtp://localhost"))._smtp.port == 25
    assert Relay.of(Settings(smtp_url="smtp://localhost:26"))._smtp.port == 26
    assert security_of("smtp", "mail.tinh.example", True) == "starttls"
    assert CONNECT_SECONDS < TOTAL_SECONDS


async def test_a_relay_without_encryption_gets_no_letter() -> None:
    """STARTTLS struck out of the greeting: no fallback to a plain line, and it is the relay's trouble."""
    script = Script()
    async with relay_playing(script) as port:
        verdict = await relay_at(port, security="starttls").hand_over(TO, LETTER)
    assert verdict.outcome == "relay"
    assert script.taken == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_stranger_with_a_certificate_of_its_own_gets_no_letter(
    security: str, certificate: tuple[Path, ssl.SSLContext]
) -> None:
    """The certificate must be trusted and name the host; one that does gets the letter."""
    path, served = certificate
    script = Script()
    trusting = ssl.create_default_context(cafile=path)
    async with relay_playing(script, served, whole_line=security == "tls") as port:
        for host, context, outcome in (
            ("127.0.0.1", None, "relay"),
            ("localhost", trusting, "relay"),
            ("127.0.0.1", trusting, "sent"),
        ):
            relay = relay_at(port, host=host, security=security, context=context)
            assert (await relay.hand_over(TO, LETTER)).outcome == outcome
            await relay.close()
    assert len(script.taken) == 1


async def test_a_stale_line_is_opened_again() -> None:
    """A relay that ends the line after some letters (421) costs nobody a try."""
    script = Script(at_mail=["250 OK", "421 4.7.0 Enough for one connection"])
    async with relay_playing(script) as port:
        relay = relay_at(port)
        assert (await relay.hand_over(TO, LETTER)).outcome == "sent"
        assert (await relay.hand_over("bob@so.example", LETTER)).outcome == "sent"
        await relay.close()
    assert (script.lines, len(script.taken)) == (2, 2)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_relay_that_says_goodbye_is_believed(stage: str) -> None:
    """After 421 nothing more is said on that line, even while it still stands; the letter waits."""
    script = Script()
    getattr(script, f"at_{stage}")[TO] = ["421 4.3.2 Shutting down"]
    async with relay_playing(script) as port:
        relay = relay_at(port)
        assert (await relay.hand_over(TO, LETTER)).outcome == "later"
        assert not relay.is_open
        assert (await relay.hand_over(TO, LETTER)).outcome == "sent"
        await relay.close()
    assert (script.lines, len(script.taken)) == (2, 1)


async def test_a_refused_recipient_leaves_the_line_usable() -> None:
    """The next letter goes over the same connection, to its own recipient only."""
    script = Script()
    script.at_rcpt[TO] = ["550 no"]
    async with relay_playing(script) as port:
        relay = relay_at(port)
        assert (await relay.hand_over(TO, LETTER)).outcome == "failed"
        assert (await relay.hand_over("bob@so.example", LETTER)).outcome == "sent"
        await relay.close()
    assert (script.lines, [who for who, _ in script.taken]) == (1, ["bob@so.example"])


@pytest.mark.parametrize(
    ("words", "then"),
    [
        (b"", b""),
        (b"220 relay.test\r\n", b""),
        (b"2", b""),
        (b"hello\r\n", b""),
        (b"554 go away\r\n", b""),
        (b"220 relay.test\r\n", b"250-\xff\xfe\r\n250 STARTTLS\r\n"),
        (b"220 relay.test\r\n", b"\x00" * 3000),
    ],
)
async def test_nonsense_ends_in_time(words: bytes, then: bytes) -> None:
    """Silence, half a line, rubbish: the relay's trouble, within the limit, no exception."""
    started = asyncio.get_running_loop().time()
    async with greeting(words, then) as port:
        relay = relay_at(port, connect_seconds=0.3, total_seconds=0.6)
        assert (await relay.hand_over(TO, LETTER)).outcome == "relay"
        assert not relay.is_open
        await relay.close()
    assert asyncio.get_running_loop().time() - started < 1.5


async def test_a_cancelled_letter_leaves_no_line_behind() -> None:
    """A stop in the middle closes the line: its late answer must not be read as the next letter's."""
    script = Script()
    script.at_data[TO] = [HANG]
    async with relay_playing(script) as port:
        relay = relay_at(port)
        under_way = asyncio.create_task(relay.hand_over(TO, LETTER))
        await script.took.wait()
        under_way.cancel()
        with pytest.raises(asyncio.CancelledError):
            await under_way
        assert not relay.is_open


async def test_an_address_that_slipped_in_is_not_handed_over() -> None:
    """The last check before the wire, should a row ever hold such an address."""
    verdict = await relay_at(1).hand_over("alice@so.example> NOTIFY=NEVER", LETTER)
    assert verdict.outcome == "failed"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that nobody has signed, and the server's side of it."""
    return own_certificate(tmp_path_factory.mktemp("tls"))
