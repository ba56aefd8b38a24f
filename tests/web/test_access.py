"""Promises about access: every route names its rule, and what is not yours is not there."""

import pytest
from litestar import Litestar, get, post
from litestar.exceptions import ImproperlyConfiguredException

from tests.web.site import HOST, Browser, made, person, without_token
from tracker import settings
from tracker.database.engine import Engine
from tracker.web.access import OPEN, RULES, undeclared

ROLES = ("member", "office", "lead", "staff", "auditor", "admin")
LET_IN = {
    "province": {"member", "office", "auditor"},
    "tasks": {"member", "office", "lead", "staff", "auditor"},
    "worker_roles": {"lead", "staff"},
    "office": {"office"},
    "admin": {"admin"},
    "office_or_admin": {"office", "admin"},
    "history": {"auditor", "office"},
    "ledger": {"auditor", "office", "admin"},
    "letters": {"auditor", "office"},
    "told": {"member", "office", "lead", "staff"},
    "auditor": {"auditor"},
    "parties": {"office", "lead", "staff"},
    "signed_in": set(ROLES),
    "public": {*ROLES, ""},
    "demo": set(),
}


def test_every_route_declares_its_access(database: Engine) -> None:
    """Nobody can add a route and forget who may use it."""
    assert undeclared(made()) == []


@pytest.mark.parametrize("opt", [{}, {"access": ""}, {"access": "everybody"}])
def test_a_route_without_a_known_rule_stops_the_start(database: Engine, opt: dict[str, str]) -> None:
    """The promise above can fail: forgetting and misspelling are both noticed."""

    @get("/forgotten", opt=opt)
    async def forgotten() -> str:
        return "in"

    with pytest.raises(ImproperlyConfiguredException, match="/forgotten"):
        made(forgotten)


async def test_a_route_that_slipped_in_later_lets_nobody_in(served: Litestar) -> None:
    """The guard denies by itself what the start did not see."""

    @get("/late")
    async def late() -> str:
        return "in"

    served.register(late)
    browser = await Browser(served).as_person(await person("office"))
    assert (await browser.get("/late")).status_code == 404


def test_every_rule_is_in_the_table_of_this_test() -> None:
    """A new rule is looked at by a person before it is used."""
    assert set(LET_IN) == {*RULES, *OPEN}


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_meets_what_its_rules_allow_and_nothing_else(served: Litestar, role: str) -> None:
    """What is refused looks exactly like what is not there."""
    browser = await Browser(served).as_person(await person(role))
    nothing = without_token((await browser.get("/probe/nothing")).text)
    for rule, roles in LET_IN.items():
        answer = await browser.get(f"/probe/only/{rule}")
        if role in roles:
            assert (rule, answer.status_code) == (rule, 200)
        else:
            assert (rule, answer.status_code, without_token(answer.text)) == (rule, 404, nothing)


async def test_the_demonstration_has_routes_of_its_own(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caught letters are shown in a demonstration and nowhere else."""
    browser = Browser(served)
    assert (await browser.get("/probe/only/demo")).status_code == 404
    monkeypatch.setattr(settings, "_override", settings.override(demo=True))
    assert (await browser.get("/probe/only/demo")).status_code == 200


async def test_a_stranger_is_led_to_sign_in_and_back(served: Litestar) -> None:
    """The page that was asked for is not forgotten."""
    answer = await Browser(served).get("/probe/page?mode=projector")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fprobe%2Fpage%3Fmode%3Dprojector"


async def test_a_fragment_asked_for_by_a_stranger_moves_the_whole_page(served: Litestar) -> None:
    """No sign-in form appears in the middle of a page."""
    answer = await Browser(served).get("/probe/page", headers={"HX-Request": "true", "HX-Target": "main"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=%2Fprobe%2Fpage")


@pytest.mark.parametrize("how", [{}, {"HX-Request": "true"}])
async def test_what_a_stranger_typed_is_handed_back(served: Litestar, how: dict[str, str]) -> None:
    """A session that ended while somebody was writing costs no words, but passwords are not shown."""
    said = {"note": "Đã lấy ý kiến <các sở>", "new_password": "bí mật lắm đấy", "csrf_token": "x"}
    answer = await Browser(served).post("/probe/save", data=said, headers={"Origin": HOST, **how})
    assert answer.status_code == 401
    assert "Đã lấy ý kiến &lt;các sở&gt;" in answer.text
    assert "bí mật" not in answer.text


async def test_a_due_change_of_password_comes_before_everything(served: Litestar) -> None:
    """A password that somebody else chose opens one page only."""
    browser = Browser(served)
    await browser.as_person(await person(must_change_password=True))
    await browser.meet("/account/password")
    assert (await browser.get("/probe/page")).headers["location"] == "/account/password"
    assert (await browser.fill("/probe/save")).headers["location"] == "/account/password"
    assert (await browser.get("/account/password")).status_code == 200


async def test_rights_taken_away_are_gone_at_the_next_request(served: Litestar) -> None:
    """Role and account are read for each request, never remembered."""
    from tracker.database import execute

    who = await person("office")
    browser = await Browser(served).as_person(who)
    assert (await browser.get("/probe/only/office")).status_code == 200
    await execute("UPDATE person SET role = 'lead' WHERE id = $1", who)
    assert (await browser.get("/probe/only/office")).status_code == 404
    await execute("UPDATE person SET disabled_at = now() WHERE id = $1", who)
    assert (await browser.get("/probe/page")).status_code == 303


async def test_options_and_unknown_methods_answer_without_a_page_of_data(served: Litestar) -> None:
    """What the framework adds by itself is refused as well."""

    @post("/probe/only-post", opt={"access": "public"})
    async def only_post() -> str:
        return "in"

    served.register(only_post)
    browser = Browser(served)
    assert (await browser.options("/probe/only-post")).status_code == 404
    assert (await browser.get("/probe/only-post")).status_code == 405
