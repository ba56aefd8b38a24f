"""Handing out: to whoever may see the task, as an attachment, byte for byte, or a page about the damage."""

import hashlib
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.evidence.samples import pdf
from tests.evidence.sending import LEAD, MEMBER, OFFICE, PDF, TASK, at_work, attach, coordinator, kept
from tests.tasks.reading import words_of
from tracker.database import execute, value
from tracker.evidence.serving import headers_for
from tracker.evidence.store import path_of

NAME = 'Biên bản "nghiệm thu" 6%; đợt 2 – ảnh.pdf'


async def test_a_file_comes_back_as_an_attachment_that_never_runs(province: object, store: Path) -> None:
    """Byte for byte, under its Vietnamese name, as bytes of no kind, in a sandbox, kept by no cache."""
    await attach(await at_work(LEAD), (NAME, PDF[1]))
    (one,) = await kept()
    address = f"/tasks/{TASK}/evidence/{one['id']}"
    for username in (LEAD, MEMBER, OFFICE, "giamsat", await coordinator()):
        answer = await (await at_work(username)).get(address, headers={"Range": "bytes=0-3"})
        assert (answer.status_code, answer.content) == (200, PDF[1]), username
    headers = answer.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-length"] == str(len(PDF[1]))
    assert "content-encoding" not in headers
    assert headers.get_list("content-security-policy") == ["sandbox; default-src 'none'"]
    assert headers.get_list("cache-control") == ["private, no-store"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["accept-ranges"] == "none"
    plain, _, extended = headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="Bien ban _nghiem thu_ 6__ dot 2  anh.pdf"'
    assert unquote(extended) == one["name"] == NAME.replace('"', "_")
    head = await (await at_work(MEMBER)).head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(PDF[1]))


@pytest.mark.parametrize(
    "name", ["a.pdf\r\nX: y", 'a";filename=b.html;".pdf', "ảnh\u202egnp.exe", "日本.pdf"]
)
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    """Whatever a row may hold: one line, one name in quotes, the rest in percent signs."""
    said = headers_for(name, 1)["Content-Disposition"]
    assert said.count('"') == 2
    assert said.isascii()
    assert said.isprintable()
    assert unquote(said.partition("UTF-8''")[2]) == name


async def test_whoever_may_not_see_the_task_is_told_that_there_is_nothing(
    province: object, store: Path
) -> None:
    """Another agency, an administrator, a stranger; and never by another task's address."""
    await attach(await at_work(LEAD), PDF)
    (one,) = await kept()
    address = f"/tasks/{TASK}/evidence/{one['id']}"
    for username in ("sct.lanhdao", "quantri"):
        browser = await at_work(username)
        assert (await browser.get(address)).status_code == 404
        assert (await browser.get(f"/tasks/{TASK}/evidence")).status_code == 404
    browser = await at_work("sct.lanhdao")
    browser.cookies.clear()
    assert (await browser.get(address)).headers["location"].startswith("/sign-in")
    own = await value(
        "SELECT t.code FROM task t JOIN agency a ON a.id = t.lead_agency WHERE a.code = 'SCT' LIMIT 1"
    )
    assert (await (await at_work("sct.lanhdao")).get(f"/tasks/{own}/evidence/{one['id']}")).status_code == 404


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
async def test_a_damaged_file_is_never_handed_out_as_if_it_were_whole(
    province: object, store: Path, capfd: pytest.CaptureFixture[str], trouble: str
) -> None:
    """A page says so, the row and the log remember, the list shows it; the same file sent again heals it."""
    await attach(await at_work(LEAD), PDF)
    (one,), browser = await kept(), await at_work(MEMBER)
    path = path_of(hashlib.sha256(PDF[1]).digest())
    if trouble == "missing":
        path.unlink()
    else:
        path.write_bytes(PDF[1][:-1] + b"?")
    answer = await browser.get(f"/tasks/{TASK}/evidence/{one['id']}")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert f"{PDF[0]} bị hỏng hoặc mất trong kho lưu trữ." in words_of(answer.text)
    assert await value("SELECT trouble FROM stored_file") == trouble
    assert f'"trouble": "{trouble}"' in capfd.readouterr().err
    assert "Bị hỏng hoặc mất" in (await browser.get(f"/tasks/{TASK}/evidence")).text
    await execute("UPDATE evidence SET removed_at = uploaded_at, removed_by = uploaded_by")
    await attach(await at_work(LEAD), ("Gửi lại.pdf", PDF[1]))
    assert await value("SELECT trouble FROM stored_file") == ""
    again = await browser.get(f"/tasks/{TASK}/evidence/{(await kept())[-1]['id']}")
    assert (again.status_code, again.content) == (200, PDF[1])


async def test_nothing_outside_the_store_is_ever_reached(province: object, store: Path) -> None:
    """The address holds numbers; the name on the disk is the digest's, whatever the file was called."""
    await attach(await at_work(LEAD), ("../../../x.pdf", pdf(text="x")))
    (one,) = await kept()
    path = path_of(one["sha256"])
    assert one["name"] == "x.pdf"
    assert path.relative_to(store).as_posix() == "/".join(
        (one["sha256"].hex()[:2], one["sha256"].hex()[2:4], one["sha256"].hex())
    )
    assert [place.stat().st_mode & 0o077 for place in (store, path.parents[1], path.parent, path)] == [0] * 4
