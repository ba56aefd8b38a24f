"""What a letter to one agency says beyond its own tasks: its peers, the day to answer, what it helps with."""

from datetime import date, timedelta

from tracker.database import row, rows
from tracker.programmes.calendar import working_days
from tracker.reports.content import Addressed, Helping
from tracker.tasks.queries import Filter, figures_by_agency
from tracker.tasks.queries.arms import Asked
from tracker.tasks.queries.selecting import select_arms
from tracker.tasks.rules import Figures

ANSWER_DAYS = 5  # working days to answer a letter
HELPED = 60  # overdue tasks of others that a letter names


class _Agency:
    """An agency asking for what is its own."""

    sees_all = False

    def __init__(self, agency_id: int) -> None:
        self.agency_id = agency_id


async def addressed(programme_id: int, code: str, as_of: date, today: date) -> Addressed:
    """What a letter to the agency of a code needs, as of a day; of no agency, nothing.

    Peers are the other agencies of its kind that led a task on the day. Call it within the snapshot that the
    letter's tasks were read in.
    """
    agency = await row("SELECT id, kind FROM agency WHERE code = $1", code)
    if agency is None:
        return Addressed()
    # Whatever day the figures are of, nobody can answer before the letter is written.
    calendar = await working_days(today, today + timedelta(60))
    return Addressed(
        peers=await _peers(programme_id, agency["id"], agency["kind"], as_of),
        answer_by=calendar.add(today, ANSWER_DAYS),
        helping=await _helping(programme_id, agency["id"], as_of),
        deciding=await _deciding(agency["id"], as_of),
    )


async def _peers(programme_id: int, agency_id: int, kind: str, as_of: date) -> tuple[Figures, ...]:
    alike = {line["id"] for line in await rows("SELECT id FROM agency WHERE kind = $1", kind)} - {agency_id}
    found = await figures_by_agency(programme_id, as_of)
    return tuple(group.figures for group in found if group.id in alike)


async def _helping(programme_id: int, agency_id: int, as_of: date) -> tuple[Helping, ...]:
    wanted = Filter(buckets=("overdue",), part="coordinating", sort="due")
    asked = Asked(programme_id, _Agency(agency_id), wanted, as_of, date.max, 1)
    found = await select_arms(asked, HELPED, 0, detailed=False)
    return tuple(Helping(t["code"], t["title"], t["lead_name"], t["due_on"]) for t in found)


async def _deciding(agency_id: int, as_of: date) -> tuple[str, ...]:
    found = await rows(
        """SELECT t.code FROM extension AS x JOIN task AS t ON t.id = x.task
           JOIN standing AS s ON s.task = t.id AND s.from_on <= $2 AND s.until_on > $2
           WHERE s.lead_agency = $1 AND hanoi_day(x.requested_at) <= $2
             AND (x.decided_at IS NULL OR hanoi_day(x.decided_at) > $2) ORDER BY t.code""",
        agency_id,
        as_of,
    )
    return tuple(line["code"] for line in found)
