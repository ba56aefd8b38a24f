"""A PDF opened so that files with thousands of objects in one stream are read in seconds."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import NullObject, Reference, StreamObject, read_object
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError
from pyhanko.pdf_utils.reader import PdfFileReader


class QuickReader(PdfFileReader):
    """pyHanko reads the head of an object stream anew for every object in it.

    Our own tagged reports hold five thousand in one stream: comparing the states before and after a second
    signature took two minutes. Here each head is read once.
    """

    def __init__(self, content: bytes) -> None:
        self._heads: dict[int, tuple[bytes, dict[int, int]]] = {}
        super().__init__(BytesIO(content), strict=False)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        if stmnum not in self._heads:
            self._heads[stmnum] = self._opened(stmnum)
        content, places = self._heads[stmnum]
        if idnum not in places:
            return NullObject()
        stream = BytesIO(content)
        stream.seek(places[idnum])
        try:
            return read_object(stream, Reference(idnum, 0, self))
        except (PdfReadError, PdfStreamError):
            return NullObject()

    def _opened(self, number: int) -> tuple[bytes, dict[int, int]]:
        """An object stream unpacked, and where in it each object begins (ISO 32000-2, 7.5.7)."""
        stream = Reference(number, 0, self).get_object()
        if not isinstance(stream, StreamObject) or stream.get("/Type") != "/ObjStm":
            raise PdfReadError("no object stream")
        content, first = stream.read_data(DecodePurpose.OBJECT_STREAM), int(stream["/First"])
        said = [int(one) for one in content[:first].split()[: 2 * int(stream["/N"])]]
        places: dict[int, int] = {}
        for one, place in zip(said[::2], said[1::2], strict=False):
            places.setdefault(one, first + place)
        return content, places
