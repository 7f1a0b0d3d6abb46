"""``sammenheng letter``, and opening a study with and without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.config import Settings
from survey.letter.reading import EXAMPLE

OWN = EXAMPLE.read_text(encoding="utf-8").replace("example = true", "")


@pytest.fixture
def installed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, sammenheng: Callable, catalogues: None
) -> Callable:
    """The command line of an installation with a trial."""
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))
    sammenheng("study", "add", "grief", "--trial", "--institution", "UiT", "--contact", "a@b.no")
    return sammenheng


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a whole letter with some words changed."""

    def make(*changes: tuple[str, str]) -> Path:
        text = OWN
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "letter.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def without_nynorsk(text: str) -> tuple[str, str]:
    return text[text.index("[nn]") : text.index("[en]")], ""


def test_the_form_goes_to_the_screen_or_a_file_and_lacks_what_it_says(installed, tmp_path):
    path = tmp_path / "letter.toml"
    shown = installed("letter", "template", "grief").out
    assert installed("letter", "template", "grief", "-o", path).code == 0

    assert path.read_text(encoding="utf-8") == shown
    assert 'institution = "UiT"' in shown
    refused = installed("letter", "check", path)
    assert refused.code == 1
    assert "- facts.sikt_reference: the reference that Sikt gave" in refused.err
    assert "- nn.purpose: why the study is done" in refused.err
    assert "facts.institution" not in refused.err


def test_a_whole_letter_passes_the_check(installed, write):
    checked = installed("letter", "check", write())

    assert (checked.code, checked.err) == (0, "Nothing is missing.\n")


def test_the_example_itself_is_refused_with_what_to_do(installed):
    refused = installed("letter", "install", "grief", EXAMPLE)

    assert refused.code == 1
    assert "example: take this line out" in refused.err


def test_each_new_letter_is_a_version_and_the_same_one_is_none(installed, write):
    said = [installed("letter", "install", "grief", write()).err for _ in range(2)]
    said.append(installed("letter", "install", "grief", write(('"000000"', '"000001"'))).err)
    said.append(installed("letter", "install", "grief", write()).err)

    assert [one.split()[3] for one in said] == ["1", "1", "2", "3"]


def test_an_open_study_takes_no_letter_with_anything_empty(installed, write):
    refused = installed("letter", "install", "grief", write(('"000000"', '""')))

    assert refused.code == 1
    assert "facts.sikt_reference" in refused.err
    assert "example" in installed("letter", "show", "grief", "--language", "en").out


@pytest.mark.parametrize("lacks", ["facts.sikt_reference", "nn.purpose"])
def test_a_study_does_not_open_while_its_letter_lacks_something(installed, write, lacks):
    change = ('"000000"', '""') if lacks.startswith("facts") else without_nynorsk(OWN)
    installed("study", "close", "grief")
    taken = installed("letter", "install", "grief", write(change))
    assert taken.code == 0
    assert f"Still empty: {lacks}" in taken.err

    refused = installed("study", "open", "grief")

    assert refused.code == 1
    assert f"- {lacks}: " in refused.err
    assert "closed" in installed("study", "list").out
    assert installed("letter", "show", "grief", "--language", "nn").code == 1

    installed("letter", "install", "grief", write())
    assert installed("study", "open", "grief").code == 0


def test_what_is_wrong_is_refused_also_before_the_study_opens(installed, write):
    installed("study", "close", "grief")
    refused = installed("letter", "install", "grief", write(('"untied"', '"gone"')))

    assert refused.code == 1
    assert "facts.at_the_end: must be one of erased, untied, stored" in refused.err


def test_a_trial_without_a_letter_opens_with_the_example(installed):
    installed("study", "close", "grief")

    assert installed("study", "open", "grief").code == 0
    assert "an example" in installed("letter", "show", "grief", "--language", "en").out


def test_a_study_of_real_people_has_no_letter_before_it_has_its_own(installed, write):
    installed("study", "add", "real")
    refused = installed("letter", "show", "real", "--language", "nb")
    assert refused.code == 1
    assert "sammenheng letter template real" in refused.err

    installed("letter", "install", "real", write())
    shown = installed("letter", "show", "real", "--language", "nb")
    assert "Siste dag for å slette er 30. september 2029." in shown.out
    assert "eksempel på et" not in shown.out


def test_the_letter_can_be_looked_at_as_a_page(installed, write, tmp_path):
    installed("letter", "install", "grief", write(("Universitetet i", "<b>& i")))
    path = tmp_path / "letter.html"

    assert installed("letter", "show", "grief", "--language", "nn", "-o", path).code == 0

    page = path.read_text(encoding="utf-8")
    assert '<html lang="nn">' in page
    assert "&lt;b&gt;&amp; i Eksempelvik er ansvarleg" in page
    assert '<details class="folded" open>' in page
    assert "Eg har lese informasjonsskrivet og samtykkjer til å vere med." in page
    assert "113" in page


def test_an_unknown_study_is_named(installed, write):
    for command in (["template", "nowhere"], ["install", "nowhere", write()]):
        refused = installed("letter", *command)
        assert refused.code == 1
        assert "there is no study nowhere" in refused.err
