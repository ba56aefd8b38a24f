"""An indicator of an agency, and what its people and the office do with it."""

from datetime import date
from decimal import Decimal

from tests.exchange.programs import actor_of
from tracker import clock
from tracker.database import value
from tracker.indicators import actions
from tracker.indicators.actions import Definition, Entry

OFFICE, HEAD, OFFICER = "vpub.dieuphoi1", "stnmt.lanhdao", "stnmt.chuyenvien1"
VALUE = 1000  # the number of the value that waits
SEPTEMBER = date(2024, 9, 30)
NUMBER = Decimal


async def an_indicator(code: str = "NN-01", agency: str = "STNMT") -> None:
    """An indicator that the office defines now: from 10 to 100 per cent by the end of 2024."""
    responsible = await value("SELECT id FROM agency WHERE code = $1", agency)
    programme = await value("SELECT id FROM programme ORDER BY id LIMIT 1")
    name, targets = "Tỷ lệ thửa đất đã số hóa", {2024: NUMBER(100)}
    wanted = Definition("Đất đai", name, "%", "up", NUMBER(10), "quarter", responsible, targets)
    await actions.define(await actor_of(OFFICE), programme, code, wanted, clock.now())


def an_entry(amount: str = "64.5") -> Entry:
    """A value of the third quarter, forecast to reach the target."""
    return Entry(SEPTEMBER, NUMBER(amount), NUMBER(100))


async def version_of(code: str = "NN-01") -> int:
    """The present version of an indicator."""
    return int(await value("SELECT version FROM indicator WHERE code = $1", code))


async def entered(entry: Entry, by: str = HEAD, code: str = "NN-01") -> int:
    """The number of a value that somebody enters now."""
    await actions.enter(await actor_of(by), code, await version_of(code), entry, clock.now())
    return int(await value("SELECT max(id) FROM indicator_value"))


async def a_waiting_value(code: str = "NN-01") -> None:
    """An indicator of STNMT with a value that waits for the office."""
    await an_indicator(code)
    await value("SELECT setval('indicator_value_id_seq', $1)", VALUE - 1)
    assert await entered(an_entry(), code=code) == VALUE
