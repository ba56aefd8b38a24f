"""A real server process and real sends: what 25 MB, an endless body and a stranger's send cost it."""

import asyncio
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.browser.site import free_port, surroundings
from tests.evidence.samples import objects, pdf
from tests.evidence.sending import LEAD, TASK, files_in
from tests.tasks.reading import freeze
from tests.web.site import token_in
from tracker import clock, settings
from tracker.database import value
from tracker.evidence.rules import LARGEST, MB
from tracker.people import sessions
from tracker.settings import ROOT
from tracker.web.csrf import FIELD

PATH = f"/tasks/{TASK}/evidence"
BOUNDARY = "----------------------------7d44e178b0434"


class Web:
    """A web process on the test's database and store."""

    def __init__(self, store: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        chosen = settings.current()
        env = {
            **surroundings(chosen.database_url, self.address),
            "TRACKER_EVIDENCE_FOLDER": str(store),
            "TRACKER_CLOCK_OFFSET": str(chosen.clock_offset),
        }
        command = [sys.executable, "-m", "tracker", "web", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[list[int]]:
        """How far its memory grows during a block, in bytes: the last entry is the peak."""
        seen, process = [0], psutil.Process(self.process.pid)
        start = process.memory_info().rss

        async def look() -> None:
            while True:
                seen.append(max(seen[-1], process.memory_info().rss - start))
                await asyncio.sleep(0.005)

        looking = asyncio.create_task(look())
        try:
            yield seen
        finally:
            looking.cancel()

    async def raw(self, head: str, body: bytes = b"") -> tuple[bytes, float]:
        """Send this much and wait for the answer's first line; it, and the seconds until it came."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        started = time.perf_counter()
        writer.write(head.replace("\n", "\r\n").encode() + body)
        line = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        return line, time.perf_counter() - started


@pytest.fixture
async def web(province: object, store: Path) -> AsyncIterator[Web]:
    """The process, answering."""
    freeze()
    made = Web(store)
    try:
        async with httpx.AsyncClient(base_url=made.address) as client:
            for _ in range(600):
                try:
                    await client.get("/readyz")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield made
    finally:
        made.process.terminate()
        assert made.process.wait(30) == 0


@asynccontextmanager
async def somebody(web: Web) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, str]]]:
    """The lead at a browser, and the fields of a form."""
    number = await value("SELECT id FROM person WHERE username = $1", LEAD)
    token = await sessions.start(int(number), at=clock.now(), address="127.0.0.1", device="")
    async with httpx.AsyncClient(base_url=web.address, cookies={"session": token}, timeout=60) as client:
        yield client, {FIELD: token_in((await client.get(PATH)).text)}


def head(cookies: str, length: str, kind: str = f"multipart/form-data; boundary={BOUNDARY}") -> str:
    """The head of a send."""
    return f"POST {PATH} HTTP/1.1\nHost: x\nCookie: {cookies}\nContent-Type: {kind}\n{length}\n\n"


def part(name: str, content: bytes, filename: str = "") -> bytes:
    """The beginning of a part."""
    more = f'; filename="{filename}"' if filename else ""
    said = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return said.encode() + content


async def test_25_megabytes_in_and_out_cost_little_memory(web: Web, store: Path) -> None:
    """The largest file there may be is taken and handed out: the process grows by less than 8 MB."""
    large = pdf(objects(secrets.token_bytes(LARGEST - 1000), b"", packed=False))
    assert LARGEST - 1000 < len(large) <= LARGEST
    async with somebody(web) as (client, fields):
        small = {**fields, "form_key": str(uuid4())}
        answer = await client.post(PATH, data=small, files={"files": ("a.pdf", pdf())})
        assert answer.status_code == 303
        async with web.watched() as grown:
            sent = {**fields, "form_key": str(uuid4())}
            answer = await client.post(PATH, data=sent, files={"files": ("b.pdf", large)})
        assert answer.status_code == 303, answer.text
        assert grown[-1] < 8 * MB
        number = await value("SELECT id FROM evidence WHERE name = 'b.pdf'")
        async with web.watched() as grown:
            answer = await client.get(f"{PATH}/{number}")
        assert answer.content == large
        assert grown[-1] < 8 * MB


async def test_an_endless_body_is_cut_at_the_limit(web: Web, store: Path) -> None:
    """No length announced: read up to 25 MB of the one file and no further; nothing is left of it."""
    async with somebody(web) as (client, fields):
        given = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal given
            for name, said in fields.items():
                yield part(name, said.encode() + b"\r\n")
            yield part("files", b"%PDF-", "a.pdf")
            while given < 40 * MB:
                given += 65_536
                yield bytes(65_536)

        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        async with web.watched() as grown:
            answer = await client.post(PATH, content=endless(), headers=kind)
    assert answer.status_code == 413
    assert grown[-1] < 8 * MB
    assert files_in(store) == []


async def test_who_may_send_nothing_is_answered_before_anything_is_read(web: Web, store: Path) -> None:
    """A stranger, a form from elsewhere, one without token, of 10 GB: answered while the file still hangs."""
    async with somebody(web) as (client, fields):
        session = f"session={client.cookies['session']}"
        token = part(FIELD, fields[FIELD].encode() + b"\r\n")
        file = part("files", b"%PDF-", "a.pdf")
        length = f"Content-Length: {20 * MB}"
        cases = {
            "stranger": (head("session=x", length), file, b"401"),
            "elsewhere": (head(session, f"Sec-Fetch-Site: cross-site\n{length}"), token + file, b"403"),
            "no token": (head(session, length), file, b"403"),
            "false token": (head(session, length), part(FIELD, b"00\r\n") + file, b"403"),
            "10 GB": (head(session, "Content-Length: 10000000000"), token + file, b"413"),
            "10 GB of no form": (head(session, "Content-Length: 10000000000", "text/plain"), b"x", b"413"),
            "a field of 1 MB": (head(session, length), part(FIELD, bytes(MB)), b"413"),
            "no boundary": (head(session, length, "multipart/form-data"), file, b"400"),
        }
        for what, (top, body, status) in cases.items():
            async with web.watched() as grown:
                line, seconds = await web.raw(top, body)
            assert line.split()[1] == status, what
            assert seconds < 2, what
            assert grown[-1] < 4 * MB, what
        for _ in range(20):
            _reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
            top = head(session, length).replace("\n", "\r\n").encode()
            writer.write(top + token + file + bytes(100_000))
            await writer.drain()
            writer.close()  # gone in the middle
        for _ in range(100):
            if not files_in(store):
                break
            await asyncio.sleep(0.1)
    assert files_in(store) == []
