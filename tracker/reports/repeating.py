"""Texts that stand in a document again and again, laid out and drawn once for the length of the document.

Four of ten cells of an annex say what another says: the name of an agency, a day, a state. WeasyPrint lays
each out anew and asks Pango for its glyphs anew, which is a sixth of a report's time. What comes out is the
same to the byte; a test holds the two together, as the library's version is pinned.
"""

import sys
from collections.abc import Callable
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.matrix import Matrix
from weasyprint.text import fonts, line_break

# What decides how a text looks and breaks. Whatever else could is plain, or the library is asked.
LOOKS = (
    "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override",
    "lang", "direction", "white_space", "word_spacing", "overflow_wrap", "line_height",
)  # fmt: skip
PLAIN = {"letter_spacing": "normal", "text_decoration_line": "none", "visibility": "visible"}
UNSAID = "\xad\t\n"  # soft hyphens, tabs and line ends have rules of their own

FONT = (
    "font_style", "font_stretch", "font_weight", "font_size", "font_variant_caps", "font_variation_settings",
)  # fmt: skip

_split, _draw = line_break.split_first_line, drawing.draw_text
_describe = fonts.get_font_description
Drawn = list[tuple[str, tuple[Any, ...]]]


def looks(style: Any, text: str) -> tuple[Any, ...] | None:
    """What two texts must share to look alike; None for those that the library is asked about."""
    if any(style[name] != plain for name, plain in PLAIN.items()) or style["hyphens"] == "auto":
        return None
    if any(sign in text for sign in UNSAID):
        return None
    return (tuple(style["font_family"]), *(style[name] for name in LOOKS))


class Recorder:
    """A stream that notes what is written to it; the text's place is not of the text."""

    def __init__(self, stream: Any) -> None:
        self._stream, self.noted = stream, Drawn()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def set_font_size(self, *said: Any) -> None:
        """As the stream does."""
        self._noted("set_font_size", said)

    def show_text(self, *said: Any) -> None:
        """As the stream does."""
        self._noted("show_text", said)

    def set_text_rise(self, *said: Any) -> None:
        """As the stream does."""
        self._noted("set_text_rise", said)

    def _noted(self, name: str, said: tuple[Any, ...]) -> None:
        self.noted.append((name, said))
        getattr(self._stream, name)(*said)


class Texts:
    """What was laid out and drawn of a document so far."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Any, ...], Any] = {}
        self._drawn: dict[tuple[Any, ...], Drawn] = {}
        self._fonts: dict[tuple[Any, ...], Any] = {}

    def describe(self, style: Any) -> Any:
        """Pango's description of a style's font; whoever uses it copies it."""
        key = (tuple(style["font_family"]), *(style[name] for name in FONT))
        if key not in self._fonts:
            self._fonts[key] = _describe(style)
        return self._fonts[key]

    def split(
        self, text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float,
        is_line_start: bool = True, minimum: bool = False,
    ) -> Any:  # fmt: skip
        """The first line of a text, as WeasyPrint's own function finds it."""
        asked = (style, context, max_width, justification_spacing, is_line_start, minimum)
        look = looks(style, text)
        if look is None:
            return _split(text, *asked)
        key = (text, look, *asked[2:])
        if key not in self._lines:
            self._lines[key] = _split(text, *asked)
        return self._lines[key]

    def draw(
        self, stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: Any
    ) -> None:
        """Write a text into a stream, as WeasyPrint's own function does."""
        style, layout = textbox.style, textbox.pango_layout
        look = looks(style, layout.text)
        cut = text_overflow == "ellipsis" or block_ellipsis != "none"
        if look is None or cut or not textbox.text.strip():
            _draw(stream, textbox, offset_x, text_overflow, block_ellipsis)
            return
        key = (layout.text, look, layout.justification_spacing)
        noted = self._drawn.get(key)
        if noted is None:
            recorder = Recorder(stream)
            _draw(recorder, textbox, offset_x, text_overflow, block_ellipsis)
            self._drawn[key] = recorder.noted
            return
        x, y = textbox.position_x, textbox.position_y + textbox.baseline
        stream.set_color(style["color"])
        stream.begin_text()
        stream.set_text_matrix(*Matrix(d=-1, e=x, f=y).values)
        for name, said in noted:
            getattr(stream, name)(*said)
        stream.end_text()

    def forget(self) -> None:
        """Let go of a document."""
        self._lines.clear()
        self._drawn.clear()
        self._fonts.clear()


def repeat(texts: Texts | None) -> None:
    """Let WeasyPrint lay out and draw texts so from here on; None: as it does by itself."""
    _put("split_first_line", texts.split if texts is not None else _split)
    _put("draw_text", texts.draw if texts is not None else _draw)
    _put("get_font_description", texts.describe if texts is not None else _describe)


def _put(name: str, wanted: Callable[..., Any]) -> None:
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("weasyprint.") and hasattr(module, name):
            setattr(module, name, wanted)
