"""The ledger as its readers find it: a run with everything that can become of a letter."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.history.test_pages import key_of
from tests.reminders.office import MONDAY, clock_shows, id_of, seven
from tests.web.site import Browser, made
from tracker import database
from tracker.reminders.actions import make_run

TEN = seven(MONDAY) + timedelta(hours=3)
AFTERNOON = seven(MONDAY) + timedelta(hours=8)
HEAD = "stnmt.lanhdao"  # Lâm Bảo Sơn, of TTHC-02 and TTHC-10
RUN = "/letters/runs/overdue/2024-W45"


async def a_run() -> None:
    """The week's run of 04/11/2024, made at 07:00; six letters, none sent yet."""
    await make_run(MONDAY, seven(MONDAY))


async def reader(username: str = "vpub.dieuphoi1", at: datetime = TEN) -> Browser:
    """Somebody of the demonstration at a browser, at a moment."""
    clock_shows(at)
    return await Browser(made()).as_person(await id_of(username))


async def set_letter(username: str, **changes: object) -> int:
    """Change somebody's newest letter; its id."""
    found = await database.value("SELECT max(id) FROM letter WHERE person = $1", await id_of(username))
    places = ", ".join(f"{column} = ${n}" for n, column in enumerate(changes, 2))
    if changes:
        await database.execute(f"UPDATE letter SET {places} WHERE id = $1", found, *changes.values())
    return int(found)


async def sent(username: str, at: datetime = TEN, tries: int = 1) -> int:
    """Somebody's newest letter has left; its id."""
    found = await set_letter(username)
    await database.execute(
        "UPDATE letter SET state = 'sent', sent_at = $2, tries = $3 WHERE id = $1", found, at, tries
    )
    return found


async def all_sent() -> None:
    """Every letter has left."""
    await database.execute("UPDATE letter SET state = 'sent', sent_at = $1, tries = 1", TEN)


async def form(browser: Browser, path: str, action: str) -> dict[str, str]:
    """The hidden fields of a form on a page."""
    return key_of((await browser.get(path)).text, action)


async def parsed(letter: int) -> EmailMessage:
    """A letter as it stands in the outbox."""
    content = await database.value("SELECT content FROM letter WHERE id = $1", letter)
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found
