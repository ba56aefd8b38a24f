"""Letters that wait while the relay is down: what they say on leaving is still owed to their reader."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from tests.mail.scripted import Script
from tests.reminders.days import away, choose, keys_of, morning, somebody
from tests.reminders.ledger import AFTERNOON, HEAD, RUN, TEN, form, reader, set_letter
from tests.reminders.office import (
    MONDAY,
    NEXT_MONDAY,
    OFFICE,
    clock_shows,
    id_of,
    relay,
    set_person,
    seven,
    states,
    written,
)
from tests.tasks.reading import words_of
from tracker import clock, settings
from tracker.database import execute, rows, value
from tracker.mail.catcher import opened
from tracker.mail.delivery import UNSURE, deliver_all
from tracker.mail.relay import Relay
from tracker.reminders.actions import make_run, withdraw_from_closed_accounts
from tracker.reminders.judging import (
    HANDED_OVER,
    JUDGED,
    LEFT,
    RENEWED,
    SETTLED,
    WEEK_OVER,
    Now,
    Unsent,
    anew,
    why,
)
from tracker.reminders.ledger.alarm import alarm
from tracker.reminders.waiting import judge_waiting
from tracker.tasks import actions

pytestmark = pytest.mark.usefixtures("province")
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3, 4))
NOON = clock.at(MONDAY, 12)
STAFF, PEER = "stnmt.chuyenvien2", "stnmt.chuyenvien1"
MINE = ("TTHC-02", "TTHC-10")  # of HEAD, nobody being responsible


def address(username: str) -> str:
    """Where somebody of the seeds is written to."""
    return f"{username}@tayninh.example"


async def moved(codes: Sequence[str], at: datetime = TEN, **facts: object) -> None:
    """Tasks change."""
    places = "".join(f", {name} = ${n}" for n, name in enumerate(facts, 3))
    await execute(
        f"UPDATE task SET changed_at = $2{places} WHERE code = ANY ($1)", list(codes), at, *facts.values()
    )


async def agency(code: str) -> int:
    """An agency's number."""
    return int(await value("SELECT id FROM agency WHERE code = $1", code))


async def leaves(script: Script, at: datetime) -> dict[str, str]:
    """What leaves when the relay is back and letters are judged first: the text, by address; one for each."""
    before = len(script.taken)
    await judge_waiting(at)
    await deliver_all(Relay.of(settings.current()), "test", at)
    taken = script.taken[before:]
    assert max(Counter(who for who, _ in taken).values(), default=0) <= 1
    return {who: opened("", content).text for who, content in taken}


async def letters_of(username: str) -> list[tuple[str, str]]:
    """State and trouble of somebody's letters of the week, the first one first."""
    found = await rows(
        "SELECT state, trouble FROM letter WHERE person = $1 AND kind = 'overdue' ORDER BY id",
        await id_of(username),
    )
    return [(one["state"], one["trouble"]) for one in found]


async def test_what_was_handed_over_is_told_to_whoever_has_it_now() -> None:
    """The old head reads nothing of it, the new one a letter of their own; the ledger says why."""
    await make_run(MONDAY, seven(MONDAY))
    await moved(MINE, lead_agency=await agency("STC"), responsible=None)
    async with relay(Script()) as script:
        came = await leaves(script, clock.at(WEDNESDAY, 9))
        assert address(HEAD) not in came
        assert "TTHC-02" in came[address("stc.lanhdao")]
        assert "TCC-05" in came[address("sgddt.lanhdao")]
        assert await leaves(script, clock.at(WEDNESDAY, 10)) == {}
    assert await letters_of(HEAD) == [("superseded", HANDED_OVER)]
    assert (await written())["stc.lanhdao"] == list(MINE)
    browser = await reader("vpub.dieuphoi1", at=clock.at(WEDNESDAY, 11))
    text = words_of((await browser.get(RUN)).text)
    assert HANDED_OVER in text or "đã bàn giao trước khi thư được gửi" in text


async def test_a_letter_that_is_right_leaves_as_it_is() -> None:
    """Negative control: nothing that it says has changed, so no letter is written anew, today or later."""
    await make_run(MONDAY, seven(MONDAY))
    names = await rows("SELECT id, message_id FROM letter ORDER BY id")
    await moved(("TTHC-02",), percent=55)
    for at in (TEN, AFTERNOON, clock.at(TUESDAY, 9)):
        assert await judge_waiting(at) == 0
    assert await rows("SELECT id, message_id FROM letter ORDER BY id") == names
    assert await states() == {"ready": 6}


@pytest.mark.parametrize(
    "facts", [{"state": "submitted"}, {"due_on": date(2025, 3, 31)}], ids=lambda one: next(iter(one))
)
async def test_what_is_done_or_put_off_is_told_no_more(facts: dict[str, object]) -> None:
    """One of two: a new letter with the other alone, by another id. Both: none, and the ledger says why."""
    await make_run(MONDAY, seven(MONDAY))
    if "state" in facts:
        facts = {**facts, "submitted_at": TEN, "submitted_by": await id_of(HEAD), "result_number": "1/BC",
                 "result_date": MONDAY}  # fmt: skip
    await moved(MINE[:1], **facts)
    assert await judge_waiting(TEN) >= 1
    assert [one[0] for one in await letters_of(HEAD)] == ["superseded", "ready"]
    ids = await rows("SELECT DISTINCT message_id FROM letter WHERE person = $1", await id_of(HEAD))
    assert len(ids) == 2
    assert (await written())[HEAD] == [MINE[1]]
    await moved(MINE[1:], AFTERNOON, **facts)
    async with relay(Script()) as script:
        came = await leaves(script, AFTERNOON)
    assert address(HEAD) not in came
    assert await letters_of(HEAD) == [("superseded", RENEWED), ("superseded", SETTLED)]
    assert not any(code in text for code in MINE for text in came.values())


async def test_a_new_address_gets_the_letter_and_the_old_one_none() -> None:
    """Corrected while it rested: a new letter, for an address is part of it."""
    await make_run(MONDAY, seven(MONDAY))
    await set_person(HEAD, email="moi@tayninh.example")
    async with relay(Script()) as script:
        came = await leaves(script, TEN)
    assert address(HEAD) not in came
    assert "TTHC-02" in came["moi@tayninh.example"]


async def test_who_changed_post_gets_nothing_of_the_former_one() -> None:
    """Another agency: nothing; a head who is staff now: nothing of what is the head's alone."""
    await make_run(MONDAY, seven(MONDAY))
    await set_person(HEAD, role="staff")
    await set_person("sgddt.lanhdao", agency=await agency("STC"))
    await set_person(STAFF, disabled_at=TEN)
    async with relay(Script()) as script:
        came = await leaves(script, TEN)
    assert set(came) == {address(one) for one in OFFICE}
    assert await letters_of(STAFF) == [("superseded", LEFT)]


async def test_a_closed_account_leaves_its_task_to_the_head() -> None:
    """The head's own letter waits as well: it gives way to one with everything."""
    await make_run(MONDAY, seven(MONDAY))
    await set_person(STAFF, disabled_at=TEN)
    assert await withdraw_from_closed_accounts() == 1  # as an older worker does
    async with relay(Script()) as script:
        came = await leaves(script, TEN)
    assert address(STAFF) not in came
    assert all(code in came[address(HEAD)] for code in (*MINE, "CQS-06"))
    assert await letters_of(HEAD) == [("superseded", RENEWED), ("sent", "")]


@pytest.mark.parametrize("how", ["closed", "ended", "moved"])
async def test_a_substitute_who_is_none_any_more_reads_nothing(how: str) -> None:
    """Closed, ended early, or of another agency: the person is written to, the substitute is not."""
    await away(HEAD, PEER, date(2024, 11, 1), FRIDAY)
    await make_run(MONDAY, seven(MONDAY))
    assert (
        "TTHC-02"
        in opened("", await value("SELECT content FROM letter WHERE person = $1", await id_of(PEER))).text
    )
    if how == "closed":
        await set_person(PEER, disabled_at=TEN)
    elif how == "ended":
        await execute("UPDATE person_absence SET ended_at = $1", TEN)
    else:
        await set_person(PEER, agency=await agency("STC"))
    async with relay(Script()) as script:
        came = await leaves(script, TEN)
        assert await leaves(script, AFTERNOON) == {}
    assert address(PEER) not in came
    assert "TTHC-02" in came[address(HEAD)]
    assert await alarm(clock.at(MONDAY, 13)) is None


async def test_whoever_has_had_a_letter_of_the_week_gets_no_second_one() -> None:
    """A task comes to a head who was served: nobody else waits for it, the daily letter tells of it."""
    await make_run(MONDAY, seven(MONDAY))
    served = await id_of("sgddt.lanhdao")
    await execute("UPDATE letter SET state = 'sent', sent_at = $2 WHERE person = $1", served, TEN)
    await moved(MINE, lead_agency=await agency("SGDDT"), responsible=None)
    async with relay(Script()) as script:
        came = await leaves(script, AFTERNOON)
    assert not {address("sgddt.lanhdao"), address(HEAD)} & set(came)
    assert await letters_of("sgddt.lanhdao") == [("sent", "")]


async def test_a_letter_that_the_relay_may_have_taken_keeps_its_name() -> None:
    """Its 250 was lost, then the relay was down: handed over or not, it is tried as it is until it left."""
    await make_run(MONDAY, seven(MONDAY))
    async with relay(Script()) as script:
        script.at_data[address(HEAD)] = ["drop"]
        await deliver_all(Relay.of(settings.current()), "test", seven(MONDAY))
    assert len(script.taken_by(address(HEAD))) == 1
    await execute("UPDATE letter SET next_try_at = $2 WHERE person = $1", await id_of(HEAD), TEN)
    settings.override(smtp_url="smtp://127.0.0.1:9")
    await deliver_all(Relay.of(settings.current()), "test", TEN)
    ((state, trouble),) = await letters_of(HEAD)
    assert state == "ready"
    assert trouble.startswith(UNSURE)
    assert trouble != UNSURE
    await moved(MINE, lead_agency=await agency("STC"), responsible=None)
    later = AFTERNOON
    async with relay(Script()) as again:
        await leaves(again, later)
        assert again.taken_by(address(HEAD)) == script.taken_by(address(HEAD))
    assert await letters_of(HEAD) == [("sent", "")]


async def test_a_letter_taken_over_from_a_worker_that_died_may_have_left() -> None:
    """Nobody knows how far it was; put off again, it keeps its name."""
    await make_run(MONDAY, seven(MONDAY))
    await set_letter(HEAD, state="sending", lease_owner="dead", lease_until=seven(MONDAY))
    settings.override(smtp_url="smtp://127.0.0.1:9")
    await execute("UPDATE letter SET next_try_at = $1 WHERE state = 'ready'", AFTERNOON)
    await deliver_all(Relay.of(settings.current()), "test", TEN)
    await set_person(HEAD, email="moi@tayninh.example")
    assert await judge_waiting(TEN) == 0
    ((state, trouble),) = await letters_of(HEAD)
    assert (state, trouble.startswith(UNSURE)) == ("ready", True)


async def test_a_week_that_is_over_sends_no_letter_any_more() -> None:
    """Monday before seven: last week's letter would be the first of two in one week."""
    await make_run(MONDAY, seven(MONDAY))
    async with relay(Script()) as script:
        assert await leaves(script, clock.at(NEXT_MONDAY, 6)) == {}
    assert set(await letters_of(HEAD)) == {("superseded", WEEK_OVER)}


async def test_what_stands_beside_is_judged_too() -> None:
    """An explanation that was given while the letter waited is not asked for by it."""
    await actions.ask_explanation(await somebody("bcd.truongban"), "TTHC-02", None, "Vì sao chậm?",
                                  seven(MONDAY) - timedelta(hours=1))  # fmt: skip
    await make_run(MONDAY, seven(MONDAY))
    assert "Vì sao chậm?" in opened("", await value("SELECT content FROM letter WHERE person = $1",
                                                    await id_of(HEAD))).text  # fmt: skip
    await actions.explain(await somebody(HEAD), "TTHC-02", None, "Chờ hướng dẫn của bộ.", TEN)
    async with relay(Script()) as script:
        came = await leaves(script, AFTERNOON)
    assert "TTHC-02" in came[address(HEAD)]
    assert "Vì sao chậm?" not in came[address(HEAD)]


async def test_the_alarm_counts_whose_only_letter_was_withdrawn() -> None:
    """Until it was judged anew; not when nobody is owed it, and with where they are listed."""
    await away(HEAD, PEER, date(2024, 11, 1), FRIDAY)
    await make_run(MONDAY, seven(MONDAY))
    await set_person(PEER, disabled_at=TEN)
    await withdraw_from_closed_accounts()
    await execute("UPDATE letter SET state = 'sent', sent_at = $1 WHERE state = 'ready'", TEN)
    found = await alarm(NOON)
    assert found is not None
    assert (found.standings, found.said) == ({"waiting": 1}, ())
    assert found.listed("waiting").endswith("outcome=superseded")
    assert await judge_waiting(AFTERNOON) == 1
    await execute("UPDATE letter SET state = 'sent', sent_at = $1 WHERE state = 'ready'", AFTERNOON)
    assert await alarm(AFTERNOON) is None


async def test_the_weeks_letter_that_failed_is_told_at_the_corrected_address() -> None:
    """Within its week; sent again by hand, it was told, and nothing more comes."""
    await make_run(MONDAY, seven(MONDAY))
    await execute("UPDATE letter SET state = 'sent', sent_at = $1 WHERE person <> $2", TEN, await id_of(HEAD))
    first = await set_letter(HEAD, state="failed", tries=1, trouble="550 5.1.1")
    assert await judge_waiting(TEN) == 0  # negative control: the address is the same
    await set_person(HEAD, email="dung@tayninh.example")
    clock_shows(AFTERNOON)
    browser = await reader(at=AFTERNOON)
    hidden = await form(browser, f"/letters/{first}", f"/letters/{first}/resend")
    assert (await browser.post(f"/letters/{first}/resend", data=hidden)).status_code == 303
    assert await judge_waiting(AFTERNOON + timedelta(minutes=5)) == 0
    await execute("DELETE FROM letter WHERE resends IS NOT NULL")
    async with relay(Script()) as script:
        came = await leaves(script, AFTERNOON + timedelta(minutes=5))
        assert await leaves(script, AFTERNOON + timedelta(minutes=9)) == {}
    assert list(came) == ["dung@tayninh.example"]
    assert [one[0] for one in await letters_of(HEAD)] == ["failed", "sent"]


async def test_a_daily_letter_that_failed_is_told_at_the_corrected_address() -> None:
    """Its things stand in the next day's letter; with the address as it was, they do not."""
    await morning(WEDNESDAY, sent=False)
    found = await rows(
        """SELECT p.username FROM letter AS l JOIN person AS p ON p.id = l.person
           WHERE l.kind = 'daily' AND p.role = 'lead' ORDER BY p.id LIMIT 2"""
    )
    one, other = (row["username"] for row in found)
    things = {who: await keys_of(who) for who in (one, other)}
    await execute(
        "UPDATE letter SET state = 'failed', trouble = '550 5.1.1' WHERE person = ANY ($1)",
        [await id_of(who) for who in (one, other)],
    )
    await execute("UPDATE letter SET state = 'sent', sent_at = created_at WHERE state = 'ready'")
    await set_person(one, email="dung@tayninh.example")
    await morning(THURSDAY)
    told = await rows(
        """SELECT p.username, s.key FROM reminder_said AS s JOIN letter AS l ON l.id = s.letter
           JOIN person AS p ON p.id = s.person WHERE l.key LIKE 'daily/2024-11-07/%'"""
    )
    again = {who: {row["key"] for row in told if row["username"] == who} for who in (one, other)}
    assert again[one] & things[one]
    assert not again[other] & things[other]


async def test_a_daily_letter_whose_answer_was_lost_is_tried_as_it_is() -> None:
    """The relay may have it: next morning nothing of it is told under another name."""
    await choose("snv.lanhdao", "before", True)
    await morning(WEDNESDAY, sent=False)
    who = address("snv.lanhdao")
    async with relay(Script()) as script:
        script.at_data[who] = ["drop"]
        await deliver_all(Relay.of(settings.current()), "test", seven(WEDNESDAY))
    things = await keys_of("snv.lanhdao")
    await morning(THURSDAY, sent=False)
    assert await value(
        """SELECT count(*) FROM reminder_said AS s JOIN letter AS l ON l.id = s.letter
           WHERE s.person = $1 AND s.key = ANY ($2) AND l.key NOT LIKE 'daily/2024-11-06/%'""",
        await id_of("snv.lanhdao"), list(things),
    ) == 0  # fmt: skip
    async with relay(Script()) as again:
        await deliver_all(Relay.of(settings.current()), "test", seven(THURSDAY))
    assert script.taken_by(who) == again.taken_by(who)  # that one alone: at most one letter a day
    assert not await value("SELECT count(*) FROM letter WHERE state = 'superseded' AND person = $1",
                           await id_of("snv.lanhdao"))  # fmt: skip


def test_letters_of_one_reader_give_way_together() -> None:
    """A task that came to somebody whose letter waits draws that letter along; the served are not drawn."""
    first = Unsent(1, 10, "a@x", TEN, True, {10: frozenset({"A"})})
    second = Unsent(2, 20, "b@x", TEN, True, {20: frozenset({"B"})})
    right = Now({10: ["A"], 20: ["B"]}, {10: 10, 20: 20}, {10: "a@x", 20: "b@x"})
    assert anew([first, second], right) == ([], frozenset())
    given = Now({20: ["A", "B"]}, {20: 20}, right.addresses)
    assert anew([first, second], given) == ([first, second], frozenset({20}))
    assert [why(one, given, {20}, {"A", "B"}) for one in (first, second)] == [HANDED_OVER, RENEWED]
    served = Now({20: ["A", "B"]}, {20: 20}, right.addresses, served={20})
    assert anew([first], served) == ([first], frozenset())
    assert set(JUDGED) == {RENEWED, HANDED_OVER, SETTLED, LEFT, WEEK_OVER}
