"""Attaching: who may, what is kept and told of it, what is refused, and that nothing is left of that."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from tests.evidence.hostile import HOSTILE
from tests.evidence.samples import GOOD, pdf
from tests.evidence.sending import (
    ALONE,
    LEAD,
    MEMBER,
    OFFICE,
    PDF,
    STAFF,
    TASK,
    at_work,
    attach,
    coordinator,
    files_in,
    kept,
    last_line,
)
from tests.tasks.moving import lines_of, task
from tests.tasks.reading import words_of
from tracker import settings
from tracker.database import execute, row, rows, value
from tracker.evidence import queries
from tracker.evidence.rules import LARGEST, MB
from tracker.evidence.store import path_of


async def test_files_of_every_kind_are_kept_and_told_of(province: object, store: Path) -> None:
    """Each is in the store under its digest, in a row, in a line of history with its version, on the page."""
    browser, before = await at_work(LEAD), await task(TASK)
    sent = [(f"Tài liệu {kind}.{kind}", content) for kind, content in GOOD.items()]
    answer = await attach(browser, *sent, said={"note": "Kèm công văn 12/STNMT"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tasks/{TASK}")
    rows, now = await kept(), await task(TASK)
    assert [(one["name"], one["kind"], one["purpose"], one["scan"]) for one in rows] == [
        (name, kind, "result", "unscanned") for (name, _), kind in zip(sent, GOOD, strict=True)
    ]
    for one, (_name, content) in zip(rows, sent, strict=True):
        assert one["sha256"] == hashlib.sha256(content).digest()
        assert path_of(one["sha256"]).read_bytes() == content
    assert len(files_in(store)) == len(GOOD)
    assert (now["version"], now["state"]) == (before["version"] + len(GOOD), before["state"])
    assert now["changed_at"] > before["changed_at"]
    line = await last_line()
    assert (line["verb"], line["version"]) == ("attach", now["version"])
    digest = hashlib.sha256(GOOD["png"]).hexdigest()
    assert line["text"] == f"Tài liệu png.png ({len(GOOD['png'])} B)\nSHA-256 {digest}\nKèm công văn 12/STNMT"
    shown = words_of((await browser.get(f"/tasks/{TASK}/evidence")).text)
    for words in (
        "Tài liệu minh chứng (5)",
        "Tài liệu docx.docx",
        "chưa quét vi-rút",
        "Kèm công văn 12/STNMT",
    ):
        assert words in shown
    lead = now["lead_agency"]
    assert await queries.count_of(now["id"]) == await queries.count_of(now["id"], lead, "result") == 5
    assert await queries.count_of(now["id"], purpose="decision") == 0


async def test_the_form_says_what_is_taken_and_what_must_never_come(province: object, store: Path) -> None:
    """Kinds, size, what is left of the quota, and the warning about state secrets."""
    shown = words_of((await (await at_work(LEAD)).get(f"/tasks/{TASK}/evidence")).text)
    assert "Tài liệu bí mật nhà nước không được đưa lên hệ thống này." in shown
    assert "mỗi tệp tối đa 25 MB, mỗi lần tối đa 10 tệp. Cơ quan còn 2.048 MB trong 2.048 MB." in shown


async def test_each_party_attaches_its_own_kind_of_proof(province: object, store: Path) -> None:
    """The lead agency with its staff a result, a coordinating one a contribution, the office a decision."""
    purposes = {}
    for username in (LEAD, STAFF, await coordinator(), OFFICE):
        answer = await attach(await at_work(username), ("a.pdf", pdf(text=username)))
        assert answer.status_code == 303, username
        purposes[username] = (await kept())[-1]["purpose"]
    assert list(purposes.values()) == ["result", "result", "contribution", "decision"]


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("assigned", {"contribution", "decision"}),
        ("in_progress", {"result", "contribution", "decision"}),
        ("returned", {"result", "contribution", "decision"}),
        ("submitted", {"decision"}),
        ("confirmed", set()),
    ],
)
async def test_the_state_of_the_task_decides(
    province: object, store: Path, state: str, may: set[str]
) -> None:
    """Who may attach is offered the form and is taken; who may not is offered none and is told why."""
    code, people = await a_task(state)
    for purpose, username in people.items():
        browser = await at_work(username, code)
        offered = 'class="upload"' in (await browser.get(f"/tasks/{code}/evidence")).text
        answer = await attach(browser, ("a.pdf", pdf(text=purpose)), code=code)
        wanted = (True, 303) if purpose in may else (False, 422)
        assert (offered, answer.status_code) == wanted, purpose
    assert len(files_in(store)) == len(may)


async def a_task(state: str) -> tuple[str, dict[str, str]]:
    """A task in a state, and somebody who would attach each kind of proof."""
    found = await row(
        """SELECT t.code, p.username AS result, q.username AS contribution FROM task AS t
           JOIN person AS p ON p.agency = t.lead_agency AND p.role = 'lead'
           JOIN task_coordinator AS c ON c.task = t.id
           JOIN person AS q ON q.agency = c.agency AND q.role = 'lead'
           WHERE t.state = $1 ORDER BY t.id LIMIT 1""",
        state,
    )
    assert found is not None, state
    return found.pop("code"), {**found, "decision": OFFICE}


async def test_who_takes_no_part_attaches_nothing(province: object, store: Path) -> None:
    """A member and an auditor see the files but have no form; another agency sees nothing at all."""
    await attach(await at_work(LEAD), PDF)
    for username, status in ((MEMBER, 404), ("giamsat", 404), ("quantri", 404), ("sct.lanhdao", 404)):
        browser = await at_work(username)
        assert (await attach(browser, ("b.pdf", pdf(text="b")))).status_code == status, username
    page = (await (await at_work(MEMBER)).get(f"/tasks/{TASK}/evidence")).text
    assert PDF[0] in page
    assert "<form" not in page.partition('id="evidence"')[2].partition("</section>")[0]
    assert len(await kept()) == len(files_in(store)) == 1


@pytest.mark.parametrize(
    "what", ["docx macro", "pdf script", "svg as png", "bomb that lies", "zip behind jpg"]
)
async def test_a_refused_file_leaves_nothing_and_is_named_beside_the_field(
    province: object, store: Path, what: str
) -> None:
    """All or nothing: the good one beside it is not kept either, nor a line of history, nor a file."""
    kind, content = HOSTILE[what]
    browser, before = await at_work(LEAD), await lines_of(TASK)
    answer = await attach(browser, PDF, (f"Xấu.{kind}", content), said={"note": "giữ lại <b>"})
    assert answer.status_code == 422
    assert f"Xấu.{kind}: " in answer.text
    assert 'href="#files"' in answer.text
    assert 'value="giữ lại &lt;b&gt;"' in answer.text
    assert (await kept(), files_in(store), await lines_of(TASK)) == ([], [], before)


@pytest.mark.parametrize(
    ("files", "said", "status", "words"),
    [
        ([], {}, 422, "Chọn tệp cần đính kèm"),
        ([("a.pdf", b"")], {}, 422, "a.pdf: tệp rỗng"),
        ([("a.exe", b"MZ"), ("b.svg", b"<svg>")], {}, 422, "b.svg: chỉ nhận tệp pdf"),
        ([PDF], {"note": "x" * 301}, 422, "Rút gọn 1 ký tự"),
        ([PDF], {"form_key": "x"}, 422, "Biểu mẫu đã hết hiệu lực"),
        ([PDF, ("b.pdf", PDF[1])], {}, 422, f"b.pdf: nội dung này đã có sẵn với tên {PDF[0]}"),
        ([(f"{n}.pdf", pdf(text=str(n))) for n in range(11)], {}, 413, "tối đa 10 tệp"),
        ([("lớn.pdf", bytes(LARGEST + 1))], {}, 413, "lớn.pdf: lớn hơn 25 MB"),
    ],
)
async def test_what_is_wrong_with_a_send_is_said(
    province: object,
    store: Path,
    files: list[tuple[str, bytes]],
    said: dict[str, str],
    status: int,
    words: str,
) -> None:
    """Each in a sentence on the page, and nothing is kept."""
    answer = await attach(await at_work(LEAD), *files, said=said)
    assert answer.status_code == status
    assert words in words_of(answer.text)
    assert (await kept(), files_in(store)) == ([], [])


async def test_the_same_content_stands_on_a_task_once(province: object, store: Path) -> None:
    """Under another name, by another agency: it is there already. Another task may have it, stored once."""
    await attach(await at_work(LEAD), PDF)
    answer = await attach(await at_work(OFFICE), ("Bản sao.pdf", PDF[1]))
    assert answer.status_code == 422
    assert f"Bản sao.pdf: nội dung này đã có sẵn với tên {PDF[0]}" in words_of(answer.text)
    other = await value(
        "SELECT code FROM task WHERE state = 'in_progress' AND code <> $1 ORDER BY id LIMIT 1", TASK
    )
    assert (await attach(await at_work(OFFICE, other), PDF, code=other)).status_code == 303
    assert len(files_in(store)) == await value("SELECT count(*) FROM stored_file") == 1


async def test_a_form_sent_twice_has_one_effect(province: object, store: Path) -> None:
    """A double click, Back and send again: one file, one line, the same answer; other content is refused."""
    browser, before = await at_work(LEAD), await lines_of(TASK)
    key = {"form_key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    answers = [await attach(browser, PDF, said=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert (len(await kept()), await lines_of(TASK)) == (1, before + 1)
    assert (await attach(browser, ("b.pdf", pdf(text="b")), said=key)).status_code == 422
    assert len(await kept()) == len(files_in(store)) == 1


async def test_an_agency_keeps_no_more_than_its_quota(province: object, store: Path) -> None:
    """What is removed no longer counts; what another agency keeps never did."""
    settings.override(evidence_quota_mb=1)
    browser = await at_work(LEAD)
    large = [(f"{n}.pdf", pdf(b"%" + str(n).encode() * 600_000 + b"\n")) for n in range(2)]
    assert (await attach(browser, large[0])).status_code == 303
    answer = await attach(browser, large[1])
    assert answer.status_code == 422
    assert "Cơ quan chỉ còn" in words_of(answer.text)
    assert (await attach(await at_work(OFFICE), large[1])).status_code == 303
    await execute(
        "UPDATE evidence SET removed_at = uploaded_at, removed_by = uploaded_by WHERE name = '0.pdf'"
    )
    assert (await attach(browser, ("1'.pdf", large[0][1]))).status_code == 303
    room = await queries.room_of((await task(TASK))["lead_agency"])
    assert room == MB - len(large[0][1])


async def test_two_at_once_do_not_both_fit_into_the_same_room(province: object, store: Path) -> None:
    """The quota has room for one of them, a task for one content: one is taken, the other told why."""
    settings.override(evidence_quota_mb=1)
    one, other = await at_work(LEAD), await at_work(STAFF)
    large = [(f"{n}.pdf", pdf(b"%" + str(n).encode() * 600_000 + b"\n")) for n in range(2)]
    answers = await asyncio.gather(attach(one, large[0]), attach(other, large[1]))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    settings.override(evidence_quota_mb=100)
    answers = await asyncio.gather(*(attach(browser, PDF) for browser in (one, other) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [303, *[422] * 5]
    versions = [
        found["version"]
        for found in await rows("SELECT version FROM history WHERE verb = 'attach' ORDER BY id")
    ]
    assert versions == [versions[0], versions[0] + 1]


async def test_a_send_of_htmx_is_answered_with_its_part_of_the_page(province: object, store: Path) -> None:
    """With a sentence, a new key, and the versions by which other forms on the page stay good."""
    browser, before = await at_work(LEAD), (await task(TASK))["version"]
    answer = await attach(browser, PDF, headers=ALONE)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="card" id="evidence"')
    assert f'data-was="{before}" data-is="{before + 1}"' in answer.text
    assert f"Đã đính kèm {PDF[0]}." in answer.text
    refused = await attach(browser, ("x.exe", b"MZ"), headers=ALONE)
    assert (refused.status_code, "<html" in refused.text) == (422, False)
