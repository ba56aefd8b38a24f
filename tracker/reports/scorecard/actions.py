"""What is done about the scorecard: a new version of its rules is put in force."""

from datetime import datetime
from typing import Any

from tracker.database import transaction, value
from tracker.history.actions import changed, record
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict
from tracker.reports.scorecard.queries import newest
from tracker.reports.scorecard.rules import MEASURES, Rules

KIND, VERB = "scorecard_rules", "scoring"


async def publish(editor: Viewer, programme_id: int, seen: int, rules: Rules, note: str, at: datetime) -> int:
    """Put a new version of the rules in force from this day on; its number.

    ``seen`` is the version that the form was made from. Raises Conflict when it is not the newest any more.
    """
    async with transaction():
        before = await newest(programme_id)
        if before.version != seen:
            raise Conflict
        made = await value(
            f"""INSERT INTO scorecard_rules (programme, version, {", ".join(MEASURES)}, update_days,
                    ranked_from, grades, leasts, note, made_by, made_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                ON CONFLICT (programme, version) DO NOTHING RETURNING id""",
            programme_id, seen + 1, *(rules.weight(name) for name in MEASURES), rules.update_days,
            rules.ranked_from, [step.name for step in rules.ladder], [step.least for step in rules.ladder],
            note, editor.id, at,
        )  # fmt: skip
        if made is None:
            raise Conflict
        await record(
            KIND, made, VERB, at, actor_id=editor.id, actor_name=editor.name,
            actor_agency=editor.agency_name, version=seen + 1, text=note,
            changes=changed(_facts(before), _facts(rules)),
        )  # fmt: skip
    return seen + 1


def _facts(rules: Rules) -> dict[str, Any]:
    """The rules as a line of history names them."""
    return {
        **{f"weight_{name}": rules.weight(name) for name in MEASURES},
        "update_days": rules.update_days,
        "ranked_from": rules.ranked_from,
        "ladder": "; ".join(f"{step.name} {step.least}" for step in rules.ladder),
    }
