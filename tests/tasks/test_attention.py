"""Promises about what needs attention: a count is the length of the list it leads to."""

from datetime import date

from tests.given import Actor
from tracker.database import execute, value
from tracker.tasks.queries import count
from tracker.tasks.queries.attention import attention, lists
from tracker.tasks.queries.lists import EVERYBODY

TODAY = date(2024, 11, 6)
SILENT_DAYS = 30
# Days on which the demonstration's facts are asked for as facts of today: the further, the more is late.
TODAYS = [TODAY, date(2024, 11, 21), date(2024, 12, 6), date(2025, 1, 15), date(2027, 1, 1)]
PAST = [date(2022, 2, 28), date(2023, 6, 30), date(2024, 10, 31), date(2024, 11, 5)]


async def leader(code: str) -> Actor:
    """Somebody of an agency, who sees what it leads or coordinates."""
    agency = int(await value("SELECT id FROM agency WHERE code = $1", code))
    return Actor(0, code, "lead", agency, code, False, sees_all=False)


async def counted(asker: Actor | None, as_of: date, today: date) -> tuple[dict[str, int], dict[str, int]]:
    """What the page says, and the lengths of its lists."""
    reader = asker or EVERYBODY
    lead = asker.agency_id if asker else 0
    said = await attention(1, reader, lead, as_of, today, SILENT_DAYS)
    wanted = lists(reader, lead)
    long = {name: await count(1, reader, one, as_of, today, SILENT_DAYS) for name, one in wanted.items()}
    return {name: getattr(said, name) for name in wanted}, long


async def test_every_count_of_today_is_the_length_of_its_list(province: object) -> None:
    """What is read from the tally and from index ranges equals what the list counts row by row."""
    for code in ("", "STNMT", "SNV", "BCHQS"):
        asker = await leader(code) if code else None
        for day in TODAYS:
            said, long = await counted(asker, day, day)
            assert said == long, (code, day)


async def test_every_count_of_a_past_day_is_the_length_of_its_list(province: object) -> None:
    """As of any past day too."""
    for code in ("", "STNMT", "SNV"):
        asker = await leader(code) if code else None
        for day in PAST:
            said, long = await counted(asker, day, TODAY)
            assert said == long, (code, day)


async def test_the_days_above_are_worth_comparing(province: object) -> None:
    """On each of them together every kind has something to count, so that equality means something."""
    found = [(await counted(None, day, day))[0] for day in TODAYS]
    assert all(any(said[name] for said in found) for name in ("due_soon", "waiting", "silent", "starred"))
    assert (await counted(await leader("SNV"), TODAY, TODAY))[0]["coordinating"] > 0


async def test_the_comparison_sees_a_count_that_is_wrong(province: object) -> None:
    """The promise above can fail: a tally that lies about a coming deadline is found out."""
    await execute(
        """UPDATE tally SET change = change + 1 WHERE scope = 'all' AND span = 'day' AND bucket = 'overdue'
           AND on_day > $1 AND on_day <= $1 + 15""",
        TODAY,
    )
    said, long = await counted(None, TODAY, TODAY)
    assert said["due_soon"] > long["due_soon"]


async def test_a_withdrawn_or_handed_over_task_counts_for_nobody_it_left(province: object) -> None:
    """The counts follow the task to the agency that leads it now."""
    snv, stnmt = await leader("SNV"), await leader("STNMT")
    day = date(2025, 1, 15)
    before = (await counted(stnmt, day, day))[0]
    await execute("UPDATE task SET lead_agency = $1 WHERE lead_agency = $2", snv.agency_id, stnmt.agency_id)
    await execute(
        """UPDATE task SET state = 'withdrawn', resumes_to = 'in_progress'
           WHERE state = 'in_progress' AND starred"""
    )
    assert any(before[name] for name in ("waiting", "silent", "starred"))
    for asker in (None, snv, stnmt):
        said, long = await counted(asker, day, day)
        assert said == long
    assert all(n == 0 for name, n in said.items() if name != "coordinating")
