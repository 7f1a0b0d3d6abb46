"""The pages of an import: look, say what is what, store, and take back."""

from __future__ import annotations

import datetime as dt
import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.imports import jobs, views
from survey.models import AnswerImport, AuditEvent, ImportUpload, Participant, Response
from survey.models.study import CLOSED
from tests.databases import stored_bytes
from tests.factories import make_staff, make_study, read, writing
from tests.importing import write_csv
from tests.page_client import Page, PageClient
from tests.pages import ALL_ITEMS, SignInPage

START = "/staff/studies/try/import"
LOOK = "/staff/studies/try/import/look"
PATIENCE = 120  # seconds until the child process must be done


def chosen(page: Page) -> dict[str, str]:
    """Return what every select of a page stands at."""
    return {
        select["name"]: next(
            (one["value"] for one in select.all("option") if "selected" in one.attributes), ""
        )
        for select in page.root.all("select")
    }


@pytest.fixture
def send(researcher: PageClient) -> Callable[..., Page]:
    """Send a file in, with a mapping where one is given."""

    def run(path: Path, mapping: str = "", status: int = 200) -> Page:
        page = researcher.open(START)
        files: dict[str, Any] = {"file": (io.BytesIO(path.read_bytes()), path.name)}
        if mapping:
            files["mapping"] = (io.BytesIO(mapping.encode()), "mapping.toml")
        return researcher.send(page, status, **files)

    return run


def press(client: PageClient, page: Page, words: str, **changed: str) -> Page:
    """Press a button of the page, with the selects as they stand but for what is changed."""
    return client.press(page, words, 200, **(chosen(page) | changed))


def test_a_file_is_looked_at_stored_and_taken_back(
    app: Flask,
    researcher: PageClient,
    send: Callable[..., Page],
    do_jobs: Callable[[], None],
    nettskjema: Path,
) -> None:
    page = send(nettskjema)
    assert page.heading == "One moment"
    assert page.headers["Refresh"] == "2"
    do_jobs()

    page = researcher.open(LOOK)
    assert "read as one from Nettskjema" in page.text
    assert "Nothing says whether this is the first or the second time" in page.text
    assert "$submission_id" in page.text
    assert "Store every row" not in page.text
    press(researcher, page, "Look again with this", wave="pre", wording="nb-nettskjema")
    do_jobs()

    page = researcher.open(LOOK)
    assert "2 rows from the first time" in page.text
    assert "45 answers to the questionnaires" in page.text
    assert read(app, select(Participant)) == []
    researcher.press(page, "Store every row")
    do_jobs()

    page = researcher.open(LOOK)
    assert page.heading == "The answers are stored"
    assert len(read(app, select(Response))) == 46
    page = researcher.open(START)
    undo = next(address for words, address in page.links().items() if words.startswith("Undo"))
    page = researcher.send(researcher.open(undo))
    assert "undone" in page.text
    assert read(app, select(Participant)) == []
    actions = [row[0] for row in read(app, select(AuditEvent.action).order_by(AuditEvent.number))]
    assert actions == ["signed_in", "answers_imported", "import_undone"]


def test_a_text_that_is_no_answer_gets_its_meaning_on_the_page(
    app: Flask,
    researcher: PageClient,
    send: Callable[..., Page],
    do_jobs: Callable[[], None],
    tmp_path: Path,
) -> None:
    row = {"participant": "a", "wave": "pre"} | dict.fromkeys(ALL_ITEMS, "3")
    send(write_csv(tmp_path / "a.csv", [row | {"soc13_04": "Vil ikke svare", "gse_02": "aldri"}]))
    do_jobs()
    page = researcher.open(LOOK)
    assert "2 faults" in page.text
    report = researcher.get(f"{START}/rejected.csv").get_data(as_text=True)
    assert "2,soc13_04,Vil ikke svare,'Vil ikke svare' is not a whole number" in report
    press(researcher, page, "Look again with this", value_0="declined", value_1="1")
    do_jobs()
    page = researcher.open(LOOK)
    assert "1 questions that somebody did not want to answer" in page.text
    researcher.press(page, "Store every row")
    do_jobs()
    stored = {
        row.item_key: (row.value, row.declined)
        for (row,) in read(app, select(Response))
        if row.item_key in {"soc13_04", "gse_02"}
    }
    assert stored == {"soc13_04": (None, True), "gse_02": (1, False)}


def test_two_columns_cannot_be_the_same_and_moved_answers_need_a_reason(
    researcher: PageClient, send: Callable[..., Page], do_jobs: Callable[[], None], nettskjema: Path
) -> None:
    send(nettskjema)
    do_jobs()
    page = researcher.open(LOOK)
    page = press(
        researcher, page, "Look again with this", column_3=":soc13_02", moved_gse="y", wave="pre"
    )
    assert "soc.1 is the same. Keep one of the two." in page.root.one("body").text
    assert "Say how you know" in page.root.one("body").text


def test_a_kept_mapping_is_used_for_the_next_file(
    researcher: PageClient, send: Callable[..., Page], do_jobs: Callable[[], None], redcap: Path
) -> None:
    send(redcap)
    do_jobs()
    mapping = researcher.get(f"{START}/mapping.toml").get_data(as_text=True)
    assert "baseline_arm_1 = 'pre'" in mapping
    send(redcap, mapping.replace("= 'redcap_event_name'", "= 'redcap_event_nam'"))
    do_jobs()
    assert "names columns that are not there: redcap_event_nam" in researcher.open(LOOK).text
    page = send(redcap, "colums = 1")
    assert "This mapping cannot be used" in page.root.one("body").text


def test_only_the_browser_that_sent_a_file_opens_it_and_only_for_an_hour(
    app: Flask,
    researcher: PageClient,
    send: Callable[..., Page],
    do_jobs: Callable[[], None],
    nettskjema: Path,
) -> None:
    send(nettskjema)
    do_jobs()
    stored = stored_bytes(app.config["SETTINGS"].database)
    assert b"28508117" not in stored
    assert b"kari@" not in stored
    with researcher.browser.session_transaction() as session:
        session["import"] = session["import"] | {"key": "11" * 32}
    assert researcher.open(LOOK).path == START
    with writing(app) as session:
        earlier = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None) - dt.timedelta(minutes=61)
        session.execute(update(ImportUpload).values(at=earlier))
    researcher.open(START)
    assert read(app, select(ImportUpload)) == []


def test_a_file_that_is_thrown_away_is_gone(
    app: Flask,
    researcher: PageClient,
    send: Callable[..., Page],
    do_jobs: Callable[[], None],
    nettskjema: Path,
) -> None:
    send(nettskjema)
    do_jobs()
    researcher.press(researcher.open(LOOK), "Throw the file away")
    assert read(app, select(ImportUpload)) == []
    assert researcher.open(LOOK).path == START


def test_a_file_of_another_kind_or_torn_is_refused_in_words(
    researcher: PageClient, send: Callable[..., Page], do_jobs: Callable[[], None], tmp_path: Path
) -> None:
    wrong = tmp_path / "a.docx"
    wrong.write_bytes(b"PK")
    assert "Choose a CSV, Excel" in send(wrong).root.one("body").text
    torn = tmp_path / "a.xlsx"
    torn.write_bytes(b"PK\x03\x04 torn")
    send(torn)
    do_jobs()
    page = researcher.open(LOOK)
    assert page.heading == "The file cannot be read"
    assert "this Excel workbook cannot be opened" in page.text


def test_a_file_that_is_too_large_is_refused_in_words(
    send: Callable[..., Page], nettskjema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_BYTES", 500)
    assert send(nettskjema, status=413).heading == "The file is too large"


def test_a_closed_study_takes_no_file(app: Flask, researcher: PageClient) -> None:
    make_study(app, "done", state=CLOSED)
    page = researcher.open("/staff/studies/done/import")
    assert "takes no answers now" in page.text
    assert page.root.one("main").all("form") == []


def test_a_study_that_is_not_open_takes_no_file(app: Flask, client: PageClient) -> None:
    make_study(app, "real", kind="evaluation", state="draft")
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    page = client.open("/staff/studies/real/import")
    assert not page.root.one("main").all("form")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program fail with a cell of the file in its hands."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("could not convert 'kari@example.org'")

    monkeypatch.setattr(jobs, "prepare", fail)


@pytest.mark.usefixtures("failing")
def test_what_goes_wrong_in_the_program_leaves_no_cell_in_the_log(
    researcher: PageClient,
    send: Callable[..., Page],
    do_jobs: Callable[[], None],
    nettskjema: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    send(nettskjema)
    do_jobs()
    assert "ValueError" in caplog.text
    assert "kari@" not in caplog.text
    assert researcher.open(LOOK).heading == "That did not work"


def test_the_child_process_reads_the_file_with_the_key_that_it_is_told(
    app: Flask, researcher: PageClient, send: Callable[..., Page], nettskjema: Path
) -> None:
    send(nettskjema)
    began = time.monotonic()
    while (page := researcher.open(LOOK)).heading == "One moment":
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.2)
    assert page.heading == "Look before you store"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_page_speaks_the_language_of_whoever_reads(
    researcher: PageClient,
    send: Callable[..., Page],
    do_jobs: Callable[[], None],
    tmp_path: Path,
    language: str,
) -> None:
    chance = random.Random(1)
    rows: list[dict[str, object]] = []
    for number in range(60):
        height = chance.gauss(4.5, 1.5)
        row: dict[str, object] = {"participant": number, "wave": "pre", "epost": "a@example.org"}
        row |= {item: min(7, max(1, round(height + chance.gauss(0, 1)))) for item in ALL_ITEMS[:13]}
        rows.append(row)
    send(write_csv(tmp_path / "a.csv", [*rows, rows[0] | {"soc13_04": "ofte"}]))
    do_jobs()
    researcher.language = language
    researcher.headers["Accept-Language"] = language
    with researcher.browser.session_transaction() as session:
        session["language"] = language
    page = researcher.open(LOOK)
    assert page.heading == {"nb": "Se før du lagrer", "nn": "Sjå før du lagrar"}[language]
    assert "ser ut til å være snudd" in page.text or "ser ut til å vere snudd" in page.text
    researcher.open(START)
    assert read(researcher.app, select(AnswerImport)) == []
