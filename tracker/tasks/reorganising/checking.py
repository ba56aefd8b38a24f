"""Whether a plan can be carried out: what is wrong with it, in sentences. Pure."""

from typing import TYPE_CHECKING

from tracker.refusal import Refused
from tracker.tasks.reorganising.plans import CLOSED, Change, last_day
from tracker.tasks.reorganising.rules import Outcome
from tracker.words import _, dmy, ngettext, number

if TYPE_CHECKING:
    from tracker.tasks.reorganising.grounds import Ground
    from tracker.tasks.reorganising.queries import Reorganised


def faults(one: "Reorganised", standing: "Ground", found: Outcome, reader: int) -> list[str]:
    """Everything that keeps a plan from being carried out. ``reader`` must not close their own account."""
    plan = one.plan
    if not plan.changes:
        return [_("Name the agencies that change.")]
    said = [fault for change in plan.changes for fault in _of_change(change, one, standing)]
    if missing := len(found.without_lead):
        said.append(
            ngettext(
                "%(n)s unfinished task would have no living lead agency. Choose one for it.",
                "%(n)s unfinished tasks would have no living lead agency. Choose one for each.",
                missing,
            )
            % {"n": number(missing)}
        )
    if any(move.person.id == reader and move.agency == CLOSED for move in found.people):
        said.append(_("Choose a new agency for the account in use: it would be closed."))
    return said


def _of_change(change: Change, one: "Reorganised", standing: "Ground") -> list[str]:
    names = {code: body.name for code, body in standing.bodies.items()}
    eve, day = dmy(last_day(one.on_day)), dmy(one.on_day)
    gone = [
        _("%(agency)s cannot end on %(day)s: it does not live then, or another plan ends it.",
          agency=names.get(code, code), day=eve)
        for code in change.old if not standing.may_end(code)
    ]  # fmt: skip
    absent = [
        _("%(agency)s does not live on %(day)s and cannot take over.", agency=names.get(code, code), day=day)
        for code in change.to
        if code not in standing.living
    ]
    return gone + absent


def refuse(one: "Reorganised", standing: "Ground", found: Outcome, reader: int) -> None:
    """Raise the first fault, if there is one."""
    for fault in faults(one, standing, found, reader):
        raise Refused(fault)
