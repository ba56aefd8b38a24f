"""Commands on accounts: user add, list, reset, disable."""

from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

import click

from tracker.clock import now
from tracker.doors.common import data_option, run
from tracker.people import actions
from tracker.people.queries import accounts
from tracker.refusal import NotThere, Refused

T = TypeVar("T")


@click.group("user")
def user_group() -> None:
    """Accounts: add, list, reset a password, disable."""


@user_group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Full name.")
@click.option("--agency", required=True, help="Code of the agency.")
@click.option("--role", type=click.Choice(actions.ROLES), required=True)
@click.option("--email", default="", help="Official address; without one no letters can be sent.")
@click.option("--title", default="", help="Post, as it stands under a signature.")
@data_option
def add(username: str, name: str, agency: str, role: str, email: str, title: str, data: Path) -> None:
    """Make an account and print its first password, which must be changed at the first sign-in."""

    async def job() -> None:
        new = actions.NewPerson(username, name, agency, role, email, title)
        click.echo(f"First password of {username}: {await actions.add(new, now())}")

    run(data, job)


@user_group.command("list")
@data_option
def list_(data: Path) -> None:
    """List every account."""

    async def job() -> None:
        for one in await accounts():
            state = "disabled" if one["disabled_at"] else "" if one["has_password"] else "no password yet"
            click.echo(
                "\t".join(
                    [one["username"], one["role"], one["agency"], one["full_name"], one["email"], state]
                )
            )

    run(data, job)


@user_group.command("reset")
@click.argument("username")
@data_option
def reset(username: str, data: Path) -> None:
    """Give an account a new first password (and open it again if it was disabled)."""

    async def job() -> None:
        click.echo(f"First password of {username}: {await _there(username, actions.reset(username, now()))}")

    run(data, job)


@user_group.command("disable")
@click.argument("username")
@data_option
def disable(username: str, data: Path) -> None:
    """Close an account at once; its history stays."""

    async def job() -> None:
        await _there(username, actions.disable(username, now()))
        click.echo(f"{username} is disabled and signed out everywhere.")

    run(data, job)


async def _there(username: str, doing: Awaitable[T]) -> T:
    try:
        return await doing
    except NotThere:
        raise Refused(f"There is no account {username}.") from None
