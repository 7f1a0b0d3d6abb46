"""``sammenheng evaluate`` from the outside."""

from __future__ import annotations

import json
import math

import pytest

SOC_4 = [4] * 23


def test_the_page_gives_n_means_change_interval_and_effect_sizes(sammenheng, study_file):
    result = sammenheng("evaluate", study_file())

    assert result.code == 0
    lines = result.out.splitlines()
    heads = [line for line in lines if line.startswith("outcome ")]
    for column in ("pairs", "before (SD)", "change (SD)", "95 % interval", "95 %, in groups"):
        assert column in heads[0]
    assert any({"d_z", "d_av", "g_av"} <= set(head.split()) for head in heads)
    total = next(line for line in lines if line.startswith("SOC-13 total  "))
    assert total.split()[4] == "5"


def test_the_page_gives_alpha_attrition_and_what_is_uncertain(sammenheng, study_file):
    page = sammenheng("evaluate", study_file()).out

    assert "Cronbach's alpha" in page
    assert "before 6, after 5, both 5, lost 1" in page
    assert "There is no comparison group: this shows what changed, not why." in page
    assert "Equivalence bounds are working values" in page


def test_the_page_and_the_json_hold_the_same_numbers(sammenheng, study_file, tmp_path):
    page = sammenheng("evaluate", study_file(), "--json", tmp_path / "all.json").out

    figures = json.loads((tmp_path / "all.json").read_text())
    change = figures["outcomes"]["gse_total"]["change"]
    line = next(line for line in page.splitlines() if line.startswith("GSE  "))
    assert f"{change['mean']:+.2f} ({change['sd']:.2f})" in line


def test_a_figure_that_does_not_exist_is_a_dash_with_its_reason(sammenheng, tmp_path, study_file):
    path = study_file()
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]))

    result = sammenheng("evaluate", path, "--json", tmp_path / "all.json")

    assert "at least two pairs" in " ".join(result.out.split())
    figures = json.loads((tmp_path / "all.json").read_text(), parse_constant=pytest.fail)
    assert figures["outcomes"]["soc13_total"]["t_test"]["p"] is None
    assert figures["outcomes"]["soc13_total"]["t_test"]["why"]


def test_json_on_the_screen_stands_alone(sammenheng, study_file):
    result = sammenheng("evaluate", study_file(), "--json", "-")

    assert json.loads(result.out)["data"]["n_participants"] == 6


def test_the_missing_rule_of_the_command_goes_before_the_plans(sammenheng, study_file, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text('missing = "instrument"\nprimary = "gse_total"\n')

    result = sammenheng("evaluate", study_file(), "--plan", plan, "--missing", "0.2", "--json", "-")

    used = json.loads(result.out)["plan"]
    assert math.isclose(used["missing"], 0.2)
    assert used["primary"] == "gse_total"


def test_missing_groups_as_r_writes_them_are_no_group(sammenheng, study_file):
    path = study_file()
    path.write_text(path.read_text().replace("G1", "NA"))

    figures = json.loads(sammenheng("evaluate", path, "--json", "-").out)

    assert figures["data"]["n_groups"] == 1


def test_people_who_had_been_to_meetings_before_are_counted_apart(sammenheng, study_file):
    path = study_file()
    header, *rows = path.read_text().splitlines()
    late = [f"{row},{int(row.startswith('P0'))}" for row in rows]
    path.write_text("\n".join([f"{header},late_pre", *late]) + "\n")

    page = sammenheng("evaluate", path).out

    assert "First answers after three or more meetings: 1, left out below." in page
    assert "before 5, after 4" in page


def test_a_participant_twice_in_a_wave_is_refused_and_nothing_is_written(
    sammenheng, study_file, tmp_path
):
    path = study_file(extra=(["P0", "G0", "pre", "0301", *SOC_4],))

    result = sammenheng("evaluate", path, "--json", tmp_path / "all.json")

    assert result.code == 1
    assert "rows 2 and 13" in result.err
    assert not (tmp_path / "all.json").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",post,", ",after,", "wave"),
        ("participant,", "person,", "participant"),
        (",wave,", ",time,", "wave"),
        ("soc13_05", "soc13_15", "'soc13_15'"),
    ],
)
def test_a_file_that_cannot_be_evaluated_is_refused(sammenheng, study_file, old, new, message):
    path = study_file()
    path.write_text(path.read_text().replace(old, new))

    result = sammenheng("evaluate", path)

    assert result.code == 1
    assert message in result.err
    assert result.out == ""


def test_a_plan_that_is_not_there_or_faulty_is_refused(sammenheng, study_file, tmp_path):
    (tmp_path / "plan.toml").write_text('primary = "happiness"\n')

    for name in ("plan.toml", "nowhere.toml"):
        result = sammenheng("evaluate", study_file(), "--plan", tmp_path / name)

        assert result.code == 1
        assert name in result.err


def test_a_json_file_in_no_folder_is_refused_before_any_work(sammenheng, study_file, tmp_path):
    result = sammenheng("evaluate", study_file(), "--json", tmp_path / "no" / "all.json")

    assert result.code == 1
    assert "no folder" in result.err


def test_other_column_names_may_be_mapped(sammenheng, study_file):
    path = study_file()
    path.write_text(path.read_text().replace("gse_", "q"))

    figures = json.loads(sammenheng("evaluate", path, "--map", "gse=q{n:02}", "--json", "-").out)

    assert figures["outcomes"]["gse_total"]["n_pairs"] == 5


def test_the_folder_gets_every_text_and_the_page_with_pictures(sammenheng, study_file, tmp_path):
    result = sammenheng("evaluate", study_file(), "--folder", tmp_path / "found")

    assert result.code == 0
    names = sorted(path.name for path in (tmp_path / "found").iterdir())
    assert names == [
        "article.en.md", "article.nb.md", "evaluation.html", "evaluation.json",
        "summary.en.html", "summary.nb.html", "summary.nn.html", "trend.en.md",
    ]  # fmt: skip
    assert "<svg" in (tmp_path / "found" / "evaluation.html").read_text()
    assert f"Wrote {tmp_path / 'found' / 'trend.en.md'}" in result.err


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_was(
    sammenheng, study_file, tmp_path
):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")

    result = sammenheng("evaluate", study_file(), "--folder", tmp_path / "mine")

    assert result.code == 2
    assert "nothing in it is overwritten. Name a new folder." in " ".join(result.err.split())
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_folder_that_is_a_file_is_refused(sammenheng, study_file, tmp_path):
    (tmp_path / "mine").write_text("keep")

    result = sammenheng("evaluate", study_file(), "--folder", tmp_path / "mine")

    assert result.code == 2
    assert "is a file. Name a folder." in " ".join(result.err.split())


def test_a_faulty_file_leaves_no_folder_behind(sammenheng, study_file, tmp_path):
    path = study_file()
    path.write_text(path.read_text().replace("post", "after"))

    result = sammenheng("evaluate", path, "--folder", tmp_path / "found")

    assert result.code == 1
    assert not (tmp_path / "found").exists()


def test_the_page_on_the_screen_stands_alone(sammenheng, study_file):
    result = sammenheng("evaluate", study_file(), "--html", "-")

    assert result.out.startswith("<!doctype html>")
    assert result.out.rstrip().endswith("</html>")


def test_a_status_that_is_none_is_refused_with_its_row(sammenheng, study_file):
    path = study_file()
    head, first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([f"{head},status", f"{first},gone", *(f"{one}," for one in rest)]))

    result = sammenheng("evaluate", path)

    assert result.code == 1
    assert "row 2: column status has a word that it cannot have. Give one of still_in" in result.err
