"""The writing child: a table through the pipe, a file in a folder.

Started as ``python -m tracker.exchange.sheets.child KIND FOLDER`` by ``writing.py`` and by nobody else. A
large workbook takes many seconds of computing, which the pages must not wait for.
"""

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

from tracker.exchange.sheets import frames
from tracker.exchange.sheets.book import Book
from tracker.exchange.sheets.text import Text

WRITERS: dict[str, type[Book] | type[Text]] = {"xlsx": Book, "csv": Text}
NAME = "table"


def main() -> None:
    """Write one file; cut off, none."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    with suppress(OSError):
        os.nice(5)  # pages come first
    gc.disable()  # rows come and go without cycles
    writer = WRITERS[kind](folder / NAME, frames.plan(sys.stdin.buffer), folder)
    for rows in frames.handfuls(sys.stdin.buffer):
        writer.rows(rows)
    writer.close()


if __name__ == "__main__":
    main()
