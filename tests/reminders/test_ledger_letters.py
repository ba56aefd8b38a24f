"""One letter of the ledger: shown as it is, and harmless whatever it holds."""

import pytest

from tests.reminders.ledger import HEAD, RUN, TEN, a_run, parsed, reader, set_letter
from tests.reminders.office import id_of
from tests.tasks.reading import words_of
from tracker import database
from tracker.mail.actions import enqueue
from tracker.mail.message import Words
from tracker.reminders.rulebook.stopping import stop_url

pytestmark = pytest.mark.usefixtures("province")


async def test_a_letter_is_shown_as_it_was_written() -> None:
    """Its headers, its text and its HTML, to whom and what became of it."""
    await a_run()
    letter = await set_letter(HEAD, tries=2, trouble="4.3.2 <b>bận</b>")
    await database.execute(
        """INSERT INTO letter_bounce (address, on_day, hard, status, said, letter, noted_at)
           VALUES ('x@tayninh.example', '2024-11-04', true, '5.2.2', 'hộp thư đầy', $1, $2)""",
        letter, TEN,
    )  # fmt: skip
    browser = await reader("giamsat")
    html = (await browser.get(f"/letters/{letter}")).text
    words, message = words_of(html), await parsed(letter)
    for said in (str(message["Subject"]), "stnmt.lanhdao@tayninh.example", "Tạm hoãn", "TTHC-02",
                 "quá hạn 35 ngày", "hộp thư đầy", "5.2.2"):  # fmt: skip
        assert said in words, said
    assert str(message["Message-ID"]).replace("<", "&lt;").replace(">", "&gt;") in html
    assert "&lt;b&gt;bận" in html
    assert f'href="{RUN}"' in html


async def test_nothing_of_a_letters_html_can_run_load_or_send() -> None:
    """A letter that a title has poisoned is shown in a frame without scripts, under the strictest policy."""
    evil = '<html><head></head><body><script>alert(1)</script><img src="//e.example/x"></body></html>'
    letter = await enqueue(
        key="overdue/2024-W45/1", kind="overdue", person_id=await id_of(HEAD), to_name="X",
        to_address="x@tayninh.example", words=Words("Thư", f"{evil}</textarea><script>", evil), at=TEN,
    )  # fmt: skip
    browser = await reader("giamsat")
    page, frame = await browser.get(f"/letters/{letter}"), await browser.get(f"/letters/{letter}/html")
    inside = page.text.partition("<main")[2]
    assert "<script" not in inside
    assert "</textarea>&lt;script&gt;" not in inside  # escaped as a whole
    assert "&lt;/textarea&gt;&lt;script&gt;" in inside
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in inside
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    policy_ = frame.headers["content-security-policy"]
    assert policy_.startswith("default-src 'none'; style-src 'unsafe-inline'; form-action 'none'")
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy_
    assert "allow-scripts" not in policy_ + inside
    assert "allow-same-origin" not in policy_ + inside
    assert frame.headers["x-frame-options"] == "SAMEORIGIN"
    other = await browser.get("/letters")  # negative control: no other page frames anything
    assert "frame-src" not in other.headers["content-security-policy"]


async def test_who_reads_the_ledger_cannot_stop_the_letters_of_others() -> None:
    """The signed address that stops letters is in the letter sent, neither on its page nor in its frame."""
    stop = stop_url(await id_of(HEAD), "http://tracker.test")
    letter = await enqueue(
        key="daily/2024-11-04/1", kind="daily", person_id=await id_of(HEAD), to_name="X",
        to_address="x@tayninh.example", at=TEN, unsubscribe=stop,
        words=Words("Thư", f"Dừng: {stop}", f'<html><body><a href="{stop}">Dừng</a></body></html>'),
    )  # fmt: skip
    assert letter is not None
    secret = stop.rpartition("-")[2]
    body = (await parsed(letter)).get_body(("plain",))
    assert body is not None
    assert secret in body.get_content()
    browser = await reader("giamsat")
    for path in (f"/letters/{letter}", f"/letters/{letter}/html"):
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert secret not in answer.text
        assert "/letters/stop/…" in answer.text
