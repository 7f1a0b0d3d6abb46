"""Card and code come together, whatever stops the making of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.cards.printing import print_cards
from survey.cards.sheet import Print
from survey.config import Settings
from survey.files.faults import BadFile
from survey.models import Participant, Study
from tests.factories import make_study, read

COMMON = Print("https://sammenheng.example.no", "", "trial")
KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.orm import Session
from survey.cli import main

event.listen(Session, sys.argv[1], lambda session: os.kill(os.getpid(), signal.SIGKILL))
main(["cards", "try", "--count", "8", "--language", "nb", "--address", "https://a.no",
      "-o", sys.argv[2]])
"""


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app)


def n_cards(app: Flask) -> int:
    return len(read(app, select(Participant.id)))


def kill_at(moment: str, target: Path, settings: Settings) -> None:
    """Make cards in a process of its own, and kill it when the database's session gets there."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, moment, target],
        env={"SAMMENHENG_CONFIG": str(settings.source), "PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert done.returncode == -9


@pytest.mark.kills
@pytest.mark.usefixtures("study")
def test_a_kill_before_the_codes_are_stored_leaves_no_code_and_no_file_with_the_name(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    kill_at("before_commit", tmp_path / "cards.pdf", settings)

    assert n_cards(app) == 0
    assert not (tmp_path / "cards.pdf").exists()


@pytest.mark.kills
@pytest.mark.usefixtures("study")
def test_a_kill_after_the_codes_are_stored_leaves_a_whole_pdf_without_its_name(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    kill_at("after_commit", tmp_path / "cards.pdf", settings)

    assert n_cards(app) == 8
    assert not (tmp_path / "cards.pdf").exists()
    left = list(tmp_path.glob(".cards.pdf.*.part"))
    assert len(left) == 1
    assert len(PdfReader(left[0]).pages) == 2


def test_codes_are_taken_back_when_the_pdf_cannot_get_its_name(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    target = tmp_path / "cards.pdf"

    def put_a_folder_there(_session: Session) -> None:
        (target / "in the way").mkdir(parents=True)

    event.listen(Session, "after_commit", put_a_folder_there, once=True)
    with app.app_context(), force_locale("nb"), pytest.raises(BadFile):
        print_cards(study.id, None, 8, COMMON, target)

    assert n_cards(app) == 0
    assert not list(tmp_path.glob(".cards.pdf.*"))


def test_no_file_is_left_when_the_codes_cannot_be_stored(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), force_locale("nb"), pytest.raises(IntegrityError) as refused:
        print_cards("no such study", None, 8, COMMON, tmp_path / "cards.pdf")

    assert "hidden" in str(refused.value)  # neither codes nor their hashes end in a message
    assert n_cards(app) == 0
    assert not list(tmp_path.glob("*cards.pdf*"))


def test_a_folder_that_is_not_there_is_named_before_any_code_is_made(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    with app.app_context(), force_locale("nb"), pytest.raises(BadFile, match="there is no folder"):
        print_cards(study.id, None, 8, COMMON, tmp_path / "nowhere" / "cards.pdf")

    assert n_cards(app) == 0
