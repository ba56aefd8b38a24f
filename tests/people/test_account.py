"""Promises about the account page: what is open is seen, ended and renewed by its owner alone."""

from litestar import Litestar

from tests.web.site import PASSWORD, Browser, person
from tracker import clock
from tracker.database import value
from tracker.people import sessions

NEW = "một cây làm chẳng nên non"


async def test_a_person_sees_and_ends_their_other_sessions(served: Litestar) -> None:
    """One, or all at once; this one stays."""
    who = await person()
    lan = await Browser(served).as_person(who)
    phone, laptop = await Browser(served).as_person(who), await Browser(served).as_person(who)
    shown = (await lan.get("/account")).text
    assert "Phiên đăng nhập (3)" in shown
    assert "Firefox · Linux" in shown
    await lan.fill("/account/sessions", {"end": shown.partition('name="end" value="')[2].partition('"')[0]})
    await lan.fill("/account/sessions", {"end": "others"})
    assert (await phone.get("/account")).status_code == 303
    assert (await laptop.get("/account")).status_code == 303
    assert (await lan.get("/account")).status_code == 200


async def test_nobody_ends_somebody_elses_session(served: Litestar) -> None:
    """A number out of the air does nothing, nor does nonsense."""
    other = await Browser(served).as_person(await person())
    lan = await Browser(served).as_person(await person())
    number = await value("SELECT min(id) FROM session")
    for end in (number, "x", "", "-1", "٣", "9" * 30):
        assert (await lan.fill("/account/sessions", {"end": str(end)})).status_code == 303
    assert (await other.get("/account")).status_code == 200
    assert (await lan.get("/account")).status_code == 200


async def test_a_new_password_ends_every_session_and_begins_a_new_one(served: Litestar) -> None:
    """Whoever had the old one is out; the person who changed it goes on."""
    who = await person(username="lan", password=PASSWORD)
    thief = await Browser(served).as_person(who)
    lan = await Browser(served).as_person(who)
    before = lan.cookies["session"]
    said = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    answer = await lan.fill("/account/password", said)
    assert answer.status_code == 303
    assert lan.cookies["session"] != before
    assert "Đã đổi mật khẩu" in (await lan.get("/account")).text
    assert (await thief.get("/account")).status_code == 303
    assert await sessions.recognise(before, clock.now(), True) is None
    fresh = await Browser(served).meet("/sign-in")
    assert (await fresh.fill("/sign-in", {"username": "lan", "password": NEW})).status_code == 303


async def test_a_first_password_is_replaced_before_anything_else(served: Litestar) -> None:
    """And the duty is over once it is."""
    who = await person("admin", password=PASSWORD, must_change_password=True)
    browser = await Browser(served).as_person(who)
    await browser.meet("/account/password")
    said = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    assert (await browser.fill("/account/password", said)).headers["location"] == "/account"
    assert (await browser.get("/account")).status_code == 200


async def test_a_password_that_will_not_do_is_explained(served: Litestar) -> None:
    """Beside its field, and nothing is changed."""
    who = await person(username="lan.stp", password=PASSWORD)
    lan = await Browser(served).as_person(who)
    before = await value("SELECT password_hash FROM person WHERE id = $1", who)
    for new, again, sentence in (
        ("ngắn", "ngắn", "Nhập ít nhất 12 ký tự"),
        ("tôi là lan.stp đây", "tôi là lan.stp đây", "không chứa tên đăng nhập"),
        (PASSWORD, PASSWORD, "khác mật khẩu hiện tại"),
        (NEW, "khác hẳn", "Nhập lại mật khẩu mới"),
    ):
        said = {"old_password": PASSWORD, "new_password": new, "new_password_again": again}
        answer = await lan.fill("/account/password", said)
        assert answer.status_code == 422
        assert sentence in answer.text
    said = {"old_password": "không phải", "new_password": NEW, "new_password_again": NEW}
    assert "Mật khẩu hiện tại không đúng" in (await lan.fill("/account/password", said)).text
    assert await value("SELECT password_hash FROM person WHERE id = $1", who) == before


async def test_a_borrowed_screen_cannot_be_used_to_guess_the_password(served: Litestar) -> None:
    """Tries at the old password count like tries at signing in."""
    lan = await Browser(served).as_person(await person(password=PASSWORD))
    said = {"old_password": "đoán mò", "new_password": NEW, "new_password_again": NEW}
    answers = [(await lan.fill("/account/password", said)).text for _ in range(6)]
    assert "Mật khẩu hiện tại không đúng" in answers[4]
    assert "Đã nhập sai quá nhiều lần" in answers[5]
