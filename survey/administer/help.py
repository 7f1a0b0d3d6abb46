"""The help lines as the participant's pages show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from survey.dates import month_in_words
from survey.help_lines import help_lines
from survey.language import current_language


@dataclass(frozen=True)
class ShownLine:
    """A line in the page's language."""

    number: str
    what: str

    @property
    def address(self) -> str:
        """Return what a phone rings when the number is tapped."""
        return f"tel:{self.number.replace(' ', '')}"


@dataclass(frozen=True)
class ShownHelp:
    """All lines, and the month in which somebody last saw that they were right."""

    lines: tuple[ShownLine, ...]
    checked: str


def shown_help() -> ShownHelp:
    """Return the installation's help lines in the language of the current page."""
    known, language = help_lines(current_app.config["SETTINGS"].help_lines), current_language()
    return ShownHelp(
        tuple(ShownLine(line.number, line.said_in(language)) for line in known.lines),
        month_in_words(known.checked_on),
    )


def init_app(app: Flask) -> None:
    """Give every page the help lines; error pages too, which belong to no blueprint."""
    help_lines(app.config["SETTINGS"].help_lines)  # read now, not when somebody needs them

    @app.context_processor
    def help_on_pages() -> dict[str, Callable[[], ShownHelp]]:
        return {"shown_help": shown_help}
