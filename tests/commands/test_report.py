"""``sammenheng report``: what was released, byte for byte, or one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from survey.models import Edition, ReportDocument, ReportFile
from survey.models.study import DEMONSTRATION, EVALUATION
from tests.factories import make_group, make_study, read
from tests.released import BODO, NARVIK, RANA, VEFSN, add_pool, add_round, make_edition

pytestmark = pytest.mark.usefixtures("installation")

Report = Callable[..., Any]
TOO_FEW = {"nb": "For få svar.", "nn": "For få svar.", "en": "Too few answers."}


@pytest.fixture
def report(sammenheng: Callable[..., Any], tmp_path: Path) -> Report:
    """Ask for a report of the study, in a file."""

    def run(*where: str, language: str = "nb") -> Any:
        return sammenheng(
            "report", "grief", *where, "--language", language, "-o", tmp_path / "report.pdf"
        )

    return run


def stored(app: Flask, name: str, recipient: str) -> list[bytes]:
    """Return a file of every edition of a report, the newest first."""
    query = (
        select(ReportFile.content)
        .join(ReportDocument, ReportDocument.id == ReportFile.document_id)
        .join(Edition, Edition.id == ReportDocument.edition_id)
        .where(ReportFile.name == name, ReportDocument.recipient == recipient)
        .order_by(Edition.number.desc())
    )
    return [content for (content,) in read(app, query)]


def test_it_prints_the_newest_released_report_as_it_was_stored(
    app: Flask, report: Report, tmp_path: Path
) -> None:
    study = make_study(app, "grief")
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study)
    add_round(app, study, {NARVIK: (4, 4, 4)}, at=1)
    make_edition(app, study)

    for options, name in (
        ((), "report"),
        (("--register", "poster"), "poster"),
        (("--register", "appendix"), "appendix"),
    ):
        assert report("--municipality", NARVIK, *options, language="nn").code == 0
        newest, earlier = stored(app, f"{name}.nn.pdf", NARVIK)
        assert (tmp_path / "report.pdf").read_bytes() == newest != earlier


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_study_of_real_people_without_a_release_gives_the_sentence_and_nothing_else(
    app: Flask, sammenheng: Callable[..., Any], language: str
) -> None:
    make_group(app, make_study(app, "grief", kind=EVALUATION))
    refused = sammenheng("report", "grief", "--municipality", NARVIK, "--language", language)

    assert refused.code == 1
    assert refused.out == ""
    assert refused.err.startswith(f"sammenheng: {TOO_FEW[language]}")
    assert refused.err.count("\n") == 1
    assert read(app, select(Edition.id)) == []  # nothing is released for being asked for


def test_a_text_that_nobody_permitted_is_not_reported(app: Flask, report: Report) -> None:
    study = make_study(app, "grief", kind=EVALUATION)
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study)
    refused = report("--municipality", NARVIK)

    assert refused.code == 1
    assert "grief cannot be reported" in refused.err


def test_where_two_people_are_at_it_the_command_releases_nothing(
    app: Flask, report: Report
) -> None:
    study = make_study(app, "grief")
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study, "made")
    refused = report("--municipality", NARVIK)

    assert refused.code == 1
    assert TOO_FEW["nb"] in refused.err
    assert [state for (state,) in read(app, select(Edition.state))] == ["made"]


def test_in_a_demonstration_it_makes_the_release_and_the_next_time_finds_it(
    app: Flask, report: Report, tmp_path: Path
) -> None:
    study = make_study(app, "grief", kind=DEMONSTRATION)
    add_round(app, study, {NARVIK: (4, 4, 4), VEFSN: (4, 3), RANA: (4, 4)})
    add_pool(app, study, (VEFSN, RANA))

    assert report("--municipality", NARVIK).code == 0
    first = (tmp_path / "report.pdf").read_bytes()
    assert report("--municipality", NARVIK).code == 0
    assert (tmp_path / "report.pdf").read_bytes() == first
    assert report("--pool", "Salten").code == 0
    assert report("--all").code == 0
    refused = report("--municipality", RANA)
    assert refused.code == 1
    assert "og i tallene for Salten" in refused.err
    assert len(read(app, select(Edition.id))) == 1


def test_a_study_in_which_nobody_has_answered_gives_the_sentence(
    app: Flask, report: Report, tmp_path: Path
) -> None:
    make_study(app, "grief", kind=DEMONSTRATION)

    refused = report("--all", language="en")

    assert refused.code == 1
    assert TOO_FEW["en"] in refused.err
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize(("where", "named"), [("--municipality", BODO), ("--pool", "Lofoten")])
def test_a_place_that_the_study_does_not_have_is_refused_with_those_it_has(
    app: Flask, report: Report, where: str, named: str
) -> None:
    study = make_study(app, "grief")
    add_round(app, study, {NARVIK: (1,), VEFSN: (1,)})
    add_pool(app, study, (NARVIK, VEFSN))
    refused = report(where, named)

    assert refused.code == 1
    assert named in refused.err
    assert ("1806 Narvik" if where == "--municipality" else "Salten") in refused.err


@pytest.mark.parametrize(
    "wrong",
    [
        ["grief"],
        ["grief", "--all", "--municipality", "1806"],
        ["grief", "--all", "--pool", "Salten"],
        ["--all"],
        ["grief", "--example"],
        ["--example", "--all"],
    ],
)
def test_a_report_is_about_one_thing(sammenheng: Callable[..., Any], wrong: list[str]) -> None:
    assert sammenheng("report", *wrong, "--language", "nb").code == 2


def test_the_example_needs_no_study(sammenheng: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "example.pdf"

    made = sammenheng("report", "--example", "--language", "en", "--register", "poster", "-o", path)

    assert made.code == 0
    text = PdfReader(io.BytesIO(path.read_bytes())).pages[0].extract_text()
    assert "Example with invented numbers" in text
