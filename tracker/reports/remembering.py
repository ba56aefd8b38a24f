"""Lengths that WeasyPrint resolves anew for every cell of a table, remembered for the length of a document.

Of a document with a thousand cells this is a sixth of the time. What comes out is the same to the byte; a
test holds the two together, as the library's version is pinned.
"""

import sys
from typing import Any

from weasyprint.formatting_structure.boxes import PageBox
from weasyprint.layout import percent

# What resolve_percentages sets of a box: all that depends on its style and the block around it alone.
SIDES = ("left", "right", "top", "bottom")
SET = (
    "width", "height", "min_width", "max_width", "min_height", "max_height",
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    *(f"border_{side}_width" for side in SIDES),
)  # fmt: skip

_resolve = percent.resolve_percentages


class Lengths:
    """The lengths of boxes by their style and the size of the block around them."""

    def __init__(self) -> None:
        # The style is kept beside its lengths, so that no other can come to have its address.
        self._known: dict[tuple[Any, ...], tuple[Any, dict[str, Any]]] = {}

    def resolve(self, box: Any, containing_block: Any) -> None:
        """Set the used lengths of a box, as WeasyPrint's own function does."""
        style, around = box.style, containing_block
        if isinstance(box, PageBox) or style["border_collapse"] == "collapse":
            _resolve(box, containing_block)
            return
        sizes = (around.width, around.height) if hasattr(around, "width") else tuple(around)
        known = self._known.get((id(style), *sizes))
        if known is not None:
            box.__dict__.update(known[1])
            return
        _resolve(box, containing_block)
        self._known[id(style), *sizes] = style, {name: box.__dict__[name] for name in SET}
        return

    def forget(self) -> None:
        """Let go of a document."""
        self._known.clear()


def remember(lengths: Lengths | None) -> None:
    """Let WeasyPrint resolve lengths so from here on; None: as it does by itself."""
    wanted = lengths.resolve if lengths is not None else _resolve
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.") and hasattr(module, "resolve_percentages"):
            module.resolve_percentages = wanted  # type: ignore[attr-defined]
