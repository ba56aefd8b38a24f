"""A report's own HTML as a tree, so that the document says what the printed page says. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = frozenset({"br", "col", "meta", "link", "img", "hr"})


@dataclass
class Element:
    """One element: its tag, classes, attributes and what stands in it."""

    tag: str
    classes: frozenset[str] = frozenset()
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        """The elements directly in it."""
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, tag: str = "", cls: str = "") -> Iterator["Element"]:
        """All elements within, in their order, of a tag or a class."""
        for child in self.elements:
            if child.tag == tag or cls in child.classes:
                yield child
            yield from child.find(tag, cls)


class _Reader(HTMLParser):
    """The pages of our own templates are closed everywhere; what is not is closed with what holds it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        made = Element(tag, frozenset(attributes.get("class", "").split()), attributes)
        self._open[-1].children.append(made)
        if tag not in EMPTY:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def tree(html: str) -> Element:
    """The body of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return next(reader.root.find("body"))
