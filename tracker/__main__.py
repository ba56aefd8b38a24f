"""The doors: the ``tracker`` command."""

import sys

import asyncpg
import click

from tracker.database.checks import UnsafeServer
from tracker.database.embedded import ServerTrouble
from tracker.database.migrate import SchemaMismatch
from tracker.doors.bounces import bounces_command
from tracker.doors.demo import MissingLibraries, demo_command
from tracker.doors.history import HistoryTrouble, history_group
from tracker.doors.importing import import_command
from tracker.doors.keeping import migrate_command, seed_command
from tracker.doors.people import user_group
from tracker.doors.remind import LettersLeft
from tracker.doors.serving import PortTaken, web_command, worker_command
from tracker.doors.showing import figures_command, remind_command, report_command
from tracker.exchange.seeds import SeedError
from tracker.refusal import NotThere, Refused
from tracker.settings import SettingsError

# What the person who typed the command can mend: one sentence, exit code 2.
MENDABLE = (MissingLibraries, PortTaken, SchemaMismatch, SeedError, SettingsError)
# What the machine or the relay has to give: exit code 1.
TROUBLE = (
    HistoryTrouble,
    LettersLeft,
    ServerTrouble,
    UnsafeServer,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)


@click.group()
@click.version_option(package_name="reform-tracker", prog_name="tracker")
def commands() -> None:
    """Follow the tasks that a national programme assigns to a province."""


for command in (
    demo_command,
    web_command,
    worker_command,
    migrate_command,
    seed_command,
    import_command,
    user_group,
    figures_command,
    report_command,
    remind_command,
    bounces_command,
    history_group,
):
    commands.add_command(command)


def main() -> None:
    """Run one command. Bad input is one sentence and exit code 2; nothing is half done."""
    sys.exit(_code())


def _code() -> int:
    try:
        commands.main(standalone_mode=False)
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.Abort:
        return 130
    except click.ClickException as wrong:
        return _said(wrong.format_message(), 2)
    except Refused as refused:
        return _said(refused.sentence, 2)
    except NotThere:
        return _said("There is no such thing.", 2)
    except MENDABLE as wrong:
        return _said(str(wrong), 2)
    except TROUBLE as trouble:
        # The database adds the whole row to some messages: only the first line is ours to show.
        return _said(str(trouble).partition("\nDETAIL")[0] or type(trouble).__name__, 1)
    except KeyboardInterrupt:
        return 130
    return 0


def _said(sentence: str, code: int) -> int:
    click.echo(f"tracker: {sentence}", err=True)
    return code


if __name__ == "__main__":
    main()
