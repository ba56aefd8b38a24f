"""The day's letters when something is down: nothing owed is lost, nobody gets two letters on a day."""

from collections import Counter
from datetime import date, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest

from tests.mail.scripted import Script
from tests.reminders.office import MONDAY, clock_shows, id_of, relay, seven
from tracker import clock, settings
from tracker.database import execute, rows, value
from tracker.reminders.daily.queries import daily_plan
from tracker.schedule import deliver_letters, write_daily_letters, write_overdue_letters
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEDNESDAY, THURSDAY = MONDAY + 2 * DAY, MONDAY + 3 * DAY
NOBODY_LISTENS = "smtp://127.0.0.1:9"


async def work(first: datetime, last: datetime) -> None:
    """What a worker does at each hour from one moment up to another."""
    worker, moment = Worker("worker"), first
    while moment <= last:
        clock_shows(moment)
        await write_overdue_letters(worker)
        await write_daily_letters(worker)
        await deliver_letters(worker)
        moment += HOUR


async def two_on_a_day() -> list[dict[str, Any]]:
    """People who got more than one letter on a day."""
    return await rows(
        """SELECT person, hanoi_day(sent_at) AS day, count(*) AS n FROM letter
           WHERE state = 'sent' GROUP BY person, hanoi_day(sent_at) HAVING count(*) > 1"""
    )


async def told() -> set[tuple[int, str]]:
    """Whom a letter that left told of which thing of the day."""
    found = await rows(
        """SELECT s.person, s.key FROM reminder_said AS s JOIN letter AS l ON l.id = s.letter
           WHERE l.state = 'sent'"""
    )
    return {(one["person"], one["key"]) for one in found}


async def still_owed(at: datetime) -> set[tuple[int, str]]:
    """What is true, was not told, and waits for no other reason than that nobody did."""
    return {(person, one.key) for person, things in (await daily_plan(at)).owed.items() for one in things}


async def unsaid() -> int:
    """How much is noted as told by a letter that never left."""
    return int(
        await value(
            """SELECT count(*) FROM reminder_said AS s JOIN letter AS l ON l.id = s.letter
               WHERE l.state <> 'sent'"""
        )
    )


async def test_a_relay_down_for_three_days_loses_nothing_that_is_still_so() -> None:
    """Back on Wednesday at 10:00: whatever is true by Thursday was told, in at most one letter a day."""
    settings.override(smtp_url=NOBODY_LISTENS)
    await work(seven(MONDAY), clock.at(WEDNESDAY, 9))
    assert await told() == set()
    assert await unsaid() > 0
    async with relay(Script()) as script:
        await work(clock.at(WEDNESDAY, 10), clock.at(THURSDAY, 12))
    assert await unsaid() == 0
    assert await still_owed(clock.at(THURSDAY, 12)) == set()
    assert await two_on_a_day() == []
    copies = Counter(message_from_bytes(content)["Message-ID"] for _, content in script.taken)
    assert set(copies.values()) == {1}


async def test_an_undisturbed_week_tells_the_same() -> None:
    """Negative control, and the measure: the same days with the relay up, told on Monday already."""
    async with relay(Script()):
        await work(seven(MONDAY), seven(MONDAY))
        assert len(await told()) > 0
        await work(seven(MONDAY) + HOUR, clock.at(THURSDAY, 12))
    assert await still_owed(clock.at(THURSDAY, 12)) == set()
    assert await two_on_a_day() == []


async def test_a_worker_asleep_until_wednesday_tells_each_person_in_one_letter() -> None:
    """The week's letter carries its reader's things of three days; the day's letters carry the others'."""
    async with relay(Script()) as script:
        await work(clock.at(WEDNESDAY, 9), clock.at(WEDNESDAY, 9))
    assert set(Counter(who for who, _ in script.taken).values()) == {1}
    assert {one["kind"] for one in await rows("SELECT DISTINCT kind FROM letter")} == {"overdue", "daily"}
    assert await still_owed(clock.at(WEDNESDAY, 9)) == set()


async def test_a_clock_a_day_ahead_and_back_tells_nothing_twice() -> None:
    """What moved meanwhile is told on the first day that the clock had not reached."""
    async with relay(Script()) as script:
        await work(seven(MONDAY + DAY), seven(MONDAY + DAY))
        before = Counter(who for who, _ in script.taken)
        await work(seven(MONDAY), clock.at(MONDAY + DAY, 20))
        assert Counter(who for who, _ in script.taken) == before
        code = await _handed_over(clock.at(MONDAY + DAY, 15))
        await work(seven(WEDNESDAY), clock.at(WEDNESDAY, 20))
    assert f"line/{code}" in {key for _, key in await told()}
    assert set(before.values()) == {1}
    assert await still_owed(seven(WEDNESDAY)) == set()


async def _handed_over(at: datetime) -> int:
    """A task of a department is given to one of its officials; the line of history."""
    task = await value("SELECT id FROM task WHERE code = 'CQS-06'")
    who = await id_of("stnmt.chuyenvien1")
    await execute("UPDATE task SET responsible = $2, changed_at = $3 WHERE id = $1", task, who, at)
    return int(
        await value(
            """INSERT INTO history (kind, object_id, verb, at, actor_name, actor_agency, text, version,
                                    changes)
               VALUES ('task', $1, 'hand_over', $2, 'Lâm', 'Sở', '', 99,
                       jsonb_build_object('responsible', jsonb_build_array(NULL, $3::integer)))
               RETURNING id""",
            task, at, who,
        )
    )  # fmt: skip


async def test_a_clock_a_week_ahead_and_back_holds_the_days_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody is written to for days: that must be an error in the log, as with the week's run."""
    async with relay(Script()):
        await work(seven(date(2024, 11, 12)), seven(date(2024, 11, 12)))
        capsys.readouterr()
        await work(seven(MONDAY), seven(MONDAY))
    said = capsys.readouterr()
    held = [line for line in (said.out + said.err).splitlines() if "run_held" in line]
    assert any("daily/2024-11-04" in line for line in held)
