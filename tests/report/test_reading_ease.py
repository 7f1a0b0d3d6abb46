"""How easy the registers are to read: LIX over whole sentences, formulas and sources apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from survey.report.document import Document
from survey.report.facts import ReportFacts
from survey.report.sections import DOCUMENTS
from tests.report_facts import EXAMPLE, words_of_block

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")
LONG = 6  # letters; a longer word counts as long
LIMITS = {"poster": 30, "municipality": 38, "appendix": 42}


def sentences(document: Document) -> Iterator[list[str]]:
    """Yield the words of each sentence; a colon ends none, which is the stricter way."""
    for section in document.sections:
        for block in section.blocks if section.key != "sources" else ():
            if block.kind in {"paragraph", "bullets", "terms"}:
                for text in words_of_block(block):
                    for sentence in re.split(r"(?<=[.!?])\s+", text):
                        if words := WORD.findall(sentence):
                            yield words


def lix(found: list[list[str]]) -> float:
    words = [word for sentence in found for word in sentence]
    return len(words) / len(found) + 100 * sum(len(word) > LONG for word in words) / len(words)


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_a_register_is_as_easy_to_read_as_its_readers_need(
    app: Flask, facts: ReportFacts, register: str, language: str
) -> None:
    for one in (facts, EXAMPLE):
        with force_locale(language):
            found = list(sentences(DOCUMENTS[register](one)))
        assert lix(found) <= LIMITS[register]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_poster_has_no_long_sentence(app: Flask, facts: ReportFacts, language: str) -> None:
    with force_locale(language):
        found = sentences(DOCUMENTS["poster"](facts))
    assert max(map(len, found)) <= 24


def test_lix_is_sentence_length_and_the_share_of_long_words() -> None:
    assert lix([["En", "kort", "setning"], ["Og", "en", "til"]]) == pytest.approx(3 + 100 / 6)
