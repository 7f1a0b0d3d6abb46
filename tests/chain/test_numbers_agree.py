"""From the demonstration's answers to the report: the same figures wherever they are shown."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from pypdf import PdfReader

from survey.cli import main
from survey.models.staff import ROLES

SCORES = [
    "soc13_total",
    "soc13_comprehensibility",
    "soc13_manageability",
    "soc13_meaningfulness",
    "gse_total",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, catalogues: None) -> Path:
    """Return a folder with a demonstration, its export, and reports on a municipality."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run("demo", "--no-serve", "--facts", "facts.json")
        run("export", "demo", "-o", "answers.csv")
        run("evaluate", "answers.csv", "--json", "all.json")
        number = facts(folder)["municipalities"][0]["number"]
        for language in ("nb", "nn", "en"):
            where = ["--municipality", number, "--language", language]
            run("report", "demo", *where, "-o", f"{language}.pdf")
            run("report", "demo", *where, "--register", "appendix", "-o", f"{language}-more.pdf")
        keep_the_released_people(folder, number)
        run("evaluate", "released.csv", "--json", "released.json")
    return folder


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert not ended.value.code


def facts(folder: Path) -> dict:
    return json.loads((folder / "facts.json").read_text(encoding="utf-8"))


def keep_the_released_people(folder: Path, number: str) -> None:
    """Keep one municipality, and people with both scales scored at both waves."""
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scored = {
        (row["participant"], row["wave"]) for row in rows if row["soc13_total"] and row["gse_total"]
    }
    kept = [
        row
        for row in rows
        if row["municipality"] == number
        and {(row["participant"], "pre"), (row["participant"], "post")} <= scored
    ]
    with (folder / "released.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)


def evaluation(folder: Path, name: str) -> dict:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def released(folder: Path) -> dict:
    """Return the facts that were released about the municipality."""
    number = facts(folder)["municipalities"][0]["number"]
    query = "SELECT facts FROM report_document WHERE recipient = ?"
    with closing(sqlite3.connect(folder / "demo.sqlite")) as database:
        (row,) = database.execute(query, [number]).fetchall()
    return json.loads(row[0])


@pytest.mark.parametrize("score", SCORES)
def test_evaluate_on_the_export_gives_the_figures_behind_the_report(folder, score):
    report = released(folder)
    printed = next(one for one in report["outcomes"] if one["key"] == score)["figures"]
    outcome = evaluation(folder, "released.json")["outcomes"][score]

    assert outcome["n_pairs"] == report["n_pairs"]
    for place, part in (("pre", "pre"), ("post", "post"), ("change", "change")):
        assert printed[f"{place}_mean"] == round(outcome[part]["mean"], 1)
        assert printed[f"{place}_sd"] == round(outcome[part]["sd"], 1)


@pytest.mark.parametrize(("language", "locale"), [("nb", "nb"), ("nn", "nn"), ("en", "en")])
def test_the_pdfs_print_those_figures_in_their_language(folder, language, locale):
    report, appendix = (text_of(folder / f"{language}{name}.pdf") for name in ("", "-more"))
    outcomes = evaluation(folder, "released.json")["outcomes"]

    for score in SCORES:
        outcome = outcomes[score]
        for part in ("pre", "post", "change"):
            mean, sd = (
                format_decimal(round(outcome[part][key], 1), "0.0", locale=locale)
                for key in ("mean", "sd")
            )
            assert f" {mean} " in report
            assert f"{mean} ({sd})" in appendix
        assert str(outcome["n_pairs"]) in report


def text_of(path: Path) -> str:
    """Return the words of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_the_report_on_hamaroy_is_refused_in_one_sentence(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as ended:
        main(["report", "demo", "--municipality", "1875", "--language", "nb"])

    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("sammenheng: For få svar.")


def test_the_two_smallest_have_a_report_together_and_hamaroy_is_told_of_it(
    folder, monkeypatch, capsys
):
    monkeypatch.chdir(folder)
    run("report", "demo", "--pool", "Ofoten og omegn", "--language", "nb", "-o", "pool.pdf")
    assert "Ofoten og omegn" in text_of(folder / "pool.pdf")
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["report", "demo", "--municipality", "1875", "--language", "nb"])

    told = capsys.readouterr()
    assert told.out == ""
    assert "og i tallene for Ofoten og omegn. Neste mulige utgave:" in told.err


def test_late_starters_are_counted_and_kept_out(folder):
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        late = {row["participant"] for row in csv.DictReader(file) if row["late_pre"] == "1"}

    assert evaluation(folder, "all.json")["data"]["n_late_pre"] == len(late) > 0


def test_what_is_asked_about_taking_part_reaches_the_evaluation(folder):
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    late = {row["participant"] for row in rows if row["late_pre"] == "1"}
    post = [row for row in rows if row["wave"] == "post" and row["participant"] not in late]
    left = [row for row in post if row["status"] == "left_early"]
    judged = [row for row in post if row["overall_change"]]
    found = evaluation(folder, "all.json")

    assert found["flow"]["n_left_early"] == len(left) > 0
    assert found["missing_scenarios"]["left_early"]["n_left_early"] == len(left)
    assert found["anchor"]["n"] == len(judged) > 0
    assert set(found["conditions"]["by_outcome"]["soc13_total"]) == {
        f"climate_{name}" for name in ("trust", "confidentiality", "attitude", "structure", "room")
    }


def test_the_facts_file_tells_all_that_a_newcomer_needs(folder):
    told = facts(folder)

    assert set(told) == {
        "base_url",
        "study",
        "unused_cards",
        "unused_card_numbers",
        "staff",
        "municipalities",
        "database",
    }
    assert len(told["unused_cards"]) == 3
    assert {one["role"] for one in told["staff"]} == set(ROLES)
    assert {"number": "1804", "name": "Bodø"} in told["municipalities"]
    assert told["database"].startswith("sqlite:///")


def test_a_second_demonstration_does_not_overwrite_the_first(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--no-serve"])

    assert ended.value.code == 1
    assert "empty folder" in capsys.readouterr().err
