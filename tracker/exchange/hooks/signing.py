"""Messages are signed (Standard Webhooks): a secret for each hook and rotation, derived and never stored."""

import hashlib
import hmac
from base64 import b64encode

from tracker.web.signing import mac


def secret(hook: int, rotation: int) -> str:
    """The secret that the receiver keeps, as ``whsec_`` and base64; known from our own key alone."""
    return f"whsec_{b64encode(_key(hook, rotation)).decode()}"


def headers(hook: int, rotations: range, message: int, seconds: int, content: bytes) -> dict[str, str]:
    """What goes along with a message: its id (the same on every try), the moment of the try, signatures.

    ``rotations`` are those whose secrets are in use, the newest last; the newest signature stands first.
    """
    number = message_id(message)
    text = b".".join((number.encode(), str(seconds).encode(), content))
    signed = (hmac.new(_key(hook, rotation), text, hashlib.sha256).digest() for rotation in rotations[::-1])
    return {
        "webhook-id": number,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{b64encode(one).decode()}" for one in signed),
    }


def message_id(message: int) -> str:
    """By what a receiver knows that it has had a message already."""
    return f"msg_{message}"


def _key(hook: int, rotation: int) -> bytes:
    return bytes.fromhex(mac("hook", f"{hook}/{rotation}"))
