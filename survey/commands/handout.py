"""``sammenheng handout``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey.cards.handout import handout
from survey.evaluation.speech import speaking
from survey.files.writing import whole_file
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
    with speaking(language):
        content = handout()
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with whole_file(output) as file:
        file.write(content)
    click.echo(f"Wrote {output}.", err=True)
