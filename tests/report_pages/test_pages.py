"""Results and data as staff meet them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from survey.after_questions import KEYS
from survey.models import Administration, Participant, Response, Study, Wave
from tests.factories import (
    ITEMS,
    after_answers,
    make_answered,
    make_card,
    make_group,
    read,
)
from tests.page_client import PageClient

DoJobs = Callable[[], int]
BASE = "/staff/studies/try"


def table_of(client: PageClient, address: str) -> list[list[str]]:
    """Return the cells of a page's first table."""
    rows = client.open(address).root.all("table")[0].all("tr")
    return [[cell.text for cell in row.all("th", "td")] for row in rows]


def downloaded(client: PageClient) -> list[dict[str, str]]:
    """Return the research file's rows."""
    response = client.get(f"{BASE}/data/answers.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))


def stored_rows(app: Flask) -> list[tuple[str, ...]]:
    """Return each wave that was sent in as its items, in the file's order, gaps empty."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    query = (
        select(Administration.participant_id, Wave.key, Response.item_key, Response.value)
        .join(Wave, Wave.id == Administration.wave_id)
        .join(Response, Response.administration_id == Administration.id)
    )
    for person, wave, item, value in read(app, query):
        rows.setdefault((person, wave), {"wave": wave})[item] = "" if value is None else str(value)
    return sorted(as_cells(row) for row in rows.values())


def as_cells(row: dict[str, str]) -> tuple[str, ...]:
    return (row["wave"], *(row[item] for items in ITEMS.values() for item in items))


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


def test_the_file_downloaded_equals_the_database_cell_by_cell(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    card = make_card(app, study, make_group(app, study))
    make_answered(app, card, "pre", {"soc13_01": 7}, meetings="3+")
    researcher.open(f"{BASE}/data")
    do_jobs()
    assert sorted(as_cells(row) for row in downloaded(researcher)) == stored_rows(app)


def test_the_file_names_no_row_of_the_database_and_no_week(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    rows = downloaded(researcher)
    text = json.dumps(rows)
    assert "2026-W" not in text
    for (person,) in read(app, select(Participant.id)):
        assert person not in text
    assert {row["weeks_since_pre"] for row in rows} == {"0", "26"}


def test_the_order_of_the_file_is_not_the_order_of_the_cards(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    people = [row["participant"] for row in downloaded(researcher)]
    assert all(left <= right for left, right in pairwise(people))


def test_the_codebook_describes_every_column_of_the_file(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    content = researcher.get(f"{BASE}/data/answers.csv").get_data()
    (resource,) = researcher.get(f"{BASE}/data/datapackage.json").get_json()["resources"]
    columns = content.split(b"\n")[0].decode().strip().split(",")
    assert [one["name"] for one in resource["schema"]["fields"]] == columns
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    shown = [row[0] for row in table_of(researcher, f"{BASE}/data")[1:]]
    assert shown == columns


def test_the_file_holds_what_was_said_about_taking_part_as_answered(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    rows = downloaded(researcher)
    said = [{key: row[key] for key in KEYS} for row in rows if row["wave"] == "post"]
    expected = [
        {key: "" if value is None else str(value) for key, value in after_answers(seed).items()}
        for size in (15, 2)
        for seed in range(size)
    ]
    assert sorted(said, key=str) == sorted(expected, key=str)
    assert {row[key] for row in rows if row["wave"] == "pre" for key in KEYS} == {""}


def test_the_codebook_gives_the_words_of_each_question_and_choice(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    book = researcher.get(f"{BASE}/data/datapackage.json").get_json()
    fields = {one["name"]: one for one in book["resources"][0]["schema"]["fields"]}
    assert "I have trusted the others in the group." in fields["climate_trust"]["description"]
    assert "no tested scale" in fields["climate_trust"]["description"]
    assert fields["climate_trust"]["values"]["5"] == "Agree"
    assert fields["climate_trust"]["constraints"] == {"minimum": 1, "maximum": 5}
    assert fields["overall_change"]["values"]["-3"] == "Much worse"
    assert fields["meetings"]["constraints"] == {"minimum": 0, "maximum": 1000}
    assert fields["status"]["type"] == "string"
    assert set(fields["status"]["values"]) == {"still_in", "finished", "left_early"}


def test_a_codebook_of_answers_to_the_stand_in_text_says_so(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    assert "stand-in text, not SOC-13 or GSE" in researcher.open(f"{BASE}/data").root.text
    book = json.loads(researcher.get(f"{BASE}/data/datapackage.json").data)
    assert "stand-in text, not SOC-13 or GSE" in book["description"]


def test_files_are_offered_as_downloads_and_kept_by_no_browser(
    study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    response = researcher.get(f"{BASE}/data/answers.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="try-answers.csv"'
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["data/settings.toml", "report/1806", "report/all"])
def test_what_is_not_there_is_not_found_and_asks_for_no_work(
    study: Study, researcher: PageClient, do_jobs: DoJobs, address: str
) -> None:
    researcher.open(f"{BASE}/{address}", 404)
    assert do_jobs() == 0


def test_a_new_answer_makes_every_figure_anew(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(f"{BASE}/data")
    do_jobs()
    make_answered(app, make_card(app, study), "pre", {"soc13_01": 2}, meetings="none")
    assert "Refresh" in researcher.open(f"{BASE}/data").headers
    do_jobs()
    assert len(downloaded(researcher)) == 35


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
