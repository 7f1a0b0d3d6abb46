"""A progress bar on the screen, where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(label: str, steps: int) -> Iterator[Callable[[int], object]]:
    """Show how far something has come; give what is called with the steps done since."""
    with click.progressbar(
        length=max(steps, 1), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar.update
