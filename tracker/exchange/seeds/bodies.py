"""Programmes, areas, agencies and people from their files. What is there already is left as it is."""

from datetime import date
from pathlib import Path

from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.exchange.seeds.reading import Line, lines
from tracker.people.viewer import Viewer
from tracker.settings import ROOT

PROGRAMMES = ("code", "name", "short_name", "starts_on", "ends_on", "confirmation_levels", "silent_days")
AREAS = ("code", "programme_code", "name", "sort_order")
AGENCIES = (
    "code",
    "short_name",
    "name",
    "kind",
    "sort_order",
    "valid_from",
    "valid_to",
    "successor_codes",
    "aliases",
    "email",
)
PEOPLE = ("username", "full_name", "title", "agency_code", "role", "email")
KINDS = ("province_office", "department", "vertical", "board", "district", "commune")
ROLES = ("member", "office", "lead", "staff", "auditor", "admin")

_FIRST = date(2021, 1, 1)  # when the records of these people begin

Ids = dict[str, int]


async def _ids(table: str, key: str = "code") -> Ids:
    return {found[key]: found["id"] for found in await rows(f"SELECT id, {key} FROM {table} ORDER BY id")}


def known(line: Line, column: str, code: str, ids: Ids, what: str) -> int:
    """The id of what a cell names; refused when nothing has that code."""
    if code not in ids:
        raise line.wrong(column, f"there is no {what} {code!r}")
    return ids[code]


async def load_programmes(folder: Path) -> tuple[Ids, Ids]:
    """Programmes and areas; a folder without these files uses the programme of Nghị quyết 76/NQ-CP."""
    source = folder if (folder / "programmes.csv").exists() else ROOT / "seeds"
    for line in lines(source, "programmes.csv", PROGRAMMES):
        await execute(
            """INSERT INTO programme (code, name, short_name, starts_on, ends_on, confirmation_levels,
                                      silent_days)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO NOTHING""",
            line.text("code", needed=True, most=30),
            line.text("name", needed=True, most=300),
            line.text("short_name", needed=True, most=120),
            line.must_day("starts_on"),
            line.day("ends_on"),
            line.whole("confirmation_levels", 1, 2, 1),
            line.whole("silent_days", 1, 365, 30),
        )
    programmes = await _ids("programme")
    for line in lines(source, "areas.csv", AREAS):
        programme = known(line, "programme_code", line.text("programme_code"), programmes, "programme")
        await execute(
            """INSERT INTO area (programme, code, name, sort_order) VALUES ($1, $2, $3, $4)
               ON CONFLICT (code) DO NOTHING""",
            programme,
            line.text("code", needed=True, most=30),
            line.text("name", needed=True, most=200),
            line.whole("sort_order", 0, 10_000),
        )
    return programmes, await _ids("area")


async def load_agencies(folder: Path) -> tuple[Ids, int]:
    """Agencies with their other spellings and successors; how many are new."""
    before = await _ids("agency")
    found = lines(folder, "agencies.csv", AGENCIES)
    for line in found:
        await _agency(line)
    ids = await _ids("agency")
    for line in found:
        if line.cells["code"] in before:
            continue
        for successor in line.several("successor_codes"):
            await execute(
                "INSERT INTO agency_successor (agency, successor) VALUES ($1, $2)",
                ids[line.cells["code"]],
                known(line, "successor_codes", successor, ids, "agency"),
            )
    return ids, len(ids) - len(before)


async def _agency(line: Line) -> None:
    first, last = line.must_day("valid_from"), line.day("valid_to")
    if last is not None and last < first:
        raise line.wrong("valid_to", "is before valid_from")
    made = await value(
        """INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from, valid_to, email)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code) DO NOTHING RETURNING id""",
        line.text("code", needed=True, most=30),
        line.text("short_name", needed=True, most=100),
        line.text("name", needed=True, most=200),
        line.one_of("kind", KINDS),
        line.whole("sort_order", 0, 100_000),
        first,
        last,
        line.text("email", most=254),
    )
    if made is not None:
        for alias in line.several("aliases"):
            await execute(
                "INSERT INTO agency_alias (agency, alias) VALUES ($1, $2) ON CONFLICT DO NOTHING", made, alias
            )


async def load_people(folder: Path, agencies: Ids) -> int:
    """People without passwords; how many are new."""
    new = 0
    for line in lines(folder, "people.csv", PEOPLE):
        agency = known(line, "agency_code", line.text("agency_code", needed=True), agencies, "agency")
        email = line.text("email", most=254)
        if email and "@" not in email:
            raise line.wrong("email", f"{email!r} is not an e-mail address")
        new += await execute(
            """INSERT INTO person (username, full_name, title, agency, role, email, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (username) DO NOTHING""",
            line.text("username", needed=True, most=60),
            line.text("full_name", needed=True, most=120),
            line.text("title", most=200),
            agency,
            line.one_of("role", ROLES),
            email,
            at(_FIRST, 7),
        )
    return new


async def actors() -> dict[str, Viewer]:
    """Every person as somebody who acted, by username."""
    found = await rows(
        """SELECT p.id, p.username, p.full_name, p.title, p.role, p.agency, p.language, p.may_submit,
                  a.code, a.name
           FROM person AS p JOIN agency AS a ON a.id = p.agency ORDER BY p.id"""
    )
    return {
        p["username"]: Viewer(
            id=p["id"],
            username=p["username"],
            name=p["full_name"],
            title=p["title"],
            role=p["role"],
            agency_id=p["agency"],
            agency_code=p["code"],
            agency_name=p["name"],
            language=p["language"],
            may_submit=p["may_submit"],
            session_id=0,
            must_change_password=False,
        )
        for p in found
    }
