"""The open data: what stands in released reports, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from survey.models.study import DEMONSTRATION, EVALUATION
from survey.release import open_data
from survey.release.open_data import COLUMNS, FIGURES
from survey.report.example import example_facts
from survey.report.facts import Area, PartLine
from tests.factories import make_study
from tests.released import ALSTAHAUG, BODO, NARVIK, add_round, make_edition
from tests.text_rules import never_said

if TYPE_CHECKING:
    from flask import Flask

    from tests.page_client import PageClient
    from tests.public_reports import Released

CSV, SCHEMA = "/reports/series.csv", "/reports/series.json"
Rows = list[dict[str, str]]


def rows_of(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text)))


def of_area(rows: Rows, number: str) -> Rows:
    return [row for row in rows if row["area_number"] == number and not row["part_kind"]]


def test_there_is_one_line_for_each_released_set_and_outcome(released: Released) -> None:
    sent = released.client().get(CSV)
    rows = rows_of(sent.get_data(as_text=True))
    narvik = of_area(rows, NARVIK)

    assert sent.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["edition"], row["outcome"]) for row in narvik] == [
        (edition, outcome)
        for edition in ("2", "1")
        for outcome in (
            "soc13_total",
            "soc13_comprehensibility",
            "soc13_manageability",
            "soc13_meaningfulness",
            "gse_total",
        )
    ]
    assert {row["n_pairs"] for row in narvik} == {"16", "28"}
    newest = [row for row in rows if row["part_kind"] == "newest_answers"]
    assert {row["n_pairs"] for row in newest} == {"12"}


def test_the_figures_are_those_on_the_page_of_the_report(released: Released) -> None:
    client = released.client("en")
    total = of_area(rows_of(client.get(CSV).get_data(as_text=True)), NARVIK)[0]
    page = client.open(f"/reports/grief/municipality/{NARVIK}")
    cells = [one.text for one in page.root.all("table")[0].all("tr")[1].all("td")]

    for name in ("pre_mean", "post_mean", "change_mean"):
        assert total[name].replace("-", "−") in cells
    assert f"from {total['low']} to {total['high']}".replace("-", "−") in cells
    assert total["check_code"] in page.text


def test_every_figure_has_one_decimal(released: Released) -> None:
    for row in rows_of(released.client().get(CSV).get_data(as_text=True)):
        for name in FIGURES:
            assert re.fullmatch(r"-?\d+\.\d|:", row[name]), row


def test_a_municipality_without_a_report_is_not_in_it(released: Released) -> None:
    rows = rows_of(released.client().get(CSV).get_data(as_text=True))

    assert not of_area(rows, BODO)
    assert not of_area(rows, ALSTAHAUG)


def test_where_real_people_have_answered_nothing_invented_is_in_it(released: Released) -> None:
    rows = rows_of(released.client().get(CSV).get_data(as_text=True))

    assert {row["is_invented"] for row in rows} == {"no"}
    assert {row["study"] for row in rows} == {"grief"}


def test_an_installation_of_demonstrations_says_so_in_every_line(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app, "shown", kind=DEMONSTRATION)
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study)
    rows = rows_of(client.get(CSV).get_data(as_text=True))

    assert rows
    assert {row["is_invented"] for row in rows} == {"yes"}
    assert "nobody in them is real" in json.loads(client.get(SCHEMA).get_data())["description"]
    assert "invented figures" in client.open("/reports").text


def test_a_line_of_a_table_that_is_not_shown_has_the_one_sign(app: Flask) -> None:
    with app.test_request_context():
        rows = rows_of(open_data.as_csv([(EVALUATION, example_facts())]).decode())
    hidden = [row for row in rows if row["part_name"] == "Frisklivssentralen"]

    assert len(hidden) == 5
    assert {row[name] for row in hidden for name in ("n_pairs", "n_groups", *FIGURES)} == {":"}


def test_a_name_that_a_spreadsheet_would_run_is_defused_and_a_minus_is_a_number(
    app: Flask,
) -> None:
    facts = replace(
        example_facts(),
        area=Area("pool", None, "=HYPERLINK(1)"),
        parts=(PartLine("contact_point", "@here, there"),),
    )
    with app.test_request_context():
        rows = rows_of(open_data.as_csv([(EVALUATION, facts)]).decode())

    assert {row["area_name"] for row in rows} == {"'=HYPERLINK(1)"}
    assert {row["part_name"] for row in rows} == {"", "'@here, there"}
    assert rows[1]["low"] == "-0.5"


def test_the_description_names_every_column_and_what_the_figures_are_not_for(
    released: Released,
) -> None:
    told = json.loads(released.client().get(SCHEMA).get_data())
    (resource,) = told["resources"]

    assert [one["name"] for one in resource["schema"]["fields"]] == list(COLUMNS)
    assert all(one["description"] for one in resource["schema"]["fields"])
    assert told["licenses"][0]["name"]
    assert told["sources"]
    assert any("rank municipalities" in one for one in told["may_not_be_used"])
    assert "comparison group" in told["description"]


def test_both_files_may_be_kept_and_are_asked_for_again(released: Released) -> None:
    client = released.client()
    for address in (CSV, SCHEMA):
        sent = client.get(address)
        again = client.browser.get(address, headers={"If-None-Match": sent.headers["ETag"]})
        assert sent.headers["Cache-Control"].startswith("public")
        assert again.status_code == 304


def test_the_description_says_nothing_that_the_house_never_says(released: Released) -> None:
    for is_invented in (False, True):
        told = json.dumps(open_data.schema(is_invented=is_invented), ensure_ascii=False)
        assert list(never_said(told, "en")) == []
