"""``sammenheng evaluate``: answers before and after in; what changed, and how sure that is, out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from scoring.comparability import COMPARABILITY_COLUMNS
from scoring.evaluation import SECTIONS, evaluate_keyed, evaluated_columns, paired_scores
from scoring.keying import KeyedItems, key_items
from scoring.missing_rule import MissingRule
from scoring.participation import PARTICIPATION_COLUMNS
from scoring.plan import default_plan, load_plan
from survey.commands._cluster import (
    cluster_option,
    refuse_cluster_for_one_table,
    rows_bar,
    runner,
)
from survey.commands._options import PATH, map_option, missing_option, say_notes
from survey.evaluation.html_page import html_page
from survey.evaluation.text_page import text_page
from survey.evaluation.written import written
from survey.files.dataset import is_dataset, open_dataset
from survey.files.gathered import Keying, gather
from survey.files.reading import read_items
from survey.files.writing import check_writable, whole_file

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click gives its bar no public name

SCREEN = Path("-")
NA_IS_MISSING = (  # R writes a missing value so
    "participant",
    "group",
    "wave",
    "late_pre",
    *PARTICIPATION_COLUMNS,
    *COMPARABILITY_COLUMNS,
)


@click.command("evaluate")
@click.argument("file", type=PATH)
@map_option
@missing_option
@cluster_option
@click.option("--json", "json_file", type=PATH, help="A file for all figures; - for the screen.")
@click.option("--html", "html_file", type=PATH, help="A file for the page with pictures.")
@click.option(
    "--folder",
    type=PATH,
    help="A new or empty folder for everything: figures, page, summaries, article text, TREND.",
)
@click.option("--plan", "plan_file", type=PATH, help="The analysis plan, a TOML file.")
def command(  # noqa: PLR0913 - one for each option
    *,
    file: Path,
    mapping: Mapping[str, str],
    missing: MissingRule | None,
    cluster: int | str | None,
    json_file: Path | None,
    html_file: Path | None,
    folder: Path | None,
    plan_file: Path | None,
) -> None:
    """Evaluate the raw answers in FILE, a row for each participant and wave.

    FILE has the columns participant and wave (pre, post), and group if there are groups. It may
    be a folder of Parquet files, and these may be larger than the memory. The
    page with pictures and the folder are for the researcher: single people can be seen in them.
    """
    for target in (json_file, html_file):
        if target not in {None, SCREEN}:
            check_writable(target, file)
    if folder is not None:
        check_empty(folder)
    plan = default_plan() if plan_file is None else load_plan(plan_file)
    if missing is not None:
        plan = replace(plan, missing=missing)
    keyed, frame = _answers(file, mapping, cluster)
    with _progress() as step:
        figures = evaluate_keyed(keyed, frame, plan, progress=step).to_dict()
    title = f"Before and after: {file.name}"
    if html_file is not None or folder is not None:
        page = html_page(figures, paired_scores(frame, plan, keyed=keyed), title=title)
    if json_file is not None:
        _write(json_file, _as_json(figures))
    if html_file is not None:
        _write(html_file, page)
    if folder is not None:
        texts = {"evaluation.json": _as_json(figures), "evaluation.html": page}
        _write_folder(folder, {**texts, **written(figures, file.name)})
    if SCREEN not in {json_file, html_file}:
        click.echo(text_page(figures, title), nl=False)


def _answers(
    file: Path, mapping: Mapping[str, str], cluster: int | str | None
) -> tuple[tuple[KeyedItems, ...], pd.DataFrame]:
    """Return the keyed answers and the other columns: read as a whole, or part by part."""
    if not is_dataset(file):
        refuse_cluster_for_one_table(cluster)
        items = read_items(file, mapping=mapping)
        say_notes(items.notes)
        return key_items(items.frame), _na_as_missing(items.frame)
    dataset = open_dataset(file, mapping=mapping)
    work = Keying(dataset.header, evaluated_columns(), dict.fromkeys(NA_IS_MISSING, "NA"))
    with (
        runner(cluster, dataset) as run,
        rows_bar("Reading", dataset.n_rows) as through,
    ):
        answers = gather(dataset, through(run(work, dataset.parts)))
    say_notes(answers.notes)
    return answers.keyed, answers.frame


def check_empty(folder: Path) -> None:
    """Refuse a folder with something in it, or a file of that name, before any work is done."""
    if folder.exists() and not folder.is_dir():
        raise click.BadParameter(f"{folder} is a file. Name a folder.", param_hint="--folder")
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(
            f"{folder} is not empty, and nothing in it is overwritten. Name a new folder.",
            param_hint="--folder",
        )


@contextmanager
def _progress() -> Iterator[Callable[[str], None] | None]:
    """Show a bar on stderr while the sections are worked out; none where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: ProgressBar[str] = click.progressbar(
        length=len(SECTIONS),
        label="Evaluating",
        file=sys.stderr,
        item_show_func=lambda section: section and f"{section.replace('_', ' ')} done",
    )
    with bar:
        yield lambda section: bar.update(1, section)


def _write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        _write(folder / name, text)
        click.echo(f"Wrote {folder / name}", err=True)


def _na_as_missing(frame: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in NA_IS_MISSING if name in frame and frame[name].dtype == "str"]
    return frame.assign(**{name: frame[name].mask(frame[name] == "NA") for name in columns})


def _as_json(figures: Mapping[str, Any]) -> str:
    """Return the figures at full precision."""
    return json.dumps(figures, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _write(target: Path, text: str) -> None:
    """Write a text to the screen, or to a file that is whole or not there."""
    if target == SCREEN:
        click.echo(text, nl=False)
        return
    with whole_file(target) as file:
        file.write(text.encode())
