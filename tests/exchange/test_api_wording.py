"""What programs are told: the reader's language, whose agency is asked for, the README's client."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.exchange.asking import ROOT, a_program, asked, codes
from tests.exchange.programs import HEAD, Program, a_token, is_problem
from tests.tasks.moving import lines_of, task
from tests.tasks.reading import freeze
from tests.web.site import HOST, made
from tracker.exchange.api.wording import worded
from tracker.settings import ROOT as HOUSE
from tracker.words import speaking

SHAPES = {
    "Object missing required field `text`": "Thiếu trường “text”",
    "Object contains unknown field `x`": "Không có trường “x” ở đây",
    "Invalid enum value 'foo'": "“foo” không thuộc các giá trị cho phép",
    "Expected `int | null`, got `str`": "Cần nhập: số nguyên hoặc null; giá trị gửi lên là chuỗi ký tự",
    "Expected `int` <= 100": "Cần nhập số tối đa 100",
    "Expected `str` of length >= 3": "Cần nhập tối thiểu 3 ký tự",
    "Expected `array` of length <= 20": "Cần nhập danh sách tối đa 20 mục",
    "Expected `array` of at least length 1, got 0": "Cần nhập danh sách tối thiểu 1 mục",
    "Expected `str` matching regex '^a$'": "Chuỗi ký tự không đúng dạng quy định",
    "Invalid RFC3339 encoded date": "Cần nhập: ngày dạng 2024-06-30",
    "Expected `int`, got `str` - at `$.percent`": "Cần nhập: số nguyên; giá trị gửi lên là chuỗi ký tự",
    "Something that nobody has seen": "Không đúng mô tả giao diện: Something that nobody has seen",
}


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


@pytest.mark.parametrize("message", SHAPES)
def test_the_checkers_words_are_said_in_vietnamese(message: str) -> None:
    """Each shape there is; of one that is not known the checker's own words follow the sentence."""
    with speaking("vi"):
        assert worded(message) == SHAPES[message]
    with speaking("en"):
        assert "Cần" not in worded(message)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/tasks?bucket=foo", "không thuộc các giá trị cho phép"),
        ("/tasks?limit=abc", "số nguyên"),
        ("/figures?as_of=hello", "ngày dạng 2024-06-30"),
    ],
)
async def test_what_is_wrong_with_a_question_is_said_in_vietnamese(
    served: Litestar, path: str, said: str
) -> None:
    """At the door too, and with no English left."""
    program = await a_program(served, "lead")
    (wrong,) = is_problem(await program.get(ROOT + path), 422, "refused")["errors"]
    assert said in wrong["detail"]
    assert "Expected" not in wrong["detail"]


async def test_another_agency_and_none_look_the_same(served: Litestar) -> None:
    """Neither is within the token's reach, in the same words; one's own is."""
    program = await a_program(served, "lead")
    told = [
        is_problem(await program.get(f"{ROOT}/figures?agency={code}"), 422, "refused")["detail"].replace(
            code, ""
        )
        for code in ("STTTT", "KHONGCO")
    ]
    assert told[0] == told[1]
    assert "không thuộc phạm vi của mã truy cập" in told[0]
    assert (await asked(program, "/figures", agency="STNMT"))["agency"] == "STNMT"


async def test_days_left_are_those_of_open_tasks(served: Litestar) -> None:
    """Of a task that is finished or awaits confirmation no days are left; the list and the task agree."""
    program = await a_program(served, "office")
    for bucket, none in (("in_time", False), ("overdue", False), ("awaiting", True), ("done_late", True)):
        items = (await asked(program, "/tasks", bucket=bucket, limit=5))["items"]
        assert items
        assert all((one["days_left"] is None) == none for one in items if one["due_on"])
        assert (await asked(program, f"/tasks/{items[0]['code']}"))["days_left"] == items[0]["days_left"]


class Bridge(httpx.BaseTransport):
    """A client that waits, in a thread, for the application that runs in the loop."""

    def __init__(self, program: Program) -> None:
        self._program, self._loop = program, asyncio.get_running_loop()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request over and wait for its answer."""
        asking = self._program.request(
            request.method, request.url, content=request.read(), headers=request.headers
        )
        answer = asyncio.run_coroutine_threadsafe(asking, self._loop).result(30)
        headers = [one for one in answer.headers.multi_items() if one[0] != "content-encoding"]
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)


async def test_the_readmes_client_works_as_printed(
    served: Litestar, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its lines with an address and a token put in: the overdue tasks are printed, the progress is there."""
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    (lines,) = [one for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "/api/v1" in one]
    assert len(lines.strip().splitlines()) <= 12
    token = await a_token(HEAD, ("read", "progress"))
    lines = lines.replace("https://…", HOST).replace("ttr_…", token)
    assert "…" not in lines
    client, bridge = httpx.Client, Bridge(Program(served))

    def bridged(**said: Any) -> httpx.Client:
        return client(transport=bridge, **said)

    monkeypatch.setattr(httpx, "Client", bridged)
    before = await lines_of("CQS-04")
    await asyncio.to_thread(exec, compile(lines, "README.md", "exec"), {})
    overdue = await codes(Program(served, token), bucket="overdue")
    assert [line.split()[0] for line in capsys.readouterr().out.strip().splitlines()] == overdue
    assert (await task("CQS-04"))["percent"] == 60
    assert await lines_of("CQS-04") == before + 1
