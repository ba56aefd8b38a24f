"""Groups that rows stand under, held back until one of their rows needs them: the innermost alone."""

from tracker.exchange.annex.model import Line
from tracker.exchange.annex.numbering import Numbering, label_in


class Waiting:
    """The groups around a row that are not handed on yet; a group ends those of its level and below."""

    def __init__(self) -> None:
        self._numbering = Numbering()
        self._found: list[tuple[tuple[str, int], Line | None]] = []

    def enter(self, line: Line) -> None:
        """A group begins."""
        texts = [cell.text for cell in line.cells if cell.text and not cell.carried] or [""]
        label = texts[0] if self._numbering.kind_of(texts[0]) else label_in(texts[-1])
        level = self._numbering.kind_of(label), label.strip(".").count(".")
        self._numbering.enter(label, "")
        levels = [one for one, _line in self._found]
        del self._found[levels.index(level) if level in levels else len(levels) :]
        self._found.append((level, line))

    def take(self) -> list[Line]:
        """Those that wait, handed on."""
        lines = [line for _level, line in self._found if line is not None]
        self._found = [(level, None) for level, _line in self._found]
        return lines
