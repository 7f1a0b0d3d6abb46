"""The page for the starter."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

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
