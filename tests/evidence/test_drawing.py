"""Pictures of pages: made in a child of little means, kept a while, given to those who may have the file."""

import asyncio
import io
import os
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from tests.evidence.samples import jpg, package, pdf, png
from tests.evidence.sending import LEAD, MEMBER, OFFICE, TASK, at_work, attach, kept
from tests.tasks.moving import task
from tests.tasks.reading import words_of
from tracker.evidence import drawing
from tracker.evidence.drawing import NotDrawn, Studio
from tracker.evidence.store import path_of

DRAWN = "BT /F1 24 Tf 20 100 Td (Quyet dinh 12) Tj ET"


def sheet(box: str = "0 0 200 280", drawn: bytes = DRAWN.encode(), about: str = "", pages: int = 1) -> bytes:
    """A PDF whose pages share what is drawn on them."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    kids = " ".join(f"{n} 0 R" for n in range(5, 5 + pages))
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(), font,
              b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn)]  # fmt: skip
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>{about}>>>>"
    )
    bodies += [page.encode()] * pages
    found, places = b"%PDF-1.7\n", []
    for n, body in enumerate(bodies, 1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start, size = len(found), len(bodies) + 1
    found += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(
        b"%010d 00000 n \n" % one for one in places
    )
    return found + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


@pytest.fixture
def put(store: Path) -> Callable[[bytes], bytes]:
    """Puts a content into a store of the test's own; its digest."""

    def into(content: bytes) -> bytes:
        digest = sha256(content).digest()
        path_of(digest).parent.mkdir(parents=True, exist_ok=True)
        path_of(digest).write_bytes(content)
        return digest

    return into


async def test_pages_are_drawn_once_and_have_their_words(put: Callable[[bytes], bytes]) -> None:
    """At most 20 pages, 1240 dots wide, the total told; the second time comes from the disk."""
    studio, digest = Studio(), put(sheet(pages=23))
    found = await studio.sheets(digest, "pdf")
    assert (found.total, len(found.shown)) == (23, 20)
    assert (found.shown[0].width, found.shown[0].height) == (1240, 1736)
    assert found.shown[19].text.strip() == "Quyet dinh 12"
    both = await asyncio.gather(*(studio.picture(digest, "pdf", n) for n in (2, 3, 2)))
    picture = Image.open(io.BytesIO(both[0]))
    assert (picture.format, picture.size) == ("PNG", (1240, 1736))
    assert sum(picture.convert("L").histogram()[:60]) > 100  # something is drawn on it
    again = Studio(command=(sys.executable, "-c", "raise SystemExit(1)"))
    assert await again.picture(digest, "pdf", 4) == both[1] or len(await again.picture(digest, "pdf", 4)) > 0
    with pytest.raises(NotDrawn):
        await again.picture(digest, "pdf", 5)  # the next four, by a child that cannot
    for page in (0, 21, 24):
        with pytest.raises(NotDrawn):
            await Studio().picture(digest, "pdf", page)


async def test_a_picture_is_written_anew(put: Callable[[bytes], bytes]) -> None:
    """Where it was taken, by which camera, and comments stay behind; it stands upright and not too large."""
    made = io.BytesIO()
    shot = Image.effect_noise((3000, 2000), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "MayAnh"  # lies on its side
    shot.save(made, "JPEG", exif=exif, comment=b"bi mat", quality=70)
    digest, studio = put(made.getvalue()), Studio()
    (one,) = (await studio.sheets(digest, "jpg")).shown
    assert (one.width, one.height) == (1240, 1860)
    drawn = await studio.picture(digest, "jpg", 1)
    picture = Image.open(io.BytesIO(drawn))
    assert picture.size == (1240, 1860)
    assert b"MayAnh" not in drawn
    assert b"bi mat" not in drawn
    assert not picture.info.keys() - {"transparency", "gamma"}


HOSTILE = {
    "huge": ("pdf", sheet(box="0 0 14400 14400")),
    "beyond": ("pdf", sheet(box="0 0 1e9 1e9")),
    "line": ("pdf", sheet(box="0 0 14400 1")),
    "endless": ("pdf", sheet(drawn=b"0 0 m 9999 9999 l S " * 4_000_000)),
    "broken": ("pdf", b"%PDF-1.7\nnothing"),
    "empty page": ("pdf", pdf()),
    "no dots": ("jpg", jpg(20_000, 7_000)),
    "few dots": ("png", png(12_000, 12_000)),
    "not a picture": ("png", b"\x89PNG\r\n\x1a\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_cannot_be_drawn_ends_soon_and_is_known_from_then_on(
    put: Callable[[bytes], bytes], name: str
) -> None:
    """Either a picture of our size or none, within seconds; asked again, at once."""
    kind, content = HOSTILE[name]
    digest, studio, began = put(content), Studio(), time.monotonic()
    try:
        assert len((await studio.sheets(digest, kind)).shown) == 1
        drawn = Image.open(io.BytesIO(await studio.picture(digest, kind, 1)))
        assert drawn.size <= (1240, 3508)
    except NotDrawn:
        assert name not in {"huge", "empty page"}
    took, began = time.monotonic() - began, time.monotonic()
    assert took < 30
    try:
        await studio.sheets(digest, kind)
        await studio.picture(digest, kind, 1)
    except NotDrawn:
        pass
    assert time.monotonic() - began < 1


async def test_a_child_that_hangs_or_talks_without_end_is_stopped(
    put: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is killed, nothing is kept of it, and the next child draws."""
    digest, secret = put(sheet()), "TRACKER_SECRET_KEY"
    monkeypatch.setenv(secret, "x" * 40)
    hangs = (sys.executable, "-c", "import time; time.sleep(60)")
    talks = (sys.executable, "-c", "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))")
    tells = (sys.executable, "-c", f"import os, sys; sys.exit('{secret}' in os.environ)")
    for command in (hangs, talks):
        studio = Studio(command, patience=2)
        for most in (9, 0.5):  # asked again soon, it is not tried again
            began = time.monotonic()
            with pytest.raises(NotDrawn):
                await studio.picture(digest, "pdf", 1)
            assert time.monotonic() - began < most
    assert len(await Studio().picture(digest, "pdf", 1)) > 500
    with path_of(digest).open("rb") as file:
        assert await Studio(tells)._ask(file) == (b"", 0)  # no secret in its environment


async def test_old_pictures_make_room(put: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the cap the oldest go first, and whatever is older than a month."""
    studio, first, second = Studio(), put(sheet()), put(sheet(box="0 0 200 200"))
    await studio.picture(first, "pdf", 1)
    shelf = path_of(first).parents[2] / "pictures"
    (old,) = shelf.iterdir()
    os.utime(old, (time.time() - 60, time.time() - 60))
    monkeypatch.setattr(drawing, "MOST_KEPT", old.stat().st_size + 10)
    await studio.picture(second, "pdf", 1)
    assert [path.name for path in shelf.iterdir()] == [f"{second.hex()}-1"]


async def test_whoever_may_have_the_file_sees_its_pages(province: object, store: Path) -> None:
    """As a picture that no browser runs, for the parties and overseers; others are told there is nothing."""
    await attach(await at_work(LEAD), ("Quyết định.pdf", sheet()), ("Phụ lục.docx", package("docx")))
    one, other = await kept()
    address = f"/tasks/{TASK}/evidence/{one['id']}/pages/1"
    for username in (LEAD, MEMBER, OFFICE):
        answer = await (await at_work(username)).get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), username
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    office = await at_work(OFFICE)
    for path in (f"/tasks/{TASK}/evidence/{other['id']}/pages/1", address[:-1] + "2",
                 address.replace(TASK, "TTHC-08")):  # fmt: skip
        assert (await office.get(path)).status_code == 404, path
    for username in ("sct.lanhdao", "quantri"):
        assert (await (await at_work(username)).get(address)).status_code == 404, username
    path_of(one["sha256"]).write_bytes(b"%PDF-1.7 other")
    for kept_one in (store / "pictures").iterdir():
        kept_one.unlink()
    assert (await office.get(address)).status_code == 404  # damaged: not drawn, and noted


async def test_the_office_confirms_with_the_document_beside(province: object, store: Path) -> None:
    """The pages as pictures with their words below, every file a button, other kinds as facts to download."""
    code = "TTHC-08"
    office = await at_work(OFFICE, code)
    await attach(office, ("Quyết định.pdf", sheet(pages=2)), ("Số liệu.xlsx", package("xlsx")), code=code)
    first, second = await kept(code)
    number = (await task(code))["id"]
    await office.meet("/confirm")
    html = (await office.fill("/confirm", {"form_key": "0f8fad5b-d9cb-469f-a165-70867728950e",
                                           "view": str(number)})).text  # fmt: skip
    for page in (1, 2):
        assert f'src="/tasks/{code}/evidence/{first["id"]}/pages/{page}" width="1240" height="1736"' in html
    assert "Quyet dinh 12" in html
    assert f'value="{number}-{second["id"]}"' in html
    html = (await office.fill("/confirm", {"form_key": "0f8fad5b-d9cb-469f-a165-70867728950e",
                                           "view": f"{number}-{second['id']}"})).text  # fmt: skip
    assert "Tệp xlsx không hiển thị trang ở đây; tải tệp để xem." in words_of(html)
