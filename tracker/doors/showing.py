"""Commands that show: figures, report, remind."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import click
import msgspec

from tracker.clock import day_of, now
from tracker.doors.common import Day, data_option, run
from tracker.doors.remind import remind
from tracker.doors.remind_daily import remind_daily
from tracker.programmes.queries import programme
from tracker.refusal import NotThere, Refused
from tracker.reports.actions import write_progress_report
from tracker.tasks.queries import figures, figures_by_agency, figures_by_area
from tracker.tasks.rules import BUCKETS, Figures


def _two(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else rate.quantize(Decimal("0.01"), ROUND_HALF_UP)


def group(name: str, found: Figures) -> dict[str, Any]:
    """One group's figures as the JSON tells them; rates in per cent with two decimals, null of nothing."""
    counts = {bucket: found.count(bucket) for bucket in BUCKETS}
    rates = {"rate_all": _two(found.rate_all), "rate_due": _two(found.rate_due)}
    return {"group": name, "total": found.total, **counts, **rates}


async def groups(by: str, as_of: date) -> list[dict[str, Any]]:
    """The figures of a day: in total, or of each agency or area that had tasks."""
    programme_id = (await programme()).id
    if by == "agency":
        return [group(one.code, one.figures) for one in await figures_by_agency(programme_id, as_of)]
    if by == "area":
        return [group(one.code, one.figures) for one in await figures_by_area(programme_id, as_of)]
    return [group("total", await figures(programme_id, as_of))]


def _table(as_of: date, found: list[dict[str, Any]]) -> str:
    heads = ["group", "total", *BUCKETS, "rate_all", "rate_due"]
    lines = [heads] + [["–" if one[head] is None else str(one[head]) for head in heads] for one in found]
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    rows = ["  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in lines]
    return "\n".join([f"As of the end of {as_of.isoformat()}", *rows])


def _past(as_of: date | None) -> date:
    today = day_of(now())
    if as_of is not None and as_of > today:
        raise click.BadParameter(f"{as_of} is still to come; today is {today}.")
    return as_of or today


@click.command("figures")
@click.option("--as-of", type=Day(), help="The day whose end is asked for; today when left out.")
@click.option("--by", type=click.Choice(["agency", "area"]), help="One group for each agency or area.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@data_option
def figures_command(as_of: date | None, by: str | None, as_json: bool, data: Path) -> None:
    """Print the five figures, the total and both rates of a day."""

    async def job() -> None:
        day = _past(as_of)
        try:
            found = await groups(by or "", day)
        except NotThere:
            raise Refused("There is no programme yet; load records with 'tracker seed'.") from None
        if as_json:
            encoder = msgspec.json.Encoder(decimal_format="number")
            click.echo(encoder.encode({"as_of": day.isoformat(), "groups": found}).decode())
        else:
            click.echo(_table(day, found))

    run(data, job)


@click.command("report")
@click.option("--as-of", type=Day(), help="The day whose end is reported; today when left out.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write."
)
@data_option
def report_command(as_of: date | None, out: Path, data: Path) -> None:
    """Write the progress summary as a PDF."""

    async def job() -> None:
        await write_progress_report(_past(as_of), out, day_of(now()))
        click.echo(f"Written: {out}")

    if not out.parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    run(data, job)


@click.command("remind")
@click.option("--on", type=Day(), required=True, help="The day whose run is asked for.")
@click.option("--dry-run", is_flag=True, help="Show who would be written to, and why; write nothing.")
@click.option("--daily", is_flag=True, help="The day's run instead of the week's.")
@data_option
def remind_command(on: date, dry_run: bool, daily: bool, data: Path) -> None:
    """Show the run of a day's week, or of the day, or compose and deliver it and end."""

    async def job() -> None:
        click.echo(await (remind_daily if daily else remind)(on, dry_run))

    run(data, job)
