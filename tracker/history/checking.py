"""Checking that history is what was written: the chain entry by entry, in bounded memory."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from tracker.history import queries
from tracker.history.rules import Anchor, Checked

BATCH = 2_000  # entries in memory at a time
SPAN = 100_000  # ids looked through at a time for lines that no entry holds

Say = Callable[[int, int], None]  # how far a check is, and of how much


def silent(done: int, of: int) -> None:
    """Tell nobody how far a check is."""


async def check_chain(
    outside: Sequence[Anchor] = (), newest: int | None = None, say: Say = silent
) -> Checked:
    """Compute every hash anew from the lines and hold the anchors against them, those from ``outside`` too.

    With ``newest`` only that many entries at the end are computed, from the hash before them; anchors are
    compared all the same.
    """
    last, _ = await queries.head()
    checked = await _from_the(max(0, last - newest) if newest else 0)
    first_line = 0
    while found := await queries.entries(checked.seq, last, BATCH):
        first_line = first_line or found[0].line
        for entry in found:
            checked.follow(entry.seq, entry.hash, entry.body)
        say(checked.looked_at, last)
    await _lines_past_the_chain(checked, first_line if newest else 0)
    anchors = [*await queries.anchors(), *outside]
    checked.compare(anchors, await queries.hashes([anchor.seq for anchor in anchors]))
    return checked


async def _from_the(seq: int) -> Checked:
    """A check that begins after an entry, whose hash is believed."""
    before = await queries.hashes([seq])
    return Checked("chain", seq=seq, head=before[seq], whole=False) if before else Checked("chain")


async def _lines_past_the_chain(checked: Checked, after: int) -> None:
    last = await queries.last_line()
    for first in range(after, last, SPAN):
        for line in await queries.unsealed(first, min(first + SPAN, last)):
            checked.add("unsealed", line)


class _Said(msgspec.Struct):
    seq: int
    hash: str
    body: str


def check_export(lines: Iterable[bytes], outside: Sequence[Anchor] = ()) -> Checked:
    """Check an exported file, line by line, against anchors held outside."""
    checked, met = Checked("chain"), dict[int, str]()
    wanted, decoder = {anchor.seq for anchor in outside}, msgspec.json.Decoder(_Said)
    for n, line in enumerate(lines, 1):
        try:
            said = decoder.decode(line)
        except msgspec.MsgspecError:
            checked.add("unreadable", n)
            continue
        checked.follow(said.seq, said.hash, said.body)
        if said.seq in wanted:
            met[said.seq] = said.hash
    checked.compare(outside, met)
    return checked
