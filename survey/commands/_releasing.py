"""Releasing where nobody is real, with a bar that shows how far it has come."""

from __future__ import annotations

import sys

import click

from survey.release import scripted


def release(study_id: str) -> None:
    """Release what the ledger lets out of a demonstration or a trial, as of this week."""
    with click.progressbar(
        length=1, label="Making reports", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def tell(done: int, of_how_many: int) -> None:
            bar.length = max(of_how_many, 1)
            bar.update(done - bar.pos)

        scripted.release_now(study_id, tell)
