"""Studies, accounts and what may leave, from the command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.config import Settings
from survey.database import make_engine
from survey.models import Study
from tests.factories import PASSWORD


@pytest.fixture
def installed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, sammenheng: Callable
) -> Callable:
    """The command line of an installation without any study."""
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))
    return sammenheng


def test_a_trial_is_open_at_once_and_a_real_study_is_a_draft(installed):
    installed("study", "add", "brussels", "--trial", "--name", "Brussels 2016")
    installed("study", "add", "grief")

    listed = installed("study", "list").out.splitlines()

    assert listed == ["brussels\ttrial\topen\tBrussels 2016", "grief\tevaluation\tdraft\tgrief"]


def test_a_study_of_real_people_does_not_open_before_its_letter_is_whole(installed):
    installed("study", "add", "grief")

    refused = installed("study", "open", "grief")

    assert refused.code == 1
    assert refused.out == ""
    assert "grief cannot open before its information letter is whole" in refused.err
    assert "grief\tevaluation\tdraft" in installed("study", "list").out


def test_a_closed_study_can_be_seen_in_the_list(installed):
    installed("study", "add", "brussels", "--trial")
    installed("study", "close", "brussels")

    assert "closed" in installed("study", "list").out


@pytest.mark.parametrize("key", ["Grief", "grief study", "", "-x-", "æ"])
def test_a_key_that_would_not_do_in_an_address_is_refused(installed, key):
    assert installed("study", "add", "--", key).code == 1


def test_a_key_that_is_taken_is_refused(installed):
    installed("study", "add", "grief")

    assert "choose another" in installed("study", "add", "grief").err


def test_an_unknown_study_is_named(installed):
    refused = installed("export", "nowhere")

    assert refused.code == 1
    assert "there is no study nowhere" in refused.err


def kept_study(settings):
    engine = make_engine(settings.database)
    with Session(engine) as session:
        study = session.scalars(select(Study)).one()
        kept = (study.post_window_weeks, study.background, study.open_field)
    engine.dispose()
    return kept


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ([], (26, [], False)),
        (["--post-window-weeks", "8", "--open-field"], (8, [], True)),
        (["--post-window-weeks", "none"], (None, [], False)),
        (["--background", "found_by, age_band"], (26, ["age_band", "found_by"], False)),
    ],
)
def test_a_study_is_added_with_its_window_and_with_what_else_it_asks(
    installed, settings, options, kept
):
    installed("study", "add", "grief", *options)

    assert kept_study(settings) == kept


@pytest.mark.parametrize(
    "options",
    [
        ["--post-window-weeks", "0"],
        ["--post-window-weeks", "521"],
        ["--post-window-weeks", "some"],
        ["--background", "age_band,income"],
    ],
)
def test_a_window_or_a_question_that_there_is_not_is_refused(installed, options):
    refused = installed("study", "add", "grief", *options)

    assert refused.code == 2
    assert options[1].split(",")[-1] in refused.err


def test_too_few_answers_give_the_sentence_and_no_file(installed, tmp_path):
    installed("study", "add", "brussels", "--trial")

    refused = installed("report", "brussels", "--all", "--language", "nn", "-o", tmp_path / "r.pdf")

    assert refused.code == 1
    assert "For få svar" in refused.err
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize("options", [[], ["--all", "--municipality", "1804"]])
def test_a_report_is_about_one_municipality_or_about_all(installed, options):
    installed("study", "add", "brussels", "--trial")

    assert installed("report", "brussels", *options, "--language", "nb").code == 2


def test_a_short_password_is_refused(installed):
    account = ["staff", "add", "kari@example.org", "--role", "researcher"]
    refused = installed(*account, "--password", "short")

    assert refused.code == 2
    assert "15 characters" in refused.err


def test_an_e_mail_has_one_account(installed):
    account = ["staff", "add", "Kari@example.org", "--role", "researcher", "--password", PASSWORD]
    assert installed(*account).code == 0

    assert "has an account already" in installed(*account).err


def test_the_codebook_lies_beside_the_file_and_carries_its_hash(installed, tmp_path):
    installed("study", "add", "brussels", "--trial")
    out = tmp_path / "answers.csv"

    assert installed("export", "brussels", "-o", out).code == 0

    book = json.loads((tmp_path / "answers.datapackage.json").read_text(encoding="utf-8"))
    resource = book["resources"][0]
    assert resource["hash"] == "sha256:" + hashlib.sha256(out.read_bytes()).hexdigest()
    header = out.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header
