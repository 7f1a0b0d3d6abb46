"""The one command, ``sammenheng``: subcommands are found by name and imported only when run."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from typing import Any

import click

from scoring.errors import ScoringError
from survey import commands
from survey.errors import SurveyError

REFUSED = 1


class LazyGroup(click.Group):
    """Offers every module in ``survey/commands`` without importing the others.

    ``sammenheng serve`` need not wait for pandas, which only the statistics need.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all subcommands."""
        return sorted(
            module.name.removesuffix("_")
            for module in pkgutil.iter_modules(commands.__path__)
            if not module.name.startswith("_")
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one subcommand, or None where there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        # ``import`` is a word of the language, so its module is called import_.
        module_name = "import_" if cmd_name == "import" else cmd_name
        command: click.Command = importlib.import_module(f"survey.commands.{module_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands with the first line of each module's docstring."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            rows.append((name, command.get_short_help_str(limit=70) if command else ""))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sammenheng")
def sammenheng() -> None:
    """Before and after in self-help groups: measured and reported honestly."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: exit 0 done, 1 refused with one message on stderr, 2 usage."""
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
