"""Programs at the interface on 06/11/2024, with tokens of the people of the demonstration."""

from typing import Any

from litestar import Litestar

from tests.exchange.programs import Program, a_token
from tracker.exchange.api.scopes import offered

ROLES = {
    "lead": "stnmt.lanhdao",
    "staff": "stnmt.chuyenvien1",
    "office": "vpub.dieuphoi1",
    "member": "bcd.truongban",
    "auditor": "giamsat",
    "admin": "quantri",
}
ROOT = "/api/v1"


async def a_program(served: Litestar, role: str) -> Program:
    """A program with everything that a token of this role may do."""
    return Program(served, await a_token(ROLES[role], tuple(offered(role))))


async def asked(program: Program, path: str, **query: Any) -> dict[str, Any]:
    """An answer, which must be one."""
    answer = await program.get(f"{ROOT}{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def codes(program: Program, **query: Any) -> list[str]:
    """The codes of a whole list, page by page."""
    found: list[str] = []
    cursor = ""
    while True:
        page = await asked(program, "/tasks", **query, **({"cursor": cursor} if cursor else {}))
        found += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            return found


async def sent(program: Program, path: str, body: Any, version: int | None = None, **headers: str) -> Any:
    """A write against a version, by default the task's present one."""
    if version is None:
        version = (await asked(program, path.rpartition("/")[0]))["version"]
    return await program.post(f"{ROOT}{path}", json=body, headers={"If-Match": f'"{version}"', **headers})


__all__ = ["ROLES", "ROOT", "a_program", "asked", "codes", "sent"]
