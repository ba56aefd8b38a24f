"""Whatever somebody with the database's password changes is found; what is not found is said."""

from datetime import date

import pytest

from tests.history import tampering
from tests.history.tampering import AT, Tamper, superuser
from tracker.database import rows
from tracker.database.engine import Engine, script
from tracker.history.actions import anchor
from tracker.history.checking import check_chain
from tracker.history.queries import anchors
from tracker.history.replay import check_replay
from tracker.history.rules import Checked, told
from tracker.words import speaking

DAY = date(2024, 11, 6)

# What each does, and what the chain alone says of it: the kinds of trouble, in their order.
FOUND: list[tuple[Tamper, list[str]]] = [
    (tampering.edit, ["changed 100"]),
    (tampering.forge_function, ["changed 100"]),
    (tampering.delete_line, ["lost 100"]),
    (tampering.delete_entry, ["order 101"]),
    (tampering.swap, ["changed 100", "changed 101"]),
    (tampering.insert, ["unsealed 859"]),
]
# What only an anchor held outside the database tells.
NEEDS_ANCHORS: list[tuple[Tamper, list[str]]] = [
    (tampering.cut, ["anchor 858"]),
    (tampering.recompute, ["anchor 858"]),
]


def said(checked: Checked) -> list[str]:
    """The kinds of trouble and where."""
    return [f"{one.what} {one.place}" for one in checked.first]


async def test_untouched_history_is_found_untouched(province: Engine) -> None:
    """Negative control of everything below: nothing was done and nothing is found."""
    made = await anchor(DAY, AT)
    assert made is not None
    checked = await check_chain([made])
    assert (checked.found, checked.looked_at, checked.seq, checked.head) == (0, 858, 858, made.hash)


async def test_what_is_changed_is_found(province: Engine) -> None:
    """Edited, deleted, swapped, inserted, the database's own function forged: each in its place, in words."""
    for tamper, kinds in FOUND:
        async with superuser():
            await tamper()
            checked = await check_chain()
        assert (said(checked), checked.found) == (kinds, len(kinds)), tamper.__name__
        with speaking("vi"):
            assert all(one.place in told(one) for one in checked.first)
    assert not (await check_chain()).found


async def test_a_chain_rewritten_or_cut_is_found_by_an_anchor_alone(province: Engine) -> None:
    """Without anchors both pass: that is the limit that the README tells. With one outside they do not."""
    made = await anchor(DAY, AT)
    assert made is not None
    for tamper, kinds in NEEDS_ANCHORS:
        async with superuser():
            await tamper()
            in_database = await check_chain()
            await script("DELETE FROM history_anchor")
            without = await check_chain()
            outside = await check_chain([made])
        assert said(in_database) == said(outside) == kinds, tamper.__name__
        assert without.found == 0, tamper.__name__


async def test_the_newest_part_is_checked_from_the_hash_before_it(province: Engine) -> None:
    """What was done there is found; what was done before is not, and the check says that it is partial."""
    async with superuser():
        await tampering.edit()  # the line of entry 100 of 858
        for newest, kinds in ((759, ["changed 100"]), (758, [])):
            checked = await check_chain(newest=newest)
            assert (said(checked), checked.looked_at, checked.whole) == (kinds, newest, False)
        everything = await check_chain(newest=1_000_000)
    assert (said(everything), everything.looked_at, everything.whole) == (["changed 100"], 858, True)


async def test_only_the_first_troubles_are_told_and_all_are_counted(province: Engine) -> None:
    """A table overwritten as a whole does not fill the screen."""
    async with superuser():
        await script("UPDATE history SET text = text || '.'")
        checked = await check_chain()
    assert (checked.found, len(checked.first)) == (858, 20)


@pytest.mark.parametrize("table", ["history", "history_seal", "history_anchor"])
async def test_anchors_entries_and_lines_refuse_change(province: Engine, table: str) -> None:
    """By trigger, whatever the statement and whoever asks."""
    await anchor(DAY, AT)
    before = await rows(f"SELECT * FROM {table}")
    assert before
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        asked = statement.replace("id = id", "hash = hash") if table != "history" else statement
        with pytest.raises(Exception, match="history is never changed"):
            await script(asked)
    assert await rows(f"SELECT * FROM {table}") == before
    assert len(await anchors()) == 1
    assert not (await check_replay()).found
