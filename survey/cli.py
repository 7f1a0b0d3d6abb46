"""The one command, ``sammenheng``: a subcommand's module is imported only when it is run."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from types import ModuleType
from typing import Any

import click

from scoring.errors import ScoringError
from survey.errors import SurveyError

REFUSED = 1
# Kept here, so that the overview need not import pandas for the commands that do.
COMMANDS = {
    "audit": "Check the log of what people who sign in have done.",
    "backup": "Back the database up into one encrypted file.",
    "cards": "Make new cards with codes, as a PDF to print and cut.",
    "db": "Bring the database to the newest migration, or check it.",
    "demo": "Make a demonstration study of simulated people, and serve it.",
    "erase": "Erase once more who was erased after a backup that was restored.",
    "evaluate": "Evaluate raw answers before and after, from a file.",
    "export": "Write a study's answers and scores, with a codebook.",
    "handout": "Write what a starter says when the group draws its cards, as PDF.",
    "import": "Take answers collected elsewhere into a study.",
    "imports": "Propose a mapping for a file of answers; list and undo imports.",
    "jobs": "Do the work that pages have asked for.",
    "letter": "Fill in, check, install and show a study's information letter.",
    "paper": "Write the questionnaire for paper, as PDF.",
    "plan": "Say how many groups a study needs.",
    "reminders": "Send reminders by e-mail to those who asked for one.",
    "report": "Write a municipality's evaluation report as PDF.",
    "restore": "Put a backup into an empty database.",
    "retention": "Let go of what has been kept as long as it may be.",
    "score": "Score raw answers from a file.",
    "serve": "Serve the configured database.",
    "staff": "Add, list and mend accounts of people who sign in.",
    "study": "Add, open, close, end and list studies.",
    "wording": "Check, install and list the texts you may use.",
}
MODULES = {"import": "import_"}  # ``import`` is a word of the language


class LazyGroup(click.Group):
    """Offers every command in the table without importing the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return one subcommand, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"survey.commands.{MODULES.get(cmd_name, cmd_name)}"
        module = sys.modules.get(name) or _loaded(name)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _loaded(name: str) -> ModuleType:
    """Import a module; nothing that comes with it is garbage, now or later, so none is looked for.

    To look takes a tenth of the time that the import does.
    """
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sammenheng")
def sammenheng() -> None:
    """Before and after in self-help groups: measured and reported honestly."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: exit 0 done, 1 refused with one message on stderr, 2 usage."""
    os.umask(0o077)  # databases, exports and sign-ins are for their owner's eyes
    try:
        result: Any = sammenheng.main(args=arguments, prog_name="sammenheng", standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(REFUSED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (SurveyError, ScoringError) as error:
        click.echo(f"sammenheng: {error}", err=True)
        sys.exit(REFUSED)
    sys.exit(result if isinstance(result, int) else 0)
