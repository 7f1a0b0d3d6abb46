from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

CODE_ON_A_CARD = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])", re.IGNORECASE)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_text_says_what_must_never_be_said(
    language: str, texts: list[Any], house: dict[str, Any]
) -> None:
    exceptions = house["exceptions"]
    law = whole_words(exceptions["anywhere"])
    research = whole_words([*exceptions["anywhere"], *exceptions["researcher_words"]])
    said = [
        f"{found[0]!r} in {text}. {row['why']}"
        for row in house["never"]
        for text in texts
        if text.language == language
        for allowed in [research if text.stands_in(exceptions["researcher_pages"]) else law]
        if (found := whole_words([row[language]]).search(allowed.sub(" ", text.plain)))
    ]
    assert said == []


@pytest.mark.parametrize(
    "sentence",
    [
        ("nb", "Svarene er anonyme."),
        ("nn", "Gruppa førte til betring."),
        ("en", "The effect of the group"),
        ("nb", "Intervallet er fra en t-test."),
    ],
)
def test_the_list_of_what_is_never_said_catches_a_plain_example(
    sentence: tuple[str, str], house: dict[str, Any]
) -> None:
    language, words = sentence
    assert any(whole_words([row[language]]).search(words) for row in house["never"])


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_participant_meets_no_score_and_no_word_of_the_staff(
    language: str, texts: list[Any], house: dict[str, Any]
) -> None:
    staff_words = whole_words([house["participant"][language]])
    pages = house["participant"]["pages"]
    assert [
        str(text)
        for text in texts
        if text.language == language and text.stands_in(pages) and staff_words.search(text.plain)
    ] == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_word_has_one_form(language: str, texts: list[Any], house: dict[str, Any]) -> None:
    forms = house["instead"][language]
    other = whole_words(map(re.escape, forms))
    assert [
        f"{found} should be {forms[found.lower()]}: {text}"
        for text in texts
        if text.language == language
        for found in other.findall(text.plain)
    ] == []


def test_a_per_cent_sign_has_a_space_before_it(texts: list[Any]) -> None:
    filled_in = {str(text): re.sub(r"%\(\w+\)s", "0", text.words) for text in texts}
    assert [text for text, words in filled_in.items() if re.search(r"[^ \u00a0%]%", words)] == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_number_has_a_comma_and_no_point(language: str, texts: list[Any]) -> None:
    assert [
        str(text)
        for text in texts
        if text.language == language and re.search(r"\d\.\d", text.words)
    ] == []


def test_a_range_is_written_with_words_and_a_minus_is_a_minus(texts: list[Any]) -> None:
    dash = re.compile(r"\d\s*[-–]\s*\d|\s-\s|\s-\d|\)s\s*[-–]\s*%\(")
    assert [str(text) for text in texts if dash.search(CODE_ON_A_CARD.sub("", text.words))] == []


@pytest.mark.parametrize(("language", "wrong"), [("nb", '"“”„'), ("nn", '"“”„'), ("en", '"«»„')])
def test_quotation_marks_are_those_of_the_language(
    language: str, wrong: str, texts: list[Any]
) -> None:
    assert [
        str(text) for text in texts if text.language == language and set(wrong) & set(text.words)
    ] == []


def test_spaces_stand_where_they_should(texts: list[Any]) -> None:
    astray = re.compile(r"^\s|\s$|\s\s|\s[.,;?!](?!\w)|\s:(?!\))")
    assert [str(text) for text in texts if astray.search(text.words)] == []
