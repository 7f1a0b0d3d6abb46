from __future__ import annotations

import re
from typing import Any

import pytest

WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"[^.?!:]+[.?!:]")
LONG = 6  # letters; a longer word counts as long


def sentences(language: str, texts: list[Any], house: dict[str, Any]) -> list[list[str]]:
    """Return the words of every whole sentence that a participant reads."""
    pages = house["reading_ease"]["pages"]
    shown = [text.plain for text in texts if text.language == language and text.stands_in(pages)]
    return [
        words
        for text in shown
        for found in SENTENCE.findall(text)
        if (words := WORD.findall(found))
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_a_participant_reads_is_very_easy_text(
    language: str, texts: list[Any], house: dict[str, Any]
) -> None:
    read = sentences(language, texts, house)
    words = [word for sentence in read for word in sentence]
    long_words = [word for word in words if len(word) > LONG]
    lix = len(words) / len(read) + 100 * len(long_words) / len(words)
    assert lix < house["reading_ease"]["lix"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_sentence_for_a_participant_is_long(
    language: str, texts: list[Any], house: dict[str, Any]
) -> None:
    limit = house["reading_ease"]["words_in_a_sentence"]
    assert [
        " ".join(found) for found in sentences(language, texts, house) if len(found) > limit
    ] == []
