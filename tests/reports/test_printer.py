"""The printing child: one after another, never for ever, and the next document always comes out."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.reports.hostile import VECTORS, listening
from tests.reports.sample import content
from tracker.refusal import Refused
from tracker.reports import child, frames
from tracker.reports.printer import Printer, RenderFailed, print_fonts
from tracker.reports.rendering import html

SMALL = "<p>Ủy ban nhân dân tỉnh</p>"


@pytest.fixture
async def own() -> AsyncIterator[Printer]:
    """A printer of the test's own, quick to lose patience."""
    async with Printer(patience=3) as found:
        yield found


def pid(printer: Printer) -> int:
    """The child that is at work."""
    assert printer._child is not None
    return printer._child.pid


def is_pdf(found: bytes) -> bool:
    return found.startswith(b"%PDF-1.7") and found.rstrip().endswith(b"%%EOF")


async def test_the_same_report_comes_out_in_the_same_bytes(printer: Printer) -> None:
    """So that a hash means something, also from another child."""
    page = html(content())
    first = await printer.pdf(page)
    async with Printer() as another:
        assert await another.pdf(page) == first


async def test_one_child_draws_many_documents(own: Printer) -> None:
    """Starting takes longer than drawing, so the child stays; several callers wait for their turn."""
    assert all(map(is_pdf, await asyncio.gather(*(own.pdf(SMALL) for _ in range(4)))))
    first = pid(own)
    await own.pdf(SMALL)
    assert pid(own) == first


async def test_the_child_leaves_after_its_documents_and_another_comes(own: Printer) -> None:
    """Memory is not given back, so nobody stays for ever."""
    await own.pdf(SMALL)
    first = pid(own)
    for _ in range(child.DOCUMENTS):
        assert is_pdf(await own.pdf(SMALL))
    assert pid(own) != first


async def test_a_hung_child_is_stopped_and_the_next_report_comes_out(own: Printer) -> None:
    """Whoever waits gets a sentence, not a page that never ends."""
    await own.pdf(SMALL)
    hung = pid(own)
    os.kill(hung, signal.SIGSTOP)
    with pytest.raises(RenderFailed, match="Không lập được báo cáo") as failed:
        await own.pdf(SMALL)
    assert "TimeoutError" in failed.value.cause
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)
    assert is_pdf(await own.pdf(SMALL))


async def test_a_killed_child_is_replaced(own: Printer) -> None:
    """Killed at work, say by the kernel for want of memory: an error now, a report next time."""
    await own.pdf(SMALL)
    drawing = asyncio.create_task(own.pdf(html(content())))
    await asyncio.sleep(0.3)
    os.kill(pid(own), signal.SIGKILL)
    with pytest.raises(RenderFailed):
        await drawing
    assert is_pdf(await own.pdf(SMALL))


async def test_somebody_who_leaves_does_not_spoil_the_next_report(own: Printer) -> None:
    """What is drawn for a reader who left is never handed to another."""
    await own.pdf(SMALL)
    drawing = asyncio.create_task(own.pdf(html(content())))
    await asyncio.sleep(0.3)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert len(await own.pdf(SMALL)) < 50_000


async def test_too_many_at_once_are_sent_away(own: Printer) -> None:
    """The queue has an end, and being sent away has a sentence."""
    async with Printer(queue=2) as short:
        found = await asyncio.gather(*(short.pdf(SMALL) for _ in range(3)), return_exceptions=True)
    assert [isinstance(one, bytes) for one in found] == [True, True, False]
    assert isinstance(found[2], Refused)
    assert found[2].sentence == "Đang có nhiều báo cáo được lập. Thử lại sau một phút."


async def test_a_hostile_document_is_refused_with_its_reason_in_the_log(own: Printer) -> None:
    """The person reads that it failed, the log why; no call goes out; the next document is drawn."""
    with listening() as listener:
        everything = "".join(VECTORS.values()).format(at=listener.address, file="file:///etc/hostname")
        with pytest.raises(RenderFailed) as failed:
            await own.pdf(everything)
        assert "refused to fetch" in failed.value.cause
        assert listener.address not in failed.value.sentence
        assert is_pdf(await own.pdf(SMALL))
        assert listener.hits == 0


async def test_without_its_fonts_nothing_is_drawn() -> None:
    """Missing or broken: better no report than one in another font with broken Vietnamese."""
    broken = print_fonts() | {"Tinos-Bold.ttf": b"not a font"}
    for fonts in ({}, broken):
        async with Printer(fonts=fonts) as printer:
            with pytest.raises(RenderFailed):
                await printer.pdf(SMALL)


async def test_the_child_is_confined(own: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little memory, no core files, none of our secrets, and no network where the system allows that."""
    monkeypatch.setenv("TRACKER_SECRET_KEY", "not for the child, not for the child")
    await own.pdf(SMALL)
    assert_confined(Path(f"/proc/{pid(own)}"))


def assert_confined(process: Path) -> None:
    """What the kernel says of the child."""
    lines = (process / "limits").read_text().splitlines()
    limits = {line[:25].strip(): line[26:46].strip() for line in lines}
    assert limits["Max address space"] == str(child.MEMORY)
    assert limits["Max core file size"] == "0"
    assert limits["Max file size"] == str(child.FILE_BYTES)
    assert int(limits["Max cpu time"]) <= child.CPU_SECONDS + 5
    assert b"TRACKER" not in (process / "environ").read_bytes()
    apart = (process / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    assert apart == may_cut_network()


def may_cut_network() -> bool:
    """Whether this system lets a process give up its network."""
    program = str(shutil.which("unshare"))
    return any(subprocess.run([program, flag, "true"]).returncode == 0 for flag in ("-n", "-Un"))


async def test_its_folder_goes_with_the_child() -> None:
    """Fonts are unpacked into a folder of the child's own, which nobody finds later."""
    async with Printer() as printer:
        await printer.pdf(SMALL)
        assert printer._folder is not None
        folder = Path(printer._folder.name)
        assert names_in(folder)
    assert folder.name not in names_in(folder.parent)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_frame_that_is_none_is_not_believed() -> None:
    """Neither a cut head nor a length beyond all documents."""
    for head in (b"P123", b"P" + b"\xff" * 8):
        with pytest.raises(frames.Broken):
            frames.opened(head)
    assert frames.opened(frames.frame(frames.PDF, b"abc")[: frames.HEAD]) == (frames.PDF, 3)
