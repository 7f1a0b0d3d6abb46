"""The page for the starter."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey.help_lines import SHIPPED, read_help_lines

SAID = {
    "nb": (
        "Vi teller ikke hvem som svarer, fordi dere er få.",
        "Ingen i gruppa, ingen igangsetter og ingen i kommunen kan se hva du svarer.",
        "Legg kortene med koden ned, og stokk dem godt.",
        "Slutter du tidlig, er svaret ditt like viktig.",
        "En melding gruppa kan sende selv",
        "opplevelse av sammenheng",
        "mestringsforventning",
    ),
    "nn": (
        "Vi tel ikkje kven som svarer, fordi dokker er få.",
        "Ingen i gruppa, ingen igangsetjar og ingen i kommunen kan sjå kva du svarer.",
        "Legg korta med koden ned, og stokk dei godt.",
        "Sluttar du tidleg, er svaret ditt like viktig.",
        "Ei melding gruppa kan sende sjølv",
        "oppleving av samanheng",
        "meistringsforventning",
    ),
    "en": (
        "We do not count who answers, because you are few.",
        "Nobody in the group, no starter and nobody in the municipality can see what you answer.",
        "Lay the cards with the code down, and shuffle them well.",
        "If you leave early, your answer matters just as much.",
        "A message the group may send itself",
        "sense of coherence",
        "self-efficacy",
    ),
}


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize("language", list(SAID))
def test_one_page_says_what_a_starter_says_and_does(
    sammenheng: Callable, tmp_path: Path, language: str
) -> None:
    done = sammenheng("handout", "--language", language, "-o", tmp_path / "handout.pdf")

    assert done.code == 0
    pages = PdfReader(tmp_path / "handout.pdf").pages
    text = re.sub(r"\s+", " ", pages[0].extract_text())
    assert len(pages) == 1
    assert [sentence for sentence in SAID[language] if sentence not in text] == []


@pytest.mark.usefixtures("catalogues")
def test_the_page_is_the_same_each_time_and_needs_no_settings(
    sammenheng: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMMENHENG_CONFIG")
    monkeypatch.chdir(tmp_path)

    for name in ("first.pdf", "second.pdf"):
        assert sammenheng("handout", "--language", "nb", "-o", name).code == 0

    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize("language", list(SAID))
def test_the_shipped_numbers_to_call_stand_there_with_the_month_they_were_checked_in(
    sammenheng: Callable, tmp_path: Path, language: str
) -> None:
    sammenheng("handout", "--language", language, "-o", tmp_path / "handout.pdf")
    text = re.sub(r"\s+", " ", PdfReader(tmp_path / "handout.pdf").pages[0].extract_text())
    for line in read_help_lines(SHIPPED).lines:
        assert f"{line.what[language]}: {line.number}" in text
    assert "2026" in text


@pytest.mark.usefixtures("catalogues")
def test_the_installations_own_numbers_to_call_stand_there_instead(
    sammenheng: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "lines.toml"
    lines.write_text(
        'checked_on = 2026-05-04\n[[lines]]\nkey = "own"\nnumber = "55 51 00 00"\n'
        'nb = "Kontaktpunktet"\nnn = "Kontaktpunktet"\nen = "The contact point"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("SAMMENHENG_HELP_LINES", str(lines))

    sammenheng("handout", "--language", "nb", "-o", tmp_path / "handout.pdf")

    text = PdfReader(tmp_path / "handout.pdf").pages[0].extract_text()
    assert "Kontaktpunktet: 55 51 00 00" in text
    assert "mai 2026" in text
    assert "113" not in text
