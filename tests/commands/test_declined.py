"""What was declined comes in and goes out as declined, apart from what was skipped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from scoring.instrument import load_instrument
from scoring.scales import score
from survey.config import Settings

SOC, GSE = load_instrument("soc13").item_keys, load_instrument("gse").item_keys
DECLINED = ["soc13_declined", "gse_declined", "after_declined"]


@pytest.fixture
def trial(settings: Settings, monkeypatch: pytest.MonkeyPatch, sammenheng: Callable) -> Callable:
    """The command line of an installation with one trial study, called trial."""
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))
    assert sammenheng("study", "add", "trial", "--trial").code == 0
    return sammenheng


def people(**changes: object) -> pd.DataFrame:
    """Return one person at both waves who has answered 3 everywhere, but for these cells."""
    cells = {"wave": ["pre", "post"], "participant": ["a", "a"]}
    cells |= {key: ["3", "3"] for key in (*SOC, *GSE)}
    return pd.DataFrame(cells | changes)


def bring_in(trial: Callable, folder: Path, frame: pd.DataFrame):
    path = folder / "in.csv"
    frame.to_csv(path, index=False)
    return trial("import", "trial", path)


def bring_out(trial: Callable, folder: Path) -> pd.DataFrame:
    assert trial("export", "trial", "-o", folder / "out.csv").code == 0
    frame = pd.read_csv(folder / "out.csv", dtype=str, keep_default_na=False)
    return frame.sort_values("wave", ascending=False, ignore_index=True)


def some_declined() -> pd.DataFrame:
    return people(
        soc13_02=["", "3"],
        soc13_10=["", ""],
        gse_04=["3", ""],
        gse_05=["", "3"],
        status=["", "left_early"],
        climate_trust=["", ""],
        climate_room=["", "4"],
        soc13_declined=["soc13_10 soc13_02", "soc13_10"],
        gse_declined=["", "gse_04"],
        after_declined=["", "climate_trust"],
    )


def test_what_comes_in_goes_out_and_comes_in_once_more_the_same(trial, tmp_path):
    imported = bring_in(trial, tmp_path, some_declined())
    assert imported.code == 0, imported.err
    assert "not imported" not in imported.err
    out = bring_out(trial, tmp_path)
    assert out[DECLINED].to_dict("list") == {
        "soc13_declined": ["soc13_02 soc13_10", "soc13_10"],  # in the items' order
        "gse_declined": ["", "gse_04"],
        "after_declined": ["", "climate_trust"],
    }
    assert list(out["gse_05"]) == ["", "3"]  # skipped at pre, and said so by no column
    trial("study", "add", "again", "--trial")
    out.to_csv(tmp_path / "again.csv", index=False)
    assert trial("import", "again", tmp_path / "again.csv").code == 0
    assert trial("export", "again", "-o", tmp_path / "twice.csv").code == 0
    twice = pd.read_csv(tmp_path / "twice.csv", dtype=str, keep_default_na=False)
    twice = twice.sort_values("wave", ascending=False, ignore_index=True)
    same = [*SOC, *GSE, *DECLINED, "status", "climate_room"]
    pd.testing.assert_frame_equal(twice[same], out[same])


def test_a_column_is_left_out_where_nobody_declined(trial, tmp_path):
    bring_in(trial, tmp_path, people(soc13_02=["", ""], soc13_declined=["soc13_02", ""]))
    columns = bring_out(trial, tmp_path).columns
    assert [one for one in DECLINED if one in columns] == ["soc13_declined"]


def test_an_instrument_that_was_only_declined_is_not_left_out(trial, tmp_path):
    nothing = {key: ["", ""] for key in GSE}
    bring_in(trial, tmp_path, people(**nothing, gse_declined=[" ".join(GSE), ""]))
    out = bring_out(trial, tmp_path)
    assert out.loc[0, "gse_declined"] == " ".join(GSE)
    assert (out[list(GSE)] == "").all(axis=None)


def test_the_scores_are_those_of_the_same_items_skipped(trial, tmp_path):
    bring_in(trial, tmp_path, some_declined())
    out = bring_out(trial, tmp_path)
    items = out[[*SOC, *GSE]].apply(pd.to_numeric).astype("Int64")
    expected = score(items, [load_instrument("soc13"), load_instrument("gse")])
    assert list(out["soc13_total_missing"].astype(int)) == [2, 1]
    assert list(out["soc13_total"].astype(float)) == list(expected["soc13_total"])
    assert list(out["gse_total"].astype(float)) == list(expected["gse_total"])


def test_the_codebook_says_what_the_columns_hold(trial, tmp_path):
    bring_in(trial, tmp_path, some_declined())
    bring_out(trial, tmp_path)
    book = json.loads((tmp_path / "out.datapackage.json").read_text(encoding="utf-8"))
    fields = {one["name"]: one for one in book["resources"][0]["schema"]["fields"]}
    for column in DECLINED:
        assert fields[column]["type"] == "string"
        assert "chose not to answer" in fields[column]["description"]
        assert "was skipped" in fields[column]["description"]
    assert "Empty: skipped, declined or not asked" in fields["soc13_02"]["description"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"soc13_declined": ["soc13_14", ""]}, "row 2, column soc13_declined: 'soc13_14' is none"),
        ({"soc13_declined": ["gse_01", ""]}, "row 2, column soc13_declined: 'gse_01' is none of"),
        ({"gse_declined": ["", "gse_02"]}, "row 3, column gse_declined: gse_02 has an answer"),
        (
            {"status": ["", "finished"], "after_declined": ["", "status"]},
            "row 3, column after_declined: status has an answer as well",
        ),
        ({"after_declined": ["status", ""]}, "row 2, column after_declined: asked at post only"),
        ({"after_declined": ["", "meetings"]}, "row 3, column after_declined: 'meetings' is none"),
    ],
)
def test_a_cell_that_cannot_be_is_named_and_nothing_comes_in(trial, tmp_path, changes, complaint):
    refused = bring_in(trial, tmp_path, people(**changes))
    assert refused.code == 1
    assert complaint in refused.err
    assert trial("export", "trial").out.count("\n") <= 1


def test_what_was_declined_about_taking_part_comes_in_without_the_other_columns(trial, tmp_path):
    assert bring_in(trial, tmp_path, people(after_declined=["", "status climate_room"])).code == 0
    out = bring_out(trial, tmp_path)
    assert list(out["after_declined"]) == ["", "status climate_room"]


def test_scoring_a_file_passes_the_columns_by(trial, tmp_path):
    plain = some_declined().drop(columns=DECLINED)
    plain.to_csv(tmp_path / "plain.csv", index=False)
    some_declined().to_csv(tmp_path / "with.csv", index=False)
    made = {}
    for name in ("plain", "with"):
        target = tmp_path / f"{name}.scored.csv"
        assert trial("score", tmp_path / f"{name}.csv", "-o", target).code == 0
        made[name] = pd.read_csv(target).drop(columns=DECLINED, errors="ignore")
    pd.testing.assert_frame_equal(made["plain"], made["with"])
