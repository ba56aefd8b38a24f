"""Refused: a rule said no, in a sentence meant for the person."""


class Refused(Exception):
    """A rule of the office forbids what was asked; nothing was changed.

    ``sentence`` is already in the reader's language. ``field`` names the form field beside
    which the sentence belongs, or is empty when it concerns the whole request.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Conflict(Exception):
    """Somebody else changed the record after the person opened it; nothing was overwritten."""


class NotThere(Exception):
    """There is no such thing for the person asking: absent and not theirs look the same."""
