"""A study, a researcher signed in, and files as each tool's documentation describes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from survey.config import Settings
from survey.imports import jobs, worker
from survey.imports.uploads import Ticket
from survey.models import Study
from tests.factories import make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage

Deed = tuple[Ticket, str]


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app, background=["age_band", "gender"])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Deed]:
    """Note what a page hands to a child process, instead of starting one."""
    notes: list[Deed] = []

    def start(_settings: Settings, ticket: Ticket, deed: str) -> None:
        notes.append((ticket, deed))

    monkeypatch.setattr(worker, "start", start)
    monkeypatch.setattr(worker, "forget_in_time", lambda _app: None)
    return notes


@pytest.fixture
def do_jobs(app: Flask, started: list[Deed]) -> Callable[[], None]:
    """Do what was handed over, in this process."""

    def run() -> None:
        while started:
            with app.app_context():
                jobs.run(*started.pop(0))

    return run


@pytest.fixture
def researcher(app: Flask, client: PageClient, study: Study) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    return client


@pytest.fixture
def nettskjema(tmp_path: Path) -> Path:
    """Nettskjema CSV Format V1: semicolons, all in quotes, matrices as MATRIX.ROW."""
    items = [*(f"soc.{n}" for n in range(1, 14)), *(f"gse.{n}" for n in range(1, 11))]
    header = ["$submission_id", "$created", "kode", *items, "epost", "$answer_time_ms"]
    created = "2026-09-28T10:52:11.828301592+02:00"
    rows = [
        ["28508117", created, "a", *["4"] * 13, *["3"] * 10, "kari@example.org", "64730"],
        ["28508118", created, "b", *["5"] * 12, "", *["2"] * 10, "ola@example.org", "5120"],
    ]
    path = tmp_path / "data-413658-2026-11-29.csv"
    lines = [";".join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    path.write_text("\r\n".join(lines) + "\r\n", "utf-8")
    return path


@pytest.fixture
def limesurvey(tmp_path: Path) -> Path:
    """LimeSurvey with question codes and answer codes, commas, both scales as array questions."""
    items = [f"OAS[SQ{n:03}]" for n in range(1, 14)] + [f"MF[SQ{n:03}]" for n in range(1, 11)]
    header = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "kode", *items]
    soc, gse = ["A4", "A5"] * 6 + ["A1"], ["A3", "A2"] * 5
    rows = [
        ["1", "2026-10-01 12:30:05", "4", "nb", "115", "abcDEF", "a", *soc, *gse],
        ["2", "1980-01-01 00:00:00", "4", "nn", "116", "ghiJKL", "b", *soc[::-1], *gse[:9], "N/A"],
    ]
    path = tmp_path / "results-survey623939.csv"
    lines = [",".join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return path


@pytest.fixture
def redcap(tmp_path: Path) -> Path:
    """REDCap, raw: a row for each event, blank where a form is not in it."""
    items = [*(f"soc_{n}" for n in range(1, 14)), *(f"gse_{n:02}" for n in range(1, 11))]
    header = [
        "record_id",
        "redcap_event_name",
        "redcap_survey_identifier",
        "spm_timestamp",
        *items,
        "meetings",
        "interest___1",
        "spm_complete",
    ]
    rows = [
        ["1", "baseline_arm_1", "", "2026-03-02 12:00:00", *["4"] * 23, "", "0", "2"],
        ["1", "etter_arm_1", "", "2026-09-07 12:00:00", *["3"] * 23, "9", "1", "2"],
        ["2", "baseline_arm_1", "", "2026-03-03 08:00:00", *["2"] * 23, "", "0", "2"],
    ]
    path = tmp_path / "Study_DATA_2026-11-29_1200.csv"
    path.write_text("\n".join(",".join(row) for row in (header, *rows)) + "\n", "utf-8")
    return path
