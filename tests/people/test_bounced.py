"""Addresses from which letters come back: the administrator is told and settles, nothing is done alone."""

import re
from datetime import date, timedelta

import pytest

from tests.tasks.reading import a_user, freeze, main_of, words_of
from tracker import clock
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import lines

PATH = "/bounces"
ADDRESS = "select email from person where username = $1"
HEAD = "stttt.lanhdao"


async def came_back(
    username: str, days: int, hard: bool = True, said: str = "550 5.1.1 User unknown"
) -> None:
    """Letters to somebody came back on so many days up to 06/11/2024."""
    address = await value(ADDRESS, username)
    for n in range(days):
        day = date(2024, 11, 6) - timedelta(days=n)
        await execute(
            "INSERT INTO letter_bounce (address, on_day, hard, status, said, noted_at)"
            " VALUES (upper($1), $2, $3, '5.1.1', $4, $5)",
            address, day, hard, said, clock.at(day, 7, 1),
        )  # fmt: skip


async def shown(username: str = "quantri") -> list[str]:
    """The rows of the page, as words."""
    html = await main_of(await a_user(username), PATH)
    found = re.findall(r"<tr role=\"row\"><th.*?</tr>", html, re.DOTALL)[1:]
    return [" ".join(words_of(row).split()) for row in found]


def form_in(html: str) -> dict[str, str]:
    """The hidden fields of the page's first form."""
    form = re.search(r'<form method="post" action="/bounces">(.*?)</form>', html, re.DOTALL)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1])) if form else {}


async def test_three_points_flag_an_address_to_the_administrator(province: Engine) -> None:
    """Hard 1, soft 0,5, the worst first; the account page tells; the words of the server stand harmless."""
    freeze()
    admin = await a_user("quantri")
    assert "Chưa có thư bị trả lại" in words_of(await main_of(admin, PATH))
    await came_back(HEAD, 3)
    await came_back("syt.lanhdao", 5, hard=False, said="<b>450</b> later")
    first, second = await shown()
    assert re.search(
        r"stttt\.lanhdao.* 3 .*Cần kiểm tra địa chỉ .*550 5\.1\.1 User unknown.*04/11/2024", first
    )
    assert re.search(r"syt\.lanhdao.* 2,5 .*450.*02/11/2024", second)
    assert "Cần kiểm tra" not in second
    assert "<b>450" not in await main_of(admin, PATH)
    assert 'href="/bounces"' in await main_of(admin, "/account")
    assert 'href="/bounces"' in await main_of(admin, "/more")
    office = await a_user("vpub.dieuphoi1")
    assert len(await shown("vpub.dieuphoi1")) == 2
    html = await main_of(office, PATH)
    assert "<form" not in html
    assert 'href="/bounces"' not in await main_of(office, "/account")


async def test_a_letter_put_off_is_forgotten_after_sixty_days_and_one_refused_is_not(
    province: Engine,
) -> None:
    """Six that were put off flag an address while they are fresh; a month later three count, then none."""
    freeze()
    await came_back("syt.lanhdao", 6, hard=False)
    await came_back(HEAD, 3)
    for back, points in ((54, "3"), (2, "2"), (1, "1,5"), (3, None)):
        for days in (1000 + back, -1000):  # by way of days on which nothing came back
            await execute("UPDATE letter_bounce SET on_day = on_day - $1::integer", days)
        found = {row.partition("@")[0].rpartition(" ")[2]: row for row in await shown()}
        assert "Cần kiểm tra" in found["stttt.lanhdao"]
        assert ("syt.lanhdao" in found) is (points is not None)
        if points:
            assert f" {points} " in found["syt.lanhdao"]
    assert "trong 60 ngày" in words_of(await main_of(await a_user("quantri"), PATH))


async def test_settled_counts_from_nothing_again_once_and_in_history(province: Engine) -> None:
    """A double click has one effect; letters of later days count anew; the person is written to as before."""
    freeze()
    await came_back(HEAD, 4)
    admin = await a_user("quantri")
    form = form_in(await main_of(admin, PATH))
    for _ in range(2):
        answer = await admin.post(PATH, data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    assert await shown() == []
    assert 'href="/bounces"' not in await main_of(admin, "/account")
    number = await value("SELECT id FROM person WHERE username = $1", HEAD)
    told = [(one["verb"], one["text"], one["changes"]) for one in await lines("person", number)]
    assert told == [("settle_bounces", await value(ADDRESS, HEAD), {"bounces": [4, 0]})]
    kept = await rows("SELECT settled_at FROM letter_bounce")
    assert len(kept) == 4
    assert all(one["settled_at"] for one in kept)
    await came_back(HEAD, 1)
    assert len(await shown()) == 1


async def test_what_came_back_meanwhile_is_not_settled_unread(province: Engine) -> None:
    """409 when another letter came back after the page was opened; nothing settled, nothing in history."""
    freeze()
    await came_back(HEAD, 3)
    admin = await a_user("quantri")
    form = form_in(await main_of(admin, PATH))
    await execute("UPDATE letter_bounce SET on_day = on_day - 30")
    await came_back(HEAD, 1)
    assert (await admin.post(PATH, data=form)).status_code == 409
    assert await value("SELECT count(*) FROM letter_bounce WHERE settled_at IS NULL") == 4
    assert await value("SELECT count(*) FROM history WHERE verb = 'settle_bounces'") == 0
    again = form_in(await main_of(admin, PATH))
    assert (await admin.post(PATH, data=again)).status_code == 303


async def test_a_new_address_begins_at_nothing(province: Engine) -> None:
    """What was counted was the old address; a closed account concerns nobody."""
    freeze()
    await came_back(HEAD, 4)
    await came_back("syt.lanhdao", 4)
    await execute("UPDATE person SET email = 'moi@stttt.example' WHERE username = $1", HEAD)
    assert [("syt.lanhdao" in row) for row in await shown()] == [True]
    await execute("UPDATE person SET disabled_at = now() WHERE username = 'syt.lanhdao'")
    assert await shown() == []


@pytest.mark.parametrize(("said", "status"), [({"person": "x"}, 422), ({"person": "999999"}, 404)])
async def test_a_form_of_nobodys_making_is_refused(
    province: Engine, said: dict[str, str], status: int
) -> None:
    """What no form of ours sends is refused; a person from whom nothing comes back is not there."""
    freeze()
    await came_back(HEAD, 1)
    admin = await a_user("quantri")
    form = form_in(await main_of(admin, PATH))
    assert (await admin.post(PATH, data={**form, **said})).status_code == status
    office = await a_user("vpub.dieuphoi1")
    assert (await office.fill(PATH, form)).status_code == 404
    assert len(await shown()) == 1
