"""``sammenheng handout``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey.cards.handout import handout
from survey.config import is_configured, load_settings
from survey.evaluation.speech import speaking
from survey.files.writing import whole_file
from survey.help_lines import SHIPPED, read_help_lines
from survey.language import NAMES


@click.command("handout")
@click.option("--language", type=click.Choice(list(NAMES)), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The PDF file; standard output by default.",
)
def command(language: str, output: Path | None) -> None:
    """Write one page for whoever hands out cards: what to say, and how to let people draw."""
    # A page to look at needs no installation; where there is one, its own numbers stand on it.
    path = Path(load_settings().help_lines) if is_configured() else SHIPPED
    known = read_help_lines(path)
    with speaking(language):
        content = handout(known)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with whole_file(output) as file:
        file.write(content)
    click.echo(f"Wrote {output}.", err=True)
