"""What a reader of these scales is warned of, where no single module of scoring answers for it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scoring.change import PairedChange, paired_change
from scoring.cohort import make_cohort
from scoring.keying import key_items
from scoring.people import find_people
from survey.errors import BadWording
from survey.evaluation import summary_picture as summary_picture_module
from survey.evaluation.document import Picture
from survey.evaluation.found import found
from survey.evaluation.names import in_order
from survey.evaluation.speech import speaking
from survey.evaluation.summary_picture import summary_picture
from survey.report.pictures import ChangeRow
from survey.wording.reading import FOLDER, check
from tests.made_evaluation import made_evaluation

SCORING = sorted((Path(__file__).parents[2] / "scoring").glob("*.py"))
WORDINGS = sorted(FOLDER.glob("*.toml"))
RANGES = {  # from the lowest score that there is to the highest, in points
    "soc13_total": 78,
    "soc13_comprehensibility": 30,
    "soc13_manageability": 24,
    "soc13_meaningfulness": 24,
    "gse_total": 30,
}
KNOWN_TO_BE_WRONG = {  # by what was measured against R: each has a substitute in scoring
    "pingouin",
    "scipy.stats.bootstrap",  # no interval as soon as one resample has no spread
    "scipy.stats.nct",  # NaN far from 0
    "scipy.stats.wilcoxon",  # "exact" takes it that no two changes are tied
    "statsmodels.api",
    "statsmodels.regression",  # standard errors of mixed models, and z for t
    "statsmodels.stats",  # Holm counts a p that does not exist
}


def names_used(path: Path) -> set[str]:
    """Return the dotted names that a module imports, and those it takes from what it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            known |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    taken = {
        f"{known[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in known
    }
    return {*known.values(), *taken}


def change_in(frame: pd.DataFrame) -> PairedChange:
    keyed = key_items(frame)
    people = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, people, frame.index, missing="instrument")
    return paired_change(cohort.before["soc13_total"], cohort.after["soc13_total"])


def in_per_cent(outcomes: dict[str, Any]) -> list[float]:
    return [
        100 * outcomes[column]["change"]["mean"] / RANGES[column] for column in in_order(outcomes)
    ]


@pytest.mark.parametrize("path", SCORING, ids=lambda path: path.stem)
def test_no_figure_rests_on_a_function_that_is_known_to_be_wrong(path: Path) -> None:
    wrong = [
        name
        for name in names_used(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in KNOWN_TO_BE_WRONG)
    ]
    assert wrong == []


def test_such_a_function_would_be_seen(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("from scipy import stats\nstats.wilcoxon([1])\nimport pingouin as pg\n")
    assert names_used(module) & KNOWN_TO_BE_WRONG == {"scipy.stats.wilcoxon", "pingouin"}


def test_a_form_with_its_end_points_in_another_layout_is_refused() -> None:
    text = tomllib.loads((FOLDER / "soc13.nb.toml").read_text(encoding="utf-8"))
    with pytest.raises(BadWording, match="anchor_layout: 'all_rising' is none of as_published"):
        check({**text, "anchor_layout": "all_rising"}, "soc13.nb.toml")


@pytest.mark.parametrize("path", WORDINGS, ids=lambda path: path.stem)
def test_no_text_that_ships_claims_to_be_a_published_scale(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))["kind"] == "stand_in"


def test_people_linked_wrongly_show_in_correlation_and_spread_and_not_in_the_mean(
    people: Callable[..., pd.DataFrame],
) -> None:
    frame = people(gaps=0)
    linked = change_in(frame)
    is_post = frame["wave"] == "post"
    frame.loc[is_post, "participant"] = frame.loc[is_post, "participant"].to_numpy()[::-1]
    mixed_up = change_in(frame)
    assert mixed_up.change.mean == pytest.approx(linked.change.mean)
    assert mixed_up.correlation < linked.correlation / 2
    assert mixed_up.change.sd > 1.5 * linked.change.sd


def test_the_researchers_picture_has_changes_in_per_cent_of_each_scales_range() -> None:
    outcomes = made_evaluation()["outcomes"]
    blocks = found(made_evaluation()).blocks
    table = next(block.table for block in blocks if isinstance(block, Picture))
    drawn = [float(change.replace("−", "-")) for _, change, *_ in table.rows]
    assert drawn == pytest.approx(in_per_cent(outcomes), abs=0.005)


def test_the_summarys_picture_has_changes_in_per_cent_of_each_scales_range(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[ChangeRow] = []
    monkeypatch.setattr(
        summary_picture_module, "change_picture", lambda rows, _words: drawn.extend(rows)
    )
    with speaking("en"):
        summary_picture(made_evaluation())
    expected = in_per_cent(made_evaluation()["outcomes"])
    assert [row.marks.mean for row in drawn if row.marks] == pytest.approx(expected)
