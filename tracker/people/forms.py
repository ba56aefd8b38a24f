"""What is said to us about accounts: signing in, a new password, which session to end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.people.rules import LONGEST_BYTES, SHORTEST, password_fault
from tracker.words import _

Said = Mapping[str, object]


def _text(said: Said, name: str) -> str:
    found = said.get(name, "")
    return found if isinstance(found, str) else ""


@dataclass
class SignIn:
    """A username and a password; what is wrong with them beside the fields."""

    username: str
    password: str = field(repr=False)
    problems: dict[str, str]

    @classmethod
    def read(cls, said: Said) -> "SignIn":
        """The form as sent."""
        username, password = _text(said, "username").replace("\0", "").strip(), _text(said, "password")
        problems = {}
        if not username:
            problems["username"] = _("Enter the username")
        if not password:
            problems["password"] = _("Enter the password")
        return cls(username, password, problems)


@dataclass
class NewPassword:
    """The present password and the new one twice."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    problems: dict[str, str]

    @classmethod
    def read(cls, said: Said, username: str) -> "NewPassword":
        """The form as sent by the person of that username."""
        old, new = _text(said, "old_password"), _text(said, "new_password")
        problems = {}
        if not old:
            problems["old_password"] = _("Enter the present password")
        if sentence := fault_sentence(new, username) or _same(old, new):
            problems["new_password"] = sentence
        elif _text(said, "new_password_again") != new:
            problems["new_password_again"] = _("Enter the new password once more, the same as above")
        return cls(old, new, problems)


def fault_sentence(password: str, username: str) -> str:
    """What to do about a password that will not do; empty when it will."""
    sentences = {
        "short": _("Enter at least %(n)s characters", n=SHORTEST),
        "long": _("Enter a shorter password: at most %(n)s bytes", n=LONGEST_BYTES),
        "name": _("Enter a password that does not contain the username"),
        "common": _("Enter a password that is harder to guess: several words, not a well-known one"),
    }
    return sentences.get(password_fault(password, username), "")


def _same(old: str, new: str) -> str:
    return _("Enter a password that differs from the present one") if old == new else ""
