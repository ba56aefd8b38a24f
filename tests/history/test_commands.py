"""``tracker history``: what it prints, what it writes, and with which code it ends."""

import json
from pathlib import Path

from click.testing import CliRunner

from tests.conftest import SECRET
from tests.doors.test_commands import tracker
from tests.history import tampering
from tests.history.tampering import chain_of
from tracker import settings
from tracker.database import transaction, value
from tracker.database.engine import Engine, script
from tracker.doors.history import HistoryTrouble, history_group
from tracker.history.queries import latest_anchor
from tracker.words import speaking


async def test_verify_anchor_and_export_as_an_operator_uses_them(province: Engine, tmp_path: Path) -> None:
    """All is well: 0. A line edited: 1, and which. Files are whole."""
    env = {"TRACKER_DATABASE_URL": settings.current().database_url, "TRACKER_SECRET_KEY": SECRET}
    kept, logged, out = tmp_path / "anchors.txt", tmp_path / "log.txt", tmp_path / "history.jsonl"
    done = tracker("history", "anchor", "--out", str(kept), env=env, TRACKER_ANCHOR_FILE=str(logged))
    made = await latest_anchor()
    assert done.stdout == kept.read_text() == logged.read_text() == f"{made}\n"
    done = tracker("history", "export", "--out", str(out), env=env)
    assert done.stdout == f"Written: {out} (859 entries)\n"
    assert len(out.read_bytes().splitlines()) == await value("SELECT count(*) FROM history") == 859
    done = tracker("history", "verify", "--anchors", str(kept), env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "859 entries checked, all as they were written."
    assert done.stdout.splitlines()[2] == "176 tasks replayed, history gives today's facts."

    async with transaction():
        await script("SET LOCAL session_replication_role = replica")
        await tampering.edit()
    done = tracker("history", "verify", env=env)
    assert done.returncode == 1
    assert "Entry 100 does not match its hash" in done.stdout
    assert done.stderr.startswith("tracker: History is not as it was written: ")


def ended(*args: str) -> tuple[int, str]:
    """Run a command that asks no database in this process; its exit code and what it said."""
    with speaking("en"):
        done = CliRunner().invoke(history_group, args)
    if isinstance(done.exception, HistoryTrouble):
        return 1, done.output
    return done.exit_code, done.output


def test_an_exported_file_is_checked_without_a_database(tmp_path: Path) -> None:
    """Whole: 0. Its tail cut: 1, but only against an anchor."""
    out, kept = tmp_path / "history.jsonl", tmp_path / "anchors.txt"
    entries = [{"seq": seq, "hash": digest, "body": body} for seq, digest, body in chain_of(["{}"] * 9)]
    kept.write_text(f"2024-11-06 9 {entries[8]['hash']}\n", encoding="utf-8")
    for last, alone, anchored in ((9, 0, 0), (8, 0, 1)):
        out.write_text("".join(json.dumps(one) + "\n" for one in entries[:last]), encoding="utf-8")
        assert ended("verify", "--export", str(out))[0] == alone
        code, told = ended("verify", "--export", str(out), "--anchors", str(kept))
        assert code == anchored
        assert ("Entry 9 does not carry the hash noted on 06/11/2024" in told) == bool(anchored)


def test_what_cannot_be_used_is_one_sentence_and_code_2(tmp_path: Path) -> None:
    """Before any database is started."""
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("hôm nay 5 abc\n", encoding="utf-8")
    for args, sentence in (
        (("verify", "--anchors", str(wrong)), "line 1 is not an anchor"),
        (("verify", "--export", str(tmp_path / "nowhere")), "does not exist"),
        (("export", "--out", str(tmp_path / "no" / "x.jsonl")), "there is no folder"),
        (("anchor", "--out", str(tmp_path / "no" / "x.txt")), "there is no folder"),
    ):
        code, told = ended(*args, "--data", str(tmp_path / "data"))
        assert code == 2
        assert sentence in told
    assert not (tmp_path / "data").exists()
