"""What a chain of history promises, and how a broken promise is told."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date
from typing import Any

from tracker.words import _, dmy, mark, number

NOTHING = "0" * 64  # what stands before the first entry
TOLD = 20  # troubles told one by one; the rest are counted


def body_of(line: Mapping[str, Any]) -> str:
    """A line as the text that is hashed; ``changes`` is the database's own text of it.

    Twin of ``history_body`` in the database, so that a check need not believe the database's reading of
    its own lines; one test holds the two together.
    """
    said = {name: json.dumps(line[name], ensure_ascii=False) for name in _WORDS}
    at = line["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    actor = "null" if line["actor"] is None else line["actor"]
    return (
        f'{{"id":{line["id"]},"kind":{said["kind"]},"object_id":{line["object_id"]},"verb":{said["verb"]},'
        f'"at":"{at}","actor":{actor},"actor_name":{said["actor_name"]},'
        f'"actor_agency":{said["actor_agency"]},"version":{line["version"]},"text":{said["text"]},'
        f'"changes":{line["changes"]}}}'
    )


_WORDS = ("kind", "verb", "actor_name", "actor_agency", "text")


def hash_of(seq: int, before: str, body: str) -> str:
    """The hash of an entry, in hexadecimal: SHA-256 over its number, the hash before it and its body."""
    return hashlib.sha256(f"{seq}\n{before}\n{body}".encode()).hexdigest()


def grouped(digest: str) -> str:
    """A hash in groups of eight, to be read and compared by people."""
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))


@dataclass(frozen=True)
class Anchor:
    """What the head of the chain was on a day: kept outside, it tells when history was rewritten or cut."""

    on_day: date
    seq: int
    hash: str

    def __str__(self) -> str:
        """The anchor as files and letters carry it: day, number, hash."""
        return f"{self.on_day.isoformat()} {self.seq} {self.hash}"


def anchors_in(lines: Iterable[str]) -> list[Anchor]:
    """The anchors that a file holds, one a line; the hash may stand in groups. Raises ValueError."""
    found = []
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        said = _ANCHOR.fullmatch(line.strip())
        if said is None:
            raise ValueError(f"line {n} is not an anchor (day, number, hash): {line.strip()[:80]}")
        digest = "".join(said["hash"].split()).lower()
        found.append(Anchor(date.fromisoformat(said["day"]), int(said["seq"]), digest))
    return found


_ANCHOR = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)\s+(?P<seq>[0-9]{1,18})\s+(?P<hash>(?:[0-9a-fA-F]\s*){64})")


@dataclass(frozen=True)
class Trouble:
    """One broken promise: ``what`` kind, where, and what was found instead of what was wanted."""

    what: str
    place: str
    field: str = ""
    found: str = ""
    wanted: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """The trouble as it is stored, without what is empty."""
        return {name: text for name, text in asdict(self).items() if text}


SAID: Mapping[str, str] = {
    "changed": mark("Entry %(place)s does not match its hash: it was changed, or its hash was."),
    "order": mark("Entry %(place)s follows entry %(found)s: entries are missing, added or in another order."),
    "lost": mark("Entry %(place)s: its line of history was deleted."),
    "unsealed": mark("Line %(place)s of history is in no entry: it was written past the chain."),
    "anchor": mark(
        "Entry %(place)s does not carry the hash noted on %(field)s: history was rewritten or cut."
    ),
    "unreadable": mark("Line %(place)s of the file is not an entry."),
    "no_history": mark("Task %(place)s has no history."),
    "no_task": mark("History tells of task number %(place)s, which is not there."),
    "versions": mark(
        "Task %(place)s is at version %(wanted)s, but has %(found)s lines of history: missing or added."
    ),
    "fact": mark("Task %(place)s: %(field)s is “%(found)s” today, but “%(wanted)s” by its history."),
    "before": mark(
        "Task %(place)s: a line says that %(field)s was “%(found)s”, the lines before it say “%(wanted)s”."
    ),
    "unfoldable": mark("The history of the tasks from number %(place)s on cannot be read: %(found)s"),
}


def told(trouble: Trouble) -> str:
    """A trouble in one sentence, in the reader's language."""
    return _(SAID[trouble.what], **asdict(trouble))


@dataclass
class Checked:
    """What a check looked at and what it found; troubles beyond the first few are only counted."""

    kind: str  # chain | replay
    whole: bool = True  # not the newest part alone
    looked_at: int = 0  # entries, or tasks
    seq: int = 0  # the head of the chain that was reached
    head: str = NOTHING
    found: int = 0
    first: list[Trouble] = field(default_factory=list)

    def add(self, what: str, place: object, of: str = "", found: object = "", wanted: object = "") -> None:
        """Note a trouble."""
        self.found += 1
        if len(self.first) < TOLD:
            self.first.append(Trouble(what, str(place), of, str(found), str(wanted)))

    def follow(self, seq: int, digest: str, body: str | None) -> None:
        """Take the next entry of a chain. Without a body its line is gone."""
        if seq != self.seq + 1:
            self.add("order", seq, found=self.seq)
        elif body is None:
            self.add("lost", seq)
        elif hash_of(seq, self.head, body) != digest:
            self.add("changed", seq)
        self.seq, self.head = seq, digest
        self.looked_at += 1

    def compare(self, anchors: Iterable[Anchor], met: Mapping[int, str]) -> None:
        """Hold anchors against the hashes that entries of their numbers carry."""
        for one in anchors:
            if met.get(one.seq) != one.hash:
                self.add("anchor", one.seq, of=dmy(one.on_day))


def summed(one: Checked) -> str:
    """A check's outcome in one sentence."""
    looked_at = number(one.looked_at)
    if one.kind == "chain":
        if one.found:
            return _("%(n)s entries checked, troubles found: %(found)s", n=looked_at, found=number(one.found))
        return _("%(n)s entries checked, all as they were written", n=looked_at)
    if one.found:
        return _("%(n)s tasks replayed, troubles found: %(found)s", n=looked_at, found=number(one.found))
    return _("%(n)s tasks replayed, history gives today's facts", n=looked_at)
