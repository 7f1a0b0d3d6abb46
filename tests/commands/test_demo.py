"""The demonstration, beyond what the chain's own test shows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

import survey

STAND_IN = Path(survey.__file__).parent / "wording" / "gse.nb.toml"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sammenheng: Callable) -> Callable:
    """Make a small demonstration in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *options: sammenheng("demo", "--no-serve", "--people", "60", *options)


def rows(folder: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "demo.sqlite")) as database:
        return database.execute(question).fetchall()


def test_a_text_of_ones_own_is_shown_in_place_of_the_stand_in(demo, tmp_path):
    own = STAND_IN.read_text(encoding="utf-8").replace('kind = "stand_in"', 'kind = "installed"')
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")

    assert demo("--wording", tmp_path / "own.toml").code == 0

    kinds = rows(
        tmp_path,
        "SELECT DISTINCT w.kind FROM administration a"
        " JOIN instrument_wording w ON w.id = a.wording_id"
        " WHERE a.instrument_key = 'gse' AND w.language = 'nb'",
    )
    assert kinds == [("installed",)]


def test_a_text_that_lacks_an_item_is_refused_before_anything_is_made(demo, tmp_path):
    lines = STAND_IN.read_text(encoding="utf-8").replace("[items.gse_07]", "[items.gse_17]")
    (tmp_path / "own.toml").write_text(lines, encoding="utf-8")

    refused = demo("--wording", tmp_path / "own.toml")

    assert refused.code == 1
    assert "items.gse_07: is missing" in refused.err
    assert "items.gse_17: is not an item of gse" in refused.err
    assert not (tmp_path / "demo.sqlite").exists()


def test_it_says_on_the_first_line_that_nobody_in_it_is_real(demo):
    first_line = demo().out.splitlines()[0]

    assert "simulated people" in first_line
    assert "not SOC-13 or GSE" in first_line


def test_its_reports_are_there_to_read_and_it_says_where(demo, tmp_path):
    told = demo("--port", "8123").out

    assert "http://127.0.0.1:8123/reports\n" in told
    states = "SELECT state, proposed_by <> decided_by FROM edition"
    assert rows(tmp_path, states) == [("released", 1)]
    assert ("study",) in rows(tmp_path, "SELECT kind FROM report_document")


def test_only_the_keyed_hash_of_a_card_is_in_the_database(demo, tmp_path):
    demo("--facts", tmp_path / "facts.json")
    cards = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))["unused_cards"]

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("demo.sqlite*"))

    for card in cards:
        assert card.encode() not in stored
        assert card.replace("-", "").encode() not in stored


def test_cards_of_the_demonstration_are_made_with_its_own_address(demo, tmp_path, sammenheng):
    demo("--port", "8123")

    made = sammenheng("cards", "demo", "--count", "8", "--language", "nb", "-o", "cards.pdf")

    assert made.code == 0, made.err
    front = PdfReader(tmp_path / "cards.pdf").pages[0].extract_text()
    assert front.count("127.0.0.1:8123") == 8


def test_so_few_people_that_no_municipality_could_be_reported_are_refused(sammenheng):
    assert sammenheng("demo", "--no-serve", "--people", "10").code == 2


def test_the_settings_can_be_read_by_their_owner_only(demo, tmp_path):
    demo()

    assert (tmp_path / "sammenheng.toml").stat().st_mode & 0o077 == 0


def test_its_file_for_sharing_opens_and_holds_some_of_its_people(demo, sammenheng, tmp_path):
    demo()

    made = sammenheng("export", "demo", "--kind", "sharing", "-o", "open.csv")

    assert made.code == 0
    agreed = "SELECT DISTINCT participant_id FROM consent WHERE purpose = 'reuse'"
    people = pd.read_csv(tmp_path / "open.csv", dtype={"place": "str"})
    assert 0.95 * len(rows(tmp_path, agreed)) <= len(people) <= len(rows(tmp_path, agreed)) < 60
    assert people["row"].is_unique
    traits = [name for name in ("place", "age", "gender", "group_type") if name in people]
    assert people.groupby(traits).size().min() >= 5
    assert people["soc13_total_pre"].notna().mean() > 0.8
    book = json.loads((tmp_path / "open.datapackage.json").read_text())
    assert book["disclosure_control"]["k"] == people.groupby(traits).size().min()
