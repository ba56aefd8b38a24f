"""The drawing child: one document in, its pages out, as sizes and words or as pictures.

Started as ``python -m tracker.evidence.picture_child`` by ``drawing.py`` and by nobody else, once for each
document: what one document does to it, no other meets. It reads the document from its input, knows no path,
no setting and no secret, and all it can answer is bytes.
"""

import ctypes
import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 8
OPEN_FILES = 16
WIDEST, TALLEST = 1240, 3508  # dots: A4 at 150 an inch; two of them, one below the other
MOST_PAGES = 20
LONGEST_TEXT = 6_000  # characters of a page
LARGE = 200 * 1024  # bytes from which a picture is kept in fewer colours, as scans are
COLOURS = 64
MOST_PIXELS = 150_000_000
SIZE, PAGE = "size", "page"  # what is asked for
NEW_USER, NEW_NETWORK = 0x1000_0000, 0x4000_0000


def confine() -> None:
    """Give up memory, time, files, cores and, where the system lets us, the network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        os.nice(5)  # pages of the site come first
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(NEW_NETWORK):
            unshare(NEW_USER | NEW_NETWORK)


def fitted(width: float, height: float) -> tuple[int, int]:
    """The dots of a page's picture, whatever its own measure."""
    scale = scale_of(width, height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def scale_of(width: float, height: float) -> float:
    """How many dots go for one of a page's own measure. Raises ValueError for what is no page."""
    if not (width > 0 and height > 0):
        raise ValueError("no measure")
    return min(WIDEST / width, TALLEST / height)


class Pdf:
    """A PDF, opened."""

    def __init__(self, content: bytes) -> None:
        self._document = pypdfium2.PdfDocument(content)
        self._document.init_forms()  # what was filled in and signed is part of the page

    def __len__(self) -> int:
        return len(self._document)

    def size(self, place: int) -> tuple[int, int]:
        """The dots of a page's picture."""
        return fitted(*self._document.get_page_size(place))

    def text(self, place: int) -> str:
        """The words of a page, as its program wrote them; none where it was scanned."""
        words: str = self._document[place].get_textpage().get_text_bounded()
        return words[:LONGEST_TEXT]

    def picture(self, place: int) -> Image.Image:
        """A page, drawn."""
        page = self._document[place]
        drawn: Image.Image = page.render(scale=scale_of(*page.get_size())).to_pil()
        return drawn


class Picture:
    """A JPEG or PNG, as a document of one page."""

    def __init__(self, content: bytes) -> None:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        self._image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        self._image.draft("RGB", (2 * WIDEST, 2 * TALLEST))
        turned = self._image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        self._size = self._image.size[::-1] if turned else self._image.size

    def __len__(self) -> int:
        return 1

    def size(self, _place: int) -> tuple[int, int]:
        """The dots of the picture as shown; never more than it has."""
        width, height = fitted(*self._size)
        return min(width, self._size[0]), min(height, self._size[1])

    def text(self, _place: int) -> str:
        """A picture has no words."""
        return ""

    def picture(self, place: int) -> Image.Image:
        """The picture, the right way up."""
        self._image.thumbnail((TALLEST, TALLEST))
        return ImageOps.exif_transpose(self._image).resize(self.size(place))


def as_png(image: Image.Image) -> bytes:
    """A picture written anew: what a camera or a program wrote beside it stays behind."""
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        above = image.convert("RGBA")
        image = Image.new("RGB", above.size, "white")
        image.paste(above, mask=above)
    plain = image.convert("L" if image.mode in {"1", "L"} or image.mode.startswith("I") else "RGB")
    plain.info.clear()
    found = _saved(plain)
    return _saved(plain.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)) if len(found) > LARGE else found


def _saved(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG", compress_level=5)
    return made.getvalue()


def answers(content: bytes, kind: str, what: str, first: int, last: int) -> Iterator[bytes]:
    """What was asked for, an answer for each page; the number of pages before the first size."""
    document: Any = Pdf(content) if kind == "pdf" else Picture(content)
    if what == SIZE:
        yield str(len(document)).encode()
    for place in range(first - 1, min(last, len(document), MOST_PAGES)):
        if what == SIZE:
            width, height = document.size(place)
            yield json.dumps([width, height, document.text(place)]).encode()
        else:
            yield as_png(document.picture(place))


def main() -> None:
    kind, what, first, last = sys.argv[1:]
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between two answers
    content = sys.stdin.buffer.read()
    confine()
    for reply in answers(content, kind, what, int(first), int(last)):
        replies.write(len(reply).to_bytes(4, "big") + reply)
        replies.flush()


if __name__ == "__main__":
    main()
