"""``sammenheng wording``: the form, the check, installing, and what is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.config import Settings
from survey.database import make_engine
from survey.models.guards import GuardGone
from survey.wording.template import toml_template
from tests.databases import IS_POSTGRESQL
from tests.wordings import as_toml, as_workbook, invented


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a filled-in form."""

    def make(name: str = "text.toml", **facts: object) -> Path:
        content = invented(**facts)
        path = tmp_path / name
        path.write_bytes(as_toml(content) if path.suffix == ".toml" else as_workbook(content))
        return path

    return make


ALLOWED = ("--permission", "STARS 2027/14, 2027-02-01")


@pytest.mark.parametrize("ending", ["toml", "xlsx"])
def test_the_form_can_be_checked_as_it_is_and_lacks_everything(
    sammenheng: Callable, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"form.{ending}"
    assert sammenheng("wording", "template", "gse", "nn", "-o", path).code == 0
    refused = sammenheng("wording", "check", path)
    assert refused.code == 1
    assert refused.err.count("\n- ") == 10 + 4 + 7
    place = "items.gse_01.text" if ending == "toml" else "cell C21, items.gse_01.text"
    assert f"- {place}: The text of question 1 is missing." in refused.err


def test_the_form_goes_to_the_screen_and_never_over_another_file(
    sammenheng: Callable, write: Callable[..., Path]
) -> None:
    assert sammenheng("wording", "template", "soc13", "en").out == toml_template("soc13", "en")
    path = write()
    refused = sammenheng("wording", "template", "soc13", "nb", "-o", path)
    assert refused.code == 1
    assert "cannot be written" in refused.err
    assert b"Ola Oversetter" in path.read_bytes()
    assert sammenheng("wording", "template", "soc13", "nb", "-o", "a.docx").code == 2


def test_a_text_is_installed_once_and_listed(
    installation: None, sammenheng: Callable, write: Callable[..., Path]
) -> None:
    first = sammenheng("wording", "install", write(), *ALLOWED)
    again = sammenheng("wording", "install", write("same.xlsx"), *ALLOWED)
    assert (first.code, again.code) == (0, 0)
    assert first.err == again.err
    assert "Installed as version 1 of soc13 in nb, SHA-256 " in first.err
    sha8 = first.err.split()[-1][:8]
    scope = "STARS 2027/14 (2027-02-01): research,web,nb, no end"
    listed = sammenheng("wording", "list").out
    assert listed == f"soc13\tnb\tinstalled\tversion 1\t{sha8}\t{scope}\tnot answered\n"


def test_the_whole_scope_is_recorded(
    installation: None, sammenheng: Callable, write: Callable[..., Path]
) -> None:
    scope = ["--covers", "research,service_evaluation", "--modes", "web", "--languages", "nb,nn"]
    installed = sammenheng("wording", "install", write(), *ALLOWED, *scope, "--until", "2029-12-31")
    assert installed.code == 0
    listed = sammenheng("wording", "list").out
    assert "research,service_evaluation,web,nb,nn, until 2029-12-31" in listed


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--permission", "STARS 2027/14"], 2, 'give --permission as "reference, date"'),
        (["--permission", "A, 2027-02-30"], 2, "is no day"),
        ([*ALLOWED, "--covers", "teaching"], 2, "--covers: give some of"),
        ([*ALLOWED, "--modes", ""], 2, "--modes: give some of"),
        ([*ALLOWED, "--languages", "en"], 1, "is for en, and this text is in nb"),
        ([*ALLOWED, "--until", "2026-12-31"], 1, "ends before the day it is dated"),
        ([], 2, "--permission"),
    ],
)
@pytest.mark.usefixtures("installation")
def test_a_permission_that_cannot_be_is_refused(
    sammenheng: Callable, write: Callable[..., Path], options: list[str], code: int, told: str
) -> None:
    refused = sammenheng("wording", "install", write(), *options)
    assert refused.code == code
    assert told in refused.err
    assert sammenheng("wording", "list").out == ""


def test_what_is_to_be_looked_at_is_told_before_it_is_installed(
    installation: None, sammenheng: Callable, write: Callable[..., Path], tmp_path: Path
) -> None:
    content = invented()
    content["items"]["soc13_05"] |= {"low": "mye av 2", "high": "lite av 2"}
    path = tmp_path / "swapped.toml"
    path.write_bytes(as_toml(content))
    checked = sammenheng("wording", "check", path)
    assert checked.code == 0
    assert "Look at these once more:\n- items.soc13_05: Has the same words" in checked.err
    refused = sammenheng("wording", "install", path, *ALLOWED)
    assert refused.code == 1
    assert "add --compared" in refused.err
    assert sammenheng("wording", "install", path, *ALLOWED, "--compared").code == 0


def test_a_text_is_set_aside_and_its_permission_taken_back(
    installation: None, sammenheng: Callable, write: Callable[..., Path]
) -> None:
    sha8 = sammenheng("wording", "install", write(), *ALLOWED).err.split()[-1][:8]
    assert sammenheng("wording", "take-back", sha8, "--note", "feil").code == 0
    assert sammenheng("wording", "set-aside", sha8).code == 0
    listed = sammenheng("wording", "list").out
    assert "set aside" in listed
    assert "no permission" in listed
    assert sammenheng("wording", "set-aside", "00000000").code == 1


def test_the_list_says_so_where_a_text_was_changed_past_the_program(
    installation: None, settings: Settings, sammenheng: Callable, write: Callable[..., Path]
) -> None:
    sammenheng("wording", "install", write(), *ALLOWED)
    engine = make_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(GuardGone("instrument_wording_no_update", "instrument_wording"))
        kind = "JSON" if IS_POSTGRESQL else "TEXT"
        changed = f"CAST(replace(CAST(text AS TEXT), 'setning 3', 'setning 4') AS {kind})"
        connection.execute(
            text(f"UPDATE instrument_wording SET text = {changed} WHERE kind = 'installed'")  # noqa: S608
        )
    engine.dispose()
    refused = sammenheng("wording", "list")
    assert refused.code == 1
    assert "does not have its hash any more" in refused.err


def test_a_file_that_is_not_there_is_named(sammenheng: Callable, tmp_path: Path) -> None:
    refused = sammenheng("wording", "check", tmp_path / "none.toml")
    assert refused.code == 1
    assert "none.toml cannot be read" in refused.err
