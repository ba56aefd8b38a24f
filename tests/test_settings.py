"""Settings come from the environment alone; a wrong one stops the start with a sentence naming it."""

from dataclasses import fields
from pathlib import Path

import pytest

from tracker import settings
from tracker.settings import ROOT, Settings, SettingsError, read

WRONG = [
    ("TRACKER_BASE_URL", "nhiemvu.example"),
    ("TRACKER_BASE_URL", "ftp://nhiemvu.example"),
    ("TRACKER_SMTP_URL", "http://relay"),
    ("TRACKER_DATABASE_URL", "mysql://db"),
    ("TRACKER_SECRET_KEY", "short"),
    ("TRACKER_POOL_SIZE", "many"),
    ("TRACKER_POOL_SIZE", "0"),
    ("TRACKER_SESSION_HOURS", "1000"),
    ("TRACKER_IDLE_MINUTES", "-1"),
    ("TRACKER_LOG_LEVEL", "loud"),
    ("TRACKER_SMTP_STARTTLS", "perhaps"),
    ("TRACKER_MAIL_FROM", "a@b\r\nBcc: c@d"),
    ("TRACKER_DATABSE_URL", "postgresql://db"),
]


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_a_wrong_setting_is_named(name: str, text: str) -> None:
    """Each wrong value is refused in a sentence that names the variable."""
    with pytest.raises(SettingsError, match=name):
        read({name: text})


def test_right_settings_are_taken() -> None:
    """Values of every kind are read as what they are; other programs' variables are left alone."""
    found = read(
        {
            "TRACKER_BASE_URL": "https://nhiemvu.tayninh.example",
            "TRACKER_POOL_SIZE": "12",
            "TRACKER_SMTP_STARTTLS": "no",
            "TRACKER_CLOCK_OFFSET": "-60.5",
            "PATH": "/bin",
        }
    )
    assert (found.pool_size, found.smtp_starttls, found.clock_offset) == (12, False, -60.5)
    assert found.secure
    assert found.host == "nhiemvu.tayninh.example"


def test_the_readme_lists_every_setting() -> None:
    """The table in the README names each variable and no other."""
    told = {
        word.strip("`|")
        for word in (ROOT / "README.md").read_text(encoding="utf-8").split()
        if word.startswith("`TRACKER_")
    }
    assert told >= {f"TRACKER_{f.name.upper()}" for f in fields(Settings)}
    assert told <= {f"TRACKER_{f.name.upper()}" for f in fields(Settings)} | {"TRACKER_TEST_DATABASE_URL"}


def test_only_settings_reads_the_environment() -> None:
    """No other file of the product asks for environment variables."""
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tracker").rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    ]
    assert set(readers) <= {"tracker/settings.py", "tracker/database/__init__.py"}, readers


def test_the_guard_reads_real_files() -> None:
    """Negative control: the one reader is found by the same search."""
    assert "os.environ" in Path(settings.__file__).read_text(encoding="utf-8")
