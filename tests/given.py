"""What tests start from."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.clock import at
from tracker.database import value
from tracker.exchange.seeds import Loaded, load
from tracker.settings import ROOT
from tracker.tasks import actions


async def seed_everything() -> Loaded:
    """The demonstration's records, loaded as a user would."""
    return await load(ROOT / "seeds")


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, without a session."""

    id: int
    name: str
    role: str
    agency_id: int
    agency_name: str
    may_submit: bool
    sees_all: bool


async def an_agency(code: str) -> int:
    """An agency that lives since 2021."""
    return int(
        await value(
            """INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from)
               VALUES ($1, $1, $1, 'department', 1, '2021-01-01') RETURNING id""",
            code,
        )
    )


async def a_person(username: str, role: str, agency: int) -> Actor:
    """A person without a password."""
    person = await value(
        """INSERT INTO person (username, full_name, agency, role, email, created_at)
           VALUES ($1, $1, $2, $3, $4, '2021-01-01T00:00Z') RETURNING id""",
        username,
        agency,
        role,
        f"{username}@tayninh.example",
    )
    return Actor(person, username, role, agency, username, False, role in {"member", "office", "auditor"})


async def a_programme() -> tuple[int, int]:
    """A programme and its one area."""
    programme = await value(
        """INSERT INTO programme (code, name, short_name, starts_on)
           VALUES ('P', 'Chương trình', 'Chương trình', '2021-01-01') RETURNING id"""
    )
    area = await value(
        "INSERT INTO area (programme, code, name, sort_order) VALUES ($1, 'A', 'Lĩnh vực', 1) RETURNING id",
        programme,
    )
    return int(programme), int(area)


async def a_province(tasks: int, first_day: date, chance: random.Random) -> tuple[Actor, Actor, list[str]]:
    """An office, one lead, and so many tasks assigned on a day with deadlines around the next 100 days."""
    programme, area = await a_programme()
    office = await a_person("van-phong", "office", await an_agency("VPUB"))
    lead = await a_person("so.lanhdao", "lead", await an_agency("SNV"))
    codes = [f"T-{n:02d}" for n in range(1, tasks + 1)]
    for code in codes:
        due = None if chance.random() < 0.1 else first_day + timedelta(days=chance.randrange(1, 120))
        await actions.assign(
            office,
            actions.NewTask(
                code=code,
                programme=programme,
                area=area,
                title=f"Nhiệm vụ {code}",
                lead_agency=lead.agency_id,
                coordinators=(),
                deadline_text="",
                due_on=due,
                due_precision="day" if due else "none",
            ),
            at(first_day, 7),
        )
    return office, lead, codes


__all__ = ["Actor", "a_person", "a_programme", "a_province", "an_agency", "seed_everything"]
