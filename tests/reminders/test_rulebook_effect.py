"""Promises about the preview of other rules: counted by what the runs are made from, and nothing is saved."""

import re
from datetime import date

from tests.tasks.moving import form_of
from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute, value
from tracker.database.engine import Engine
from tracker.reminders.daily.queries import owed_by_the_day
from tracker.reminders.rulebook.effect import SHOWN, Count, Differing, Owing, effect
from tracker.reminders.rulebook.preview import KIND_NAMES, effect_today
from tracker.reminders.rulebook.rules import Rulebook
from tracker.words import _, speaking

PATH = "/settings/reminders"
TODAY = date(2024, 11, 6)
OTHER = Rulebook(1, (14, 7, 2), 20, 14, 40, 50, 60)
KEPT = """SELECT (SELECT count(*) FROM history) + (SELECT count(*) FROM reminder_rulebook)
              + (SELECT count(*) FROM letter) + (SELECT count(*) FROM form_key)"""


def test_two_sets_of_what_is_owed_are_compared_by_kind_and_by_task() -> None:
    """Tasks and people counted once each; a task differs when a kind or a person does."""
    now = [Owing("late", 1, "A", "Một"), Owing("late", 2, "A", "Một"), Owing("silent", 1, "B")]
    then = [Owing("late", 1, "A", "Một"), Owing("silent", 1, "B"), Owing("before", 3, "C")]
    found = effect(now, then, ["late", "silent", "before"])
    assert [(line.now, line.then) for line in found.lines] == [
        (Count(1, 2), Count(1, 1)), (Count(1, 1), Count(1, 1)), (Count(0, 0), Count(1, 1)),
    ]  # fmt: skip
    assert found.differing == [
        Differing("A", "Một", (), (), 2, 1),
        Differing("C", "", ("before",), (), 0, 1),
    ]
    many = effect([], [Owing("late", 1, f"T-{n:03d}") for n in range(99)], ["late"])
    assert (len(many.shown), len(many.differing), many.shown[0].task) == (SHOWN, 99, "T-000")
    assert effect(now, list(reversed(now)), ["late"]).differing == []


async def test_the_same_rules_change_nothing(province: Engine) -> None:
    """The control: what differs comes from the rules, not from the counting."""
    found = await effect_today(Rulebook(), Rulebook(2), TODAY)
    assert found.differing == []
    assert all(line.now == line.then for line in found.lines)
    assert {line.kind for line in found.lines if line.now.tasks} >= {"deadline", "awaiting", "overdue"}


async def test_the_preview_counts_what_a_run_would_owe(province: Engine) -> None:
    """For each kind the tasks and people of the run's own plan; who declined a courtesy is not counted."""
    owed = await owed_by_the_day(TODAY, OTHER)
    found = {line.kind: line.then for line in (await effect_today(Rulebook(), OTHER, TODAY)).lines}
    for kind in ("before", "deadline", "silent", "awaiting", "late"):
        mine = [(person, one.code) for person, told in owed.items() for one in told if one.kind == kind]
        assert found[kind] == Count(len({code for _, code in mine}), len({person for person, _ in mine})), (
            kind
        )
    assert found["silent"].tasks > 0
    await execute(
        """INSERT INTO reminder_choice (person, kind, wanted, changed_at)
           SELECT id, 'before', false, now() FROM person"""
    )
    assert (await effect_today(OTHER, OTHER, TODAY)).lines[0].now == Count(0, 0)


async def test_a_member_who_asked_is_counted_by_the_committees_step(province: Engine) -> None:
    """The committee's summary holds what is late enough under each of the rules."""
    await execute(
        """INSERT INTO reminder_choice (person, kind, wanted, changed_at)
           SELECT id, 'committee', true, now() FROM person WHERE username = 'bcd.truongban'"""
    )
    soon = Rulebook(1, committee_days=16)
    late = await value(
        "SELECT count(*) FROM task WHERE urgency = 0 AND part = '' AND due_on <= $1::date - 16", TODAY
    )
    found = {line.kind: line for line in (await effect_today(Rulebook(), soon, TODAY)).lines}["committee"]
    assert found.then == Count(late, 1 if late else 0)
    assert found.now.tasks <= found.then.tasks


async def test_the_page_shows_the_effect_and_saves_nothing(province: Engine) -> None:
    """A number for each kind, the tasks that differ, what was typed still in the form; no reason needed."""
    office = await a_user("vpub.dieuphoi1")
    hidden = form_of((await office.get(PATH)).text, PATH)
    before = await value(KEPT)
    said = {"before_days": "14, 7, 2", "silent_days": "20", "awaiting_days": "14", "head_days": "40",
            "office_days": "50", "committee_days": "60", "note": "", "preview": "1"}  # fmt: skip
    answer = await office.post(PATH, data={**hidden, **said})
    assert answer.status_code == 200
    assert await value(KEPT) == before
    text = words_of(answer.text)
    expected = await effect_today(Rulebook(), OTHER, TODAY)
    for line in expected.lines:
        name = re.escape(words_of(_name(line.kind)))
        counts = f"{line.now.tasks} {line.then.tasks} {line.now.people} {line.then.people}"
        assert re.search(f"{name} {counts}", text), line
    assert f"{len(expected.differing)} nhiệm vụ có thay đổi" in text
    assert answer.text.count('<li class="onecol"><a href="/tasks/') == min(len(expected.differing), SHOWN)
    assert 'value="14, 7, 2"' in answer.text
    wrong = await office.post(PATH, data={**hidden, **said, "office_days": "2"})
    assert (wrong.status_code, "nhiệm vụ có thay đổi" in wrong.text) == (422, False)
    saved = await office.post(
        PATH, data={**form_of(answer.text, PATH), **said, "preview": "", "note": "Lý do"}
    )
    assert saved.status_code == 303
    assert "14, 7, 2" in words_of(await main_of(office, PATH))


def _name(kind: str) -> str:
    with speaking("vi"):
        return _(KIND_NAMES[kind])
