"""A password that was reset while somebody tried the old one stays reset."""

from datetime import timedelta

import pytest

from tests.web.site import PASSWORD, person
from tracker import clock
from tracker.database import execute, value
from tracker.people import actions, passwords, sign_in
from tracker.people.sign_in import Guess
from tracker.refusal import Refused


async def test_a_sign_in_in_flight_does_not_bring_the_old_password_back(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reset between reading the hash and answering: the try fails and the new password stands."""
    who = await person("lead", username="lan", password=PASSWORD)
    real = passwords.verified

    async def slowly(stored: str | None, password: str) -> bool:
        found = await real(stored, password)
        await actions.reset("lan", clock.now())
        return found

    monkeypatch.setattr(passwords, "verified", slowly)
    with pytest.raises(Refused):
        await sign_in.sign_in(Guess("lan", clock.now()), PASSWORD)
    kept = await value("SELECT password_hash FROM person WHERE id = $1", who)
    assert not passwords.verify_password(kept, PASSWORD)
    assert await value("SELECT count(*) FROM session WHERE person = $1", who) == 0


async def test_a_whole_office_signs_in_from_one_network(database: object) -> None:
    """Forty right passwords from one neighbourhood within a minute are forty open sessions."""
    now, kept = clock.now(), passwords.hash_password(PASSWORD)
    for n in range(40):
        who = await person("staff", username=f"can-bo-{n}")
        await execute("UPDATE person SET password_hash = $2 WHERE id = $1", who, kept)
    attempts = [
        await sign_in._count(Guess(f"can-bo-{n}", now + timedelta(seconds=n), "10.1.2.3")) for n in range(40)
    ]
    assert len(set(attempts)) == 40


async def test_wrong_tries_of_a_network_still_add_up(database: object) -> None:
    """Negative control: thirty tries that proved wrong close the door to the neighbourhood."""
    now = clock.now()
    for n in range(30):
        attempt = await sign_in._count(Guess(f"ai-do-{n}", now, "10.1.2.3"))
        await sign_in._was_wrong(attempt)
    with pytest.raises(Refused):
        await sign_in._count(Guess("lan", now, "10.1.2.3"))
