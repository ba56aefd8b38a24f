"""What agencies that become one owed and gave as coordinators, as one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Contribution:
    """One coordinator's part in a task: what was asked of it, and what came of it."""

    contribution: str = "asked"
    contribution_text: str = ""
    question: str = ""
    asked_at: datetime | None = None
    asked_by: int | None = None
    answer_by: date | None = None
    answered_at: datetime | None = None
    answered_by: int | None = None

    @property
    def owed(self) -> bool:
        """Whether something was asked that is not answered."""
        return self.asked_at is not None and self.contribution in {"asked", "contributing"}


def together(parts: Sequence[Contribution]) -> Contribution:
    """Several parts as the one of their successor: what anybody still owes is still owed.

    Texts stand one below the other, the earliest day to answer by counts. When nothing is owed, the
    latest answer stands for all.
    """
    if len(parts) == 1:
        return parts[0]
    owed = [part for part in parts if part.owed]
    if owed:
        asked = min(owed, key=lambda part: (part.asked_at is None, part.asked_at))
        return Contribution(
            contribution=_most("contributing", parts) or "asked",
            contribution_text=_lines(part.contribution_text for part in parts),
            question=_lines(part.question for part in owed),
            asked_at=asked.asked_at,
            asked_by=asked.asked_by,
            answer_by=min((part.answer_by for part in owed if part.answer_by), default=None),
        )
    answered = [part for part in parts if part.answered_at]
    last = max(answered, key=lambda part: (part.answered_at, part.question), default=Contribution())
    found = next((_most(name, parts) for name in ("contributed", "contributing", "nothing")
                  if _most(name, parts)), "asked")  # fmt: skip
    return Contribution(
        contribution=found,
        contribution_text=_lines(part.contribution_text for part in parts),
        question=_lines(part.question for part in parts),
        asked_at=last.asked_at,
        asked_by=last.asked_by,
        answer_by=last.answer_by,
        answered_at=last.answered_at,
        answered_by=last.answered_by,
    )


def _most(name: str, parts: Iterable[Contribution]) -> str:
    return name if any(part.contribution == name for part in parts) else ""


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
