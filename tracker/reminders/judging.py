"""What is true of letters of the week that have not left: which of them are right still, who is told anew.

Pure: the letters, and how things stand now, come in.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.words import mark

# Why a letter of the week did not leave; kept with the letter, shown in the ledger. What it was to tell was
# judged anew by then: told in a newer letter, or no longer its reader's.
RENEWED = mark("A newer letter of the same week has taken its place.")
HANDED_OVER = mark("Handed over before the letter left: it is now told to whoever answers for it.")
SETTLED = mark("Submitted, settled or given a new deadline before the letter left.")
LEFT = mark("The account was closed, or has another post, before the letter left.")
WEEK_OVER = mark("The week was over before the letter could leave.")
JUDGED = (RENEWED, HANDED_OVER, SETTLED, LEFT, WEEK_OVER)


@dataclass(frozen=True)
class Unsent:
    """A letter of the week that did not leave: what it was to tell, as each person's codes of tasks.

    ``waits``: it would leave as it is; otherwise it was withdrawn, or failed at an address of before.
    """

    id: int
    reader: int
    recipient: str
    written: datetime
    waits: bool
    told: dict[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Now:
    """How things stand: who is owed which tasks and who reads it, and the addresses of whoever is active.

    ``moved``: when a task's agency or deadline changed last; ``outdated``: letters in which something else
    is no longer so; ``served``: people to whom a letter of the week went, or for whom.
    """

    owed: Mapping[int, Collection[str]]
    readers: Mapping[int, int]
    addresses: Mapping[int, str]
    moved: Mapping[str, datetime] = field(default_factory=dict)
    outdated: Collection[int] = ()
    served: Collection[int] = ()

    def owes(self, person: int) -> frozenset[str]:
        """The tasks that a person is owed a letter about."""
        return frozenset(self.owed.get(person, ()))


def is_right(letter: Unsent, now: Now) -> bool:
    """Whether a letter may leave: all that it says is owed still, to its reader, at its address."""
    if not letter.waits or letter.id in now.outdated:
        return False
    if now.addresses.get(letter.reader) != letter.recipient:
        return False
    if any(
        letter.written < now.moved[code] for codes in letter.told.values() for code in codes & set(now.moved)
    ):
        return False
    return all(
        now.readers.get(person) == letter.reader and codes <= now.owes(person)
        for person, codes in letter.told.items()
    )


def anew(letters: Sequence[Unsent], now: Now) -> tuple[list[Unsent], frozenset[int]]:
    """The letters that must not leave as they are, and whoever is to be told anew.

    Told anew are those whom such a letter was for, and whoever a task of it has come to. Nobody is written
    to twice: a letter that waits for the same reader gives way to one with everything.
    """
    wrong = {one.id for one in letters if not is_right(one, now)}
    told = {person: codes for one in letters for person, codes in one.told.items()}
    while True:
        people = {person for one in letters if one.id in wrong for person in one.told}
        lost = frozenset(code for person in people for code in told[person] - now.owes(person))
        people |= {who for who in now.owed if (now.owes(who) & lost) - told.get(who, frozenset())}
        people = {who for who in people if not {who, now.readers.get(who)} & set(now.served)}
        readers = {now.readers[who] for who in people if who in now.readers}
        more = {
            one.id
            for one in letters
            if one.waits and one.id not in wrong and (one.reader in readers or people & set(one.told))
        }
        if not more:
            return [one for one in letters if one.id in wrong], frozenset(people & set(now.owed))
        wrong |= more


def why(letter: Unsent, now: Now, told_anew: Collection[int], overdue: Collection[str]) -> str:
    """Why a letter does not leave. ``overdue``: the tasks that are overdue still, whosever they are."""
    missed = [person for person in letter.told if person not in told_anew]
    if not missed:
        return RENEWED
    if any(person not in now.addresses for person in missed):
        return LEFT
    codes = {code for person in missed for code in letter.told[person] - now.owes(person)}
    if not codes:
        return RENEWED
    return HANDED_OVER if codes & set(overdue) else SETTLED
