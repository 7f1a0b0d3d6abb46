"""``sammenheng evaluate``: answers before and after in, what changed out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pandas as pd

from scoring.evaluation import evaluate
from scoring.plan import default_plan, load_plan
from scoring.scales import MissingRule
from survey.commands._options import PATH, map_option, missing_option, say_notes
from survey.evaluation_page import evaluation_page
from survey.files.reading import read_items
from survey.files.writing import check_writable, whole_file

SCREEN = Path("-")
NA_IS_MISSING = ("participant", "group", "wave", "late_pre")  # R writes a missing value so


@click.command("evaluate")
@click.argument("file", type=PATH)
@map_option
@missing_option
@click.option("--json", "json_file", type=PATH, help="A file for all figures; - for the screen.")
@click.option("--plan", "plan_file", type=PATH, help="The analysis plan, a TOML file.")
def command(
    file: Path,
    mapping: Mapping[str, str],
    missing: MissingRule | None,
    json_file: Path | None,
    plan_file: Path | None,
) -> None:
    """Evaluate the raw answers in FILE, a row for each participant and wave.

    FILE has the columns participant and wave (pre, post), and group if there are groups.
    """
    if json_file not in {None, SCREEN}:
        check_writable(json_file, file)
    plan = default_plan() if plan_file is None else load_plan(plan_file)
    if missing is not None:
        plan = replace(plan, missing=missing)
    items = read_items(file, mapping=mapping)
    say_notes(items.notes)
    figures = evaluate(_na_as_missing(items.frame), plan).to_dict()
    if json_file is not None:
        _write_json(figures, json_file)
    if json_file != SCREEN:
        click.echo(evaluation_page(figures, f"Before and after: {file.name}"), nl=False)


def _na_as_missing(frame: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in NA_IS_MISSING if name in frame and frame[name].dtype == "str"]
    return frame.assign(**{name: frame[name].mask(frame[name] == "NA") for name in columns})


def _write_json(figures: Mapping[str, Any], target: Path) -> None:
    """Write the figures at full precision; a file is whole or not there."""
    text = json.dumps(figures, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if target == SCREEN:
        click.echo(text, nl=False)
        return
    with whole_file(target) as file:
        file.write(text.encode())
