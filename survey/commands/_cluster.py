"""``--cluster``: parts of a data set worked on by several processes, here or elsewhere."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from survey.errors import SurveyError
from survey.files.dataset import Dataset
from survey.files.pieces import Made, Run, run_here

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click gives its bar no public name

Command = TypeVar("Command", bound=Callable[..., Any])

ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d+")
NEEDED = {"distributed", "dask"}


class NoCluster(SurveyError):
    """What several processes need is not installed."""


def cluster_option(command: Command) -> Command:
    """Give a command ``--cluster``, as ``cluster``: None if it is not used."""
    return click.option(
        "--cluster",
        metavar="N|ADDRESS",
        callback=_cluster,
        help="Let N processes, or the Dask scheduler at tls://HOST:PORT, read the Parquet parts.",
    )(command)


def _cluster(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> int | str | None:
    if text is None or ADDRESS.fullmatch(text):
        return text
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    reason = f"{text!r} is neither a number of processes nor an address such as tls://host:8786."
    raise click.BadParameter(reason, context, parameter)


def refuse_cluster_for_one_table(cluster: int | str | None) -> None:
    """Refuse ``--cluster`` for a file that is read as a whole."""
    if cluster is not None:
        raise click.BadParameter(
            "only Parquet is read in parts. Name a .parquet file or a folder of them.",
            param_hint="--cluster",
        )


@contextmanager
def runner(cluster: int | str | None, dataset: Dataset) -> Iterator[Run[Any]]:
    """Give what runs the work on each part: this process, or those of a cluster."""
    if cluster is None:
        yield run_here
        return
    try:
        dask = importlib.import_module("survey.files.cluster")
    except ModuleNotFoundError as fault:
        if fault.name not in NEEDED:
            raise
        raise NoCluster(
            "--cluster needs Dask, which is not installed.\n"
            "Install it: pip install 'sammenheng[cluster]'."
        ) from fault
    with dask.cluster(cluster, dataset) as run:
        yield run


@contextmanager
def rows_bar(label: str, n_rows: int) -> Iterator[Callable[[Iterable[Made]], Iterator[Made]]]:
    """Show on stderr, if somebody watches, how many of the rows have come through."""
    is_shown = sys.stderr.isatty() and n_rows > 200_000
    bar: ProgressBar[int] = click.progressbar(
        length=n_rows, label=label, file=sys.stderr, hidden=not is_shown
    )

    def through(pieces: Iterable[Made]) -> Iterator[Made]:
        for piece in pieces:
            bar.update(piece.seen.n_rows)
            yield piece

    with bar:
        yield through
