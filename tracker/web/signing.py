"""Proof that a text came from us: a keyed digest for one purpose."""

import hashlib
import hmac

from tracker import settings


def mac(purpose: str, text: str) -> str:
    """The digest of a text under the system's secret, of use for one purpose only."""
    key = settings.current().secret_key
    if not key:
        raise settings.SettingsError("TRACKER_SECRET_KEY must be set: at least 32 characters.")
    return hmac.new(key.encode(), f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def genuine(purpose: str, text: str, claimed: str) -> bool:
    """Whether a digest is the one we would make; any text may be claimed."""
    return hmac.compare_digest(mac(purpose, text).encode(), claimed.encode("utf-8", "replace"))
