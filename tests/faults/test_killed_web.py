"""An update that somebody saw saved survives the death of the web process at any moment."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.conftest import SECRET
from tests.doors.test_demo import free_port
from tests.given import a_province
from tracker import clock, settings
from tracker.clock import at
from tracker.database import rows, value
from tracker.people import sessions
from tracker.settings import ROOT
from tracker.tasks import actions
from tracker.web.csrf import FIELD

DAY = date(2024, 11, 6)
UPDATES = 200
TOKEN = re.compile(rf'name="{FIELD}" value="([^"]+)"')


class Web:
    """A web process of its own on the test's database."""

    def __init__(self) -> None:
        self.port = free_port()
        env = {k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")}
        chosen = settings.current()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "web", "--port", str(self.port)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=env | {
                "TRACKER_DATABASE_URL": chosen.database_url, "TRACKER_SECRET_KEY": SECRET,
                "TRACKER_CLOCK_OFFSET": str(chosen.clock_offset),
            },
        )  # fmt: skip

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def until_open(self, client: httpx.AsyncClient) -> None:
        """Wait until it answers."""
        for _ in range(300):
            try:
                if (await client.get(f"{self.address}/readyz")).status_code == 200:
                    return
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
        raise AssertionError("the web process never answered")

    def kill(self) -> None:
        """No time to clean up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
async def lead(database: object) -> AsyncIterator[httpx.AsyncClient]:
    """A lead at a browser, with 200 accepted tasks."""
    settings.override(clock_offset=(at(DAY, 9) - clock.now()).total_seconds())
    _office, head, codes = await a_province(UPDATES, DAY - timedelta(days=30), random.Random(1))
    for code in codes:
        await actions.accept(head, code, None, at(DAY - timedelta(days=29), 8))
    token = await sessions.start(head.id, at=clock.now(), address="127.0.0.1", device="")
    limits = httpx.Limits(max_connections=UPDATES)
    async with httpx.AsyncClient(cookies={"session": token}, limits=limits, timeout=30) as client:
        yield client


async def send(client: httpx.AsyncClient, web: Web, code: str, text: str, form: dict[str, Any]) -> str:
    """Post one update; its text when the answer said it was saved, else ''."""
    try:
        answer = await client.post(
            f"{web.address}/tasks/{code}/progress", data={**form, "text": text, "percent": "40"}
        )
    except httpx.HTTPError:
        return ""
    return text if answer.status_code == 303 else ""


async def until_quiet() -> None:
    """The server may still be ending the transactions of the dead process."""
    busy = """SELECT count(*) FROM pg_stat_activity
              WHERE state <> 'idle' AND pid <> pg_backend_pid() AND datname = current_database()"""
    for _ in range(200):
        if not await value(busy):
            return
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("milliseconds", [60, 250, 600])
async def test_killing_the_web_during_200_updates_loses_none_that_was_acknowledged(
    lead: httpx.AsyncClient, milliseconds: int
) -> None:
    """Every update answered with 303 is there with its line of history; none is there by half."""
    codes = [f["code"] for f in await rows("SELECT code FROM task ORDER BY id")]
    web = Web()
    await web.until_open(lead)
    page = await lead.get(f"{web.address}/account")
    token = TOKEN.search(page.text)
    assert token, page.text[:300]
    form = {FIELD: token[1], "version": "2"}
    sending = [
        asyncio.create_task(send(lead, web, code, f"Cập nhật {code}", {**form, "form_key": str(uuid4())}))
        for code in codes
    ]
    await asyncio.sleep(milliseconds / 1000)
    web.kill()
    acknowledged = {text for text in await asyncio.gather(*sending) if text}
    await until_quiet()
    updates = {f["text"] for f in await rows("SELECT text FROM progress_update")}
    told = {f["text"] for f in await rows("SELECT text FROM history WHERE verb = 'progress'")}
    moved = {f["progress_note"] for f in await rows("SELECT progress_note FROM task WHERE version = 3")}
    keys = await value("SELECT count(*) FROM form_key")
    assert acknowledged <= updates
    assert updates == told == moved
    assert keys == len(updates)


async def test_without_a_kill_all_200_are_acknowledged(lead: httpx.AsyncClient) -> None:
    """Negative control: the updates above are real ones, saved when nobody interferes."""
    codes = [f["code"] for f in await rows("SELECT code FROM task ORDER BY id")]
    web = Web()
    try:
        await web.until_open(lead)
        token = TOKEN.search((await lead.get(f"{web.address}/account")).text)
        assert token
        form = {FIELD: token[1], "version": "2"}
        done = await asyncio.gather(
            *[send(lead, web, code, f"Cập nhật {code}", {**form, "form_key": str(uuid4())}) for code in codes]
        )
    finally:
        web.kill()
    assert len(set(done)) == UPDATES
    assert await value("SELECT count(*) FROM progress_update") == UPDATES
