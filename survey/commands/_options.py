"""What commands that read answer files have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from scoring.errors import BadPlan
from scoring.missing_rule import MissingRule, check_missing_rule
from survey.files.faults import BadMapping
from survey.files.mapping import parse_mapping

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


def map_option(command: Command) -> Command:
    """Give a command ``--map``, as ``mapping``."""
    return click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="soc13=soc{n}",
        callback=_mapping,
        help="Other names of an instrument's item columns; {n:02} for 01, 02. Repeatable.",
    )(command)


def missing_option(command: Command) -> Command:
    """Give a command ``--missing``, as ``missing``: None if it is not used."""
    return click.option(
        "--missing",
        metavar="instrument|complete|SHARE",
        callback=_missing,
        help="Open items a score survives: the instrument's rule, none, or a share such as 0.2.",
    )(command)


def _mapping(
    context: click.Context, parameter: click.Parameter, texts: Iterable[str]
) -> Mapping[str, str]:
    try:
        return parse_mapping(texts)
    except BadMapping as fault:
        raise click.BadParameter(str(fault), context, parameter) from fault


def _missing(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> MissingRule | None:
    try:
        return None if text is None else check_missing_rule(text)
    except BadPlan as fault:
        raise click.BadParameter(" ".join(str(fault).split()), context, parameter) from fault


def say_notes(notes: Iterable[str]) -> None:
    """Print notes on stderr, one a line."""
    for note in notes:
        click.echo(f"Note: {note}", err=True)
