"""The reminders' door: a preview that writes nothing, a run that is made once and delivered."""

from datetime import date, timedelta

import pytest

from tests.mail.scripted import Script
from tests.reminders.office import (
    MONDAY,
    NEXT_MONDAY,
    OFFICE,
    OVERDUE,
    OWED,
    clock_shows,
    relay,
    row_counts,
    runs,
    set_person,
    seven,
    states,
)
from tracker import clock, database, settings
from tracker.doors.remind import LettersLeft, remind
from tracker.refusal import Refused

pytestmark = pytest.mark.usefixtures("province")
EVERYBODY = len(OFFICE) + len(OWED[MONDAY])


@pytest.fixture(autouse=True)
def _monday_morning(province: object) -> None:
    clock_shows(seven(MONDAY))


async def test_a_dry_run_tells_who_and_why_and_writes_nothing() -> None:
    """Addresses, tasks with days late, subjects; who is left out and why; not one row more or less."""
    await set_person("sgddt.lanhdao", email="")
    before = await row_counts()
    async with relay(Script()) as script:
        said = await remind(MONDAY, dry_run=True)
    assert await row_counts() == before
    assert script.lines == 0
    for part in (
        "2024-W45, judged on 04/11/2024: 4 tasks overdue",
        "Letters: 5",
        "stnmt.lanhdao@tayninh.example",
        "TTHC-02 (35), TTHC-10 (20)",
        "Cần xử lý 2 trong 3 nhiệm vụ quá hạn của Sở Tài nguyên và Môi trường",
        "Phan Thanh Hòa",
        "no e-mail address",
        "nothing overdue is theirs",
    ):
        assert part in said
    assert "bcd.truongban" not in said


async def test_the_comparison_of_rows_can_fail() -> None:
    """Negative control: the same day without --dry-run does change what is kept."""
    before = await row_counts()
    async with relay(Script()):
        await remind(MONDAY, dry_run=False)
    assert await row_counts() != before


async def test_a_dry_run_of_a_coming_monday_shows_what_will_be_owed() -> None:
    """The 11th, asked on the 4th: tasks that turn overdue meanwhile are in it."""
    said = await remind(NEXT_MONDAY, dry_run=True)
    assert "2024-W46, judged on 11/11/2024: 8 tasks overdue" in said
    for code in OVERDUE[NEXT_MONDAY]:
        assert code in said


async def test_a_dry_run_names_who_no_longer_answers_for_a_task() -> None:
    """And the tasks that nobody at their agency would hear of."""
    for username in ("stnmt.chuyenvien2", "sgddt.lanhdao"):
        await set_person(username, disabled_at=seven(MONDAY))
    said = await remind(MONDAY, dry_run=True)
    assert "CQS-06: Lục Bích Trâm no longer answers for it" in said
    assert "TCC-05: nobody at Sở Giáo dục và Đào tạo can be told" in said


async def test_a_run_is_composed_delivered_and_told() -> None:
    """Everybody's letter is at the relay when the command ends."""
    async with relay(Script()) as script:
        said = await remind(MONDAY, dry_run=False)
    assert await runs() == ["overdue/2024-W45"]
    assert await states() == {"sent": EVERYBODY}
    assert len({who for who, _ in script.taken}) == len(script.taken) == EVERYBODY
    assert "was made now" in said
    assert f"Letters sent now: {EVERYBODY}, put off: 0, failed: 0." in said


async def test_asked_twice_it_says_nothing_twice() -> None:
    """Also for another day of that week; it says that the run was there, and what became of it."""
    async with relay(Script()) as script:
        await remind(MONDAY, dry_run=False)
        before = await row_counts()
        again = await remind(MONDAY + timedelta(days=4), dry_run=False)
        dry = await remind(MONDAY, dry_run=True)
    assert len(script.taken) == EVERYBODY
    assert await row_counts() == before
    assert "judged on 04/11/2024, had been made on 04/11/2024 07:00" in again
    assert "Letters sent now: 0" in again
    assert "sent 04/11/2024" in dry


async def test_a_relay_that_is_down_is_told_and_the_next_time_delivers() -> None:
    """Composed all the same; asked again after the relay is back it does not wait for the next try."""
    settings.override(smtp_url="smtp://127.0.0.1:9")  # the discard port: nobody listens
    with pytest.raises(LettersLeft, match="The relay is in trouble") as told:
        await remind(MONDAY, dry_run=False)
    assert "waits for its next try" in str(told.value)
    assert await states() == {"ready": EVERYBODY}
    async with relay(Script()) as script:
        said = await remind(MONDAY, dry_run=False)
    assert await states() == {"sent": EVERYBODY}
    assert len(script.taken) == EVERYBODY
    assert "had been made" in said


async def test_a_recipient_who_is_refused_is_told() -> None:
    """One address fails for good, with the relay's words; the others are sent."""
    script = Script()
    script.at_rcpt["sgddt.lanhdao@tayninh.example"] = ["550 5.1.1 No such user"]
    async with relay(script):
        said = await remind(MONDAY, dry_run=False)
    assert "failed: 1." in said
    assert "FAILED (550 5.1.1 No such user)" in said
    assert await states() == {"failed": 1, "sent": EVERYBODY - 1}


async def test_only_the_run_of_the_present_week_is_made_by_hand() -> None:
    """Letters of a coming or past week would leave today, and that week's own day would then say nothing.

    One sentence and nothing written; a dry run shows any week; the control is another day of this week.
    """
    clock_shows(clock.at(date(2024, 11, 6), 8))
    before = await row_counts()
    async with relay(Script()) as script:
        for day in (NEXT_MONDAY, date(2024, 11, 3), date(2024, 10, 7)):
            with pytest.raises(Refused, match="in its own week"):
                await remind(day, dry_run=False)
            assert "Dry run" in await remind(day, dry_run=True)
        assert (script.lines, await row_counts()) == (0, before)
        await remind(date(2024, 11, 10), dry_run=False)
    assert await runs() == ["overdue/2024-W45"]
    assert script.taken


async def test_asking_again_does_not_hurry_a_letter_that_waits_for_its_readers_next_day() -> None:
    """The day's letter came before the week's: that waits for tomorrow; one that failed to leave goes now."""
    clock_shows(clock.at(MONDAY, 9))
    settings.override(smtp_url="smtp://127.0.0.1:9")
    with pytest.raises(LettersLeft):
        await remind(MONDAY, dry_run=False)
    first = await database.value("SELECT min(id) FROM letter WHERE kind = 'overdue'")
    tomorrow = seven(MONDAY + timedelta(days=1))
    await database.execute("UPDATE letter SET next_try_at = $1", tomorrow)
    await database.execute("UPDATE letter SET trouble = '', tries = 0 WHERE id = $1", first)
    await database.execute("UPDATE letter SET trouble = '451 later', tries = 1 WHERE id <> $1", first)
    async with relay(Script()) as script:
        await remind(MONDAY, dry_run=False)
    assert len(script.taken) == EVERYBODY - 1
    assert await database.value("SELECT state FROM letter WHERE id = $1", first) == "ready"
