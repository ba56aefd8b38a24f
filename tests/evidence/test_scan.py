"""The scanner for viruses: what it finds is refused, and so is everything while it gives no verdict."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.evidence.hostile import EICAR
from tests.evidence.samples import pdf
from tests.evidence.sending import LEAD, PDF, TASK, at_work, attach, files_in, kept
from tests.tasks.moving import lines_of
from tests.tasks.reading import words_of
from tracker import settings
from tracker.settings import SettingsError, read

HANG, DROP = "hang", "drop"
LATER = "Hiện chưa kiểm tra được vi-rút trong tệp. Chưa lưu tệp nào; thử lại sau."


class Daemon:
    """What a ClamAV daemon does on its socket; ``says`` replaces its verdict."""

    def __init__(self, says: str = "") -> None:
        self.says = says
        self.seen: list[bytes] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One command on one connection, as clamd(8) describes it."""
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            if self.says != DROP:
                await self._answer(reader, writer)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        content = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(length)
        self.seen.append(content)
        if self.says == HANG:
            await reader.read()  # until the other side gives up
            return
        found = "Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else "OK"
        writer.write(f"{self.says or f'stream: {found}'}\0".encode())
        await writer.drain()


@asynccontextmanager
async def daemon(says: str = "", path: Path | None = None) -> AsyncIterator[Daemon]:
    """A daemon on a port of this machine, or on a path; the settings name it."""
    made = Daemon(says)
    if path:
        server = await asyncio.start_unix_server(made.talk, path)
        settings.override(clamav_url=f"unix://{path}")
    else:
        server = await asyncio.start_server(made.talk, "127.0.0.1", 0)
        settings.override(clamav_url=f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize("by_path", [False, True])
async def test_a_clean_file_is_kept_as_scanned(province: object, store: Path, by_path: bool) -> None:
    """Over TCP and over a socket on the disk: the scanner saw every byte, and the page says nothing of it."""
    large = ("lớn.pdf", pdf(b"%" + b"x" * 300_000 + b"\n"))
    async with daemon(path=store.with_name("clamd.ctl") if by_path else None) as scanner:
        browser = await at_work(LEAD)
        assert (await attach(browser, PDF, large)).status_code == 303
    assert scanner.seen == [PDF[1], large[1]]
    assert [one["scan"] for one in await kept()] == ["clean", "clean"]
    assert "chưa quét vi-rút" not in (await browser.get(f"/tasks/{TASK}/evidence")).text


async def test_an_infected_file_is_refused_by_name_and_nothing_is_kept(province: object, store: Path) -> None:
    """The good one beside it neither; the sentence says what was found."""
    async with daemon():
        browser, before = await at_work(LEAD), await lines_of(TASK)
        answer = await attach(browser, PDF, ("xấu.pdf", pdf(text="x") + EICAR + b"\n%%EOF"))
    assert answer.status_code == 422
    assert "xấu.pdf: phần mềm diệt vi-rút không chấp nhận tệp (Win.Test.EICAR_HDB-1)" in words_of(answer.text)
    assert (await kept(), files_in(store), await lines_of(TASK)) == ([], [], before)


@pytest.mark.parametrize("says", ["stream: INSTREAM size limit exceeded. ERROR", "what?", DROP, HANG, "away"])
async def test_without_a_verdict_nothing_is_let_in(
    province: object, store: Path, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    """A scanner that errs, hangs up, falls silent or is not there: try later, nothing kept."""
    monkeypatch.setattr("tracker.evidence.scan.ANSWER_SECONDS", 0.5)
    async with daemon(says):
        if says == "away":
            settings.override(clamav_url="tcp://127.0.0.1:9")
        answer = await attach(await at_work(LEAD), PDF)
    assert answer.status_code == 422
    assert LATER in words_of(answer.text)
    assert (await kept(), files_in(store)) == ([], [])
    settings.override(clamav_url="")
    assert (await attach(await at_work(LEAD), PDF)).status_code == 303


@pytest.mark.parametrize("wrong", ["http://127.0.0.1", "127.0.0.1:3310"])
def test_a_scanner_is_named_by_tcp_or_unix(wrong: str) -> None:
    """Another address stops the start; so do a quota of nothing and a folder without a name."""
    with pytest.raises(SettingsError, match="TRACKER_CLAMAV_URL"):
        read({"TRACKER_CLAMAV_URL": wrong})
    with pytest.raises(SettingsError, match="TRACKER_EVIDENCE_QUOTA_MB"):
        read({"TRACKER_EVIDENCE_QUOTA_MB": "0"})
    with pytest.raises(SettingsError, match="TRACKER_EVIDENCE_FOLDER"):
        read({"TRACKER_EVIDENCE_FOLDER": " "})
