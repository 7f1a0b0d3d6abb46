"""Results as staff meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from survey.models import Study
from tests.factories import (
    make_answered,
    make_card,
)
from tests.page_client import PageClient

DoJobs = Callable[[], int]
BASE = "/staff/studies/try"


def table_of(client: PageClient, address: str) -> list[list[str]]:
    """Return the cells of a page's first table."""
    rows = client.open(address).root.all("table")[0].all("tr")
    return [[cell.text for cell in row.all("th", "td")] for row in rows]


def test_the_results_are_a_line_for_each_outcome(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/results")
    assert do_jobs() == 1
    header, *rows = table_of(researcher, f"{BASE}/results")
    assert len(rows) == 5
    assert {len(row) for row in rows} == {len(header)}
    assert {row[1] for row in rows} == {"17"}
    assert researcher.page.root.all("svg")


def test_each_change_is_after_minus_before(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/results")
    do_jobs()
    for row in table_of(researcher, f"{BASE}/results")[1:]:
        before, after, change = (
            float(cell.split(" (")[0].replace("\u2212", "-")) for cell in row[2:5]
        )
        assert change == pytest.approx(after - before, abs=0.011 if "." in row[2] else 0.11)


@pytest.mark.parametrize("address", ["data", "report/1806", "report/all"])
def test_what_is_not_there_is_not_found_and_asks_for_no_work(
    study: Study, researcher: PageClient, do_jobs: DoJobs, address: str
) -> None:
    researcher.open(f"{BASE}/{address}", 404)
    assert do_jobs() == 0


def test_a_new_answer_makes_every_figure_anew(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    def n_before() -> int:
        researcher.open(f"{BASE}/results")
        assert do_jobs() == 1
        evaluation = json.loads(researcher.get(f"{BASE}/results/evaluation.json").data)
        return int(evaluation["attrition"]["n_pre"])

    assert n_before() == 17
    make_answered(app, make_card(app, study), "pre", {"soc13_01": 2}, meetings="none")
    assert "Refresh" in researcher.open(f"{BASE}/results").headers
    assert n_before() == 18


def test_the_researcher_takes_out_the_whole_evaluation(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/results")
    do_jobs()
    links = [link["href"] for link in researcher.open(f"{BASE}/results").root.all("a")]
    offered = [link for link in links if re.fullmatch(rf"{BASE}/results/[^/]+", link)]
    assert len(offered) == 8
    for link in offered:
        response = researcher.get(link)
        name = link.rpartition("/")[2]
        assert response.headers["Content-Disposition"] == f'attachment; filename="try-{name}"'
        assert response.get_data(as_text=True).strip()


def test_the_figures_taken_out_are_those_on_the_page(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/results")
    do_jobs()
    taken_out = json.loads(researcher.get(f"{BASE}/results/evaluation.json").data)
    row = table_of(researcher, f"{BASE}/results")[1]
    assert row[1] == str(taken_out["outcomes"]["soc13_total"]["n_pairs"])
    low = taken_out["outcomes"]["soc13_total"]["clustered"]["ci95"][0]
    assert f"{abs(low):.2f}".replace(".", ",") in row[6].replace(".", ",")


def test_an_evaluation_file_that_is_none_is_not_found(study: Study, researcher: PageClient) -> None:
    assert researcher.get(f"{BASE}/results/results.json").status_code == 404
