"""What goes to the writing child: the plan of a table, then its rows in handfuls, each behind its length."""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from tracker.exchange.sheets.model import Plan, Row

_encoder = msgspec.msgpack.Encoder()
_plans = msgspec.msgpack.Decoder(Plan)
_rows = msgspec.msgpack.Decoder(list[list[str | int | float | None]])


def packed(said: Plan | list[Row]) -> bytes:
    """A plan or a handful of rows as the child takes it; no rows are the end."""
    body = _encoder.encode(said)
    return len(body).to_bytes(4, "big") + body


def plan(pipe: BinaryIO) -> Plan:
    """The plan, which comes first."""
    return _plans.decode(_frame(pipe))


def handfuls(pipe: BinaryIO) -> Iterator[list[list[str | int | float | None]]]:
    """The rows as they come; days are texts by now. Raises EOFError when the sender was cut off."""
    while found := _rows.decode(_frame(pipe)):
        yield found


def _frame(pipe: BinaryIO) -> bytes:
    head = pipe.read(4)
    body = pipe.read(int.from_bytes(head, "big"))
    if len(head) < 4 or len(body) < int.from_bytes(head, "big"):
        raise EOFError
    return body
