"""Promises about passwords: costly to try, equally slow for nobody, of any script."""

import asyncio
import time
import unicodedata

import pytest

from tracker.people import passwords
from tracker.people.rules import folded, password_fault

LONG = "một mật khẩu rất dài " * 60


def test_the_cost_is_at_least_the_floor() -> None:
    """OWASP asks for 19 MiB and two rounds at the least."""
    made = passwords.hash_password("bốn con ngựa vàng")
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert not passwords.outdated(made)


def test_the_right_password_is_known_and_others_are_not() -> None:
    """However its accents were put together."""
    made = passwords.hash_password(unicodedata.normalize("NFC", "bốn con ngựa vàng"))
    assert passwords.verify_password(made, "bốn con ngựa vàng")
    assert passwords.verify_password(made, unicodedata.normalize("NFD", "bốn con ngựa vàng"))
    assert not passwords.verify_password(made, "bốn con ngựa vang")
    assert not passwords.verify_password(None, "bốn con ngựa vàng")
    assert not passwords.verify_password("not a hash", "bốn con ngựa vàng")


@pytest.mark.parametrize("length", [71, 72, 73, 1000])
def test_no_character_is_cut_off(length: int) -> None:
    """Other hashes ignore what comes after 72 bytes."""
    made = passwords.hash_password("x" * length + "y")
    assert passwords.verify_password(made, "x" * length + "y")
    assert not passwords.verify_password(made, "x" * length + "z")


def test_more_than_a_kilobyte_is_refused_without_hashing_it() -> None:
    """Nobody makes the server hash a novel; the refusal takes as long as any other."""
    made = passwords.hash_password("bốn con ngựa vàng")
    assert not passwords.verify_password(made, LONG * 100)


def test_a_wrong_account_takes_as_long_as_a_wrong_password() -> None:
    """The time of the answer does not tell who has an account."""
    made = passwords.hash_password("bốn con ngựa vàng")
    best: dict[str | None, float] = {made: 9.0, None: 9.0}
    for stored in [made, None] * 6:  # in turns: a busy machine slows both
        began = time.perf_counter()
        passwords.verify_password(stored, "đoán mò")
        best[stored] = min(best[stored], time.perf_counter() - began)
    assert best[None] == pytest.approx(best[made], rel=0.4)


async def test_hashing_leaves_the_event_loop_free() -> None:
    """While many sign in at once, other requests are answered."""
    work = [asyncio.create_task(passwords.verified(None, "đoán mò")) for _ in range(4)]
    turns = 0
    while not all(task.done() for task in work):
        await asyncio.sleep(0.005)
        turns += 1
    assert turns > 5  # hashed in the loop itself, all four would be done within the first


async def test_no_more_than_two_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes 64 MiB: a crowd at eight in the morning does not fill the memory."""
    under_way, most = 0, 0

    def counted(_stored: str | None, _password: str) -> bool:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        time.sleep(0.02)
        under_way -= 1
        return False

    monkeypatch.setattr(passwords, "verify_password", counted)
    await asyncio.gather(*(passwords.verified(None, "x") for _ in range(10)))
    assert most == 2


def test_a_hash_of_lower_cost_is_outdated() -> None:
    """It is renewed at the next sign-in."""
    from argon2 import PasswordHasher

    assert passwords.outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("bốn con ngựa vàng", ""),
        ("ngắn thôi", "short"),
        ("mười hai ký ", ""),
        ("mười một ký", "short"),
        (LONG, "long"),
        ("lan.stp là tôi đây", "name"),
        ("xin chào LAN.STP 2024", "name"),
        ("aaaaaaaaaaaaaa", "common"),
        ("abababababab", "common"),
        ("123456789012", "common"),
        ("abcdefghijklm", "common"),
        ("Mật khẩu 2024 !!", "common"),
        ("TâyNinh@123456", "common"),
        ("Password123456", "common"),
        ("cchc 2021-2030", "common"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_not_taken(password: str, fault: str) -> None:
    """Twelve characters, not the username, not what guessers try first; no other demands."""
    assert password_fault(password, "lan.stp") == fault


def test_marks_and_case_do_not_hide_a_common_word() -> None:
    """Đ is a letter of its own in Unicode and no other word for guessers."""
    assert folded("Đà Nẵng 123") == "danang"
