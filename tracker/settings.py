"""The only reader of the environment: one frozen record of everything that can be set."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A setting cannot be used; the sentence names the variable and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. Each field ``x`` is read from ``TRACKER_X``."""

    database_url: str = ""  # a PostgreSQL server; empty: the embedded one in the data folder
    base_url: str = "http://127.0.0.1:8000"  # how people reach the site; links in letters start with it
    secret_key: str = ""  # signs form tokens; at least 32 characters; made by the demonstration
    smtp_url: str = "smtp://127.0.0.1:25"  # smtp:// or smtps://, with user:password@ when needed
    smtp_starttls: bool = True  # refuse to send over a plain line, unless the relay is on this machine
    smtp_lines: int = 3  # connections to the relay that a worker opens at most at a time
    bounce_folder: str = ""  # where a mail server leaves letters that came back, one .eml file each
    bounce_imap_url: str = ""  # or the mailbox they come to: imaps://user:password@host/folder
    mail_from: str = "nhac-viec@localhost"  # the address letters come from
    mail_name: str = "Nhắc việc cải cách hành chính"  # the name beside it, short enough for one header word
    support: str = "Văn phòng UBND tỉnh"  # whom to call; printed at the foot of pages
    organisation: str = "Tỉnh Tây Ninh"  # the province, at the head of every page
    pool_size: int = 5  # connections a process keeps
    session_hours: int = 12  # a session ends after this many hours
    idle_minutes: int = 30  # ... or after this many minutes without use
    evidence_folder: str = "var/evidence"  # where uploaded files are kept, for all processes
    evidence_quota_mb: int = 2048  # how much an agency may keep there
    clamav_url: str = ""  # a ClamAV daemon, tcp://host:3310 or unix:///path; empty: files are not scanned
    signature_roots: str = ""  # a folder of root certificates that signed reports are checked against
    hook_networks: str = ""  # networks of the province that web hooks may enter, separated by commas
    trusted_proxies: str = ""  # addresses whose X-Forwarded-For is believed, separated by commas
    anchor_file: str = ""  # where each day's head of history is added, on a disk of another machine
    log_level: str = "info"  # debug, info, warning, error
    demo: bool = False  # shows "Dữ liệu minh họa" and the mail catcher
    clock_offset: float = 0.0  # seconds added to the clock (the demonstration lives in 2024)

    @property
    def secure(self) -> bool:
        """Whether people reach the site over https, so that cookies may carry ``__Host-``."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host part of the base address, used in Message-ID and List-Id."""
        return urlsplit(self.base_url).hostname or "localhost"


def read(environ: Mapping[str, str]) -> Settings:
    """The settings an environment describes.

    Raises SettingsError naming the first variable that cannot be used, unknown ones included:
    a misspelt name that is silently ignored is a setting somebody believes in.
    """
    known = {f"TRACKER_{f.name.upper()}": f for f in fields(Settings)}
    found: dict[str, Any] = {}
    for name, value in environ.items():
        if not name.startswith("TRACKER_"):
            continue
        if name not in known:
            raise SettingsError(f"{name} is not a setting of this system; see the table in the README.")
        found[known[name].name] = _value(name, known[name].default, value.strip())
    chosen = Settings(**found)
    _check(chosen)
    return chosen


def _value(name: str, default: object, text: str) -> object:
    if isinstance(default, bool):
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise SettingsError(f"{name} must be yes or no, not {text!r}.")
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError:
            raise SettingsError(f"{name} must be a number, not {text!r}.") from None
    return text


def _check(chosen: Settings) -> None:
    def need(ok: bool, name: str, what: str) -> None:
        if not ok:
            raise SettingsError(f"{name} {what}.")

    url = urlsplit(chosen.base_url)
    need(
        url.scheme in {"http", "https"} and bool(url.hostname),
        "TRACKER_BASE_URL",
        "must be an address such as https://nhiemvu.example.vn",
    )
    need(
        urlsplit(chosen.smtp_url).scheme in {"smtp", "smtps"},
        "TRACKER_SMTP_URL",
        "must start with smtp:// or smtps://",
    )
    need(
        not chosen.database_url or urlsplit(chosen.database_url).scheme in {"postgres", "postgresql"},
        "TRACKER_DATABASE_URL",
        "must start with postgresql://",
    )
    need(
        not chosen.secret_key or len(chosen.secret_key) >= 32,
        "TRACKER_SECRET_KEY",
        "must have at least 32 characters",
    )
    need(
        "@" in chosen.mail_from and not set(chosen.mail_from) & set("\r\n<>"),
        "TRACKER_MAIL_FROM",
        "must be a plain e-mail address",
    )
    need(1 <= chosen.smtp_lines <= 20, "TRACKER_SMTP_LINES", "must be between 1 and 20")
    imap = urlsplit(chosen.bounce_imap_url)
    need(
        not chosen.bounce_imap_url or (imap.scheme == "imaps" and bool(imap.hostname and imap.username)),
        "TRACKER_BOUNCE_IMAP_URL",
        "must be an address such as imaps://user:password@host/INBOX",
    )
    need(1 <= chosen.pool_size <= 50, "TRACKER_POOL_SIZE", "must be between 1 and 50")
    need(1 <= chosen.session_hours <= 168, "TRACKER_SESSION_HOURS", "must be between 1 and 168")
    need(1 <= chosen.idle_minutes <= 24 * 60, "TRACKER_IDLE_MINUTES", "must be between 1 and 1440")
    need(
        1 <= chosen.evidence_quota_mb <= 10_000_000, "TRACKER_EVIDENCE_QUOTA_MB", "must be from 1 to 10000000"
    )
    need(bool(chosen.evidence_folder), "TRACKER_EVIDENCE_FOLDER", "must name a folder")
    need(
        not chosen.clamav_url or urlsplit(chosen.clamav_url).scheme in {"tcp", "unix"},
        "TRACKER_CLAMAV_URL",
        "must start with tcp:// or unix://",
    )
    need(
        _are_networks(chosen.hook_networks),
        "TRACKER_HOOK_NETWORKS",
        "must list networks such as 10.20.0.0/16, separated by commas, and none that holds every address",
    )
    need(
        chosen.log_level in {"debug", "info", "warning", "error"},
        "TRACKER_LOG_LEVEL",
        "must be debug, info, warning or error",
    )


def _are_networks(text: str) -> bool:
    try:
        found = [ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip()]
    except ValueError:
        return False
    return all(one.prefixlen for one in found)


def where_programs_lie() -> dict[str, str]:
    """The part of the environment that a child process needs to start at all; no setting, no secret."""
    kept = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}


@cache
def _from_environment() -> Settings:
    return read(os.environ)


_override: Settings | None = None


def current() -> Settings:
    """The settings of this process."""
    return _override or _from_environment()


def override(**changes: Any) -> Settings:
    """Replace settings for this process: how a door hands on what it worked out at start."""
    global _override
    _override = replace(current(), **changes)
    return _override


ROOT = Path(__file__).resolve().parent.parent
