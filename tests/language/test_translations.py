from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message

from survey.translations import build_catalogues

LANGUAGES = build_catalogues.LANGUAGES
REMEDY = "run survey/translations/build_catalogues.py and translate what is new"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")

MONTHS = set(month_name)  # which only English writes with a capital

# Words that may stand in a template as they are: names and symbols.
NOT_LANGUAGE = {"Sammenheng", "Sikt", "REK", "SHA", "PDF", "d", "z", "g", "av"}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ATTRIBUTE = re.compile(r'\s(?:alt|aria-label|placeholder|title)="([^"]*)"')


def pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield each English form with its translation; a plural has two."""
    for message in catalog:
        if message.id:
            yield from zip(_forms(message.id), _forms(message.string), strict=True)


def _forms(words: str | list[str] | tuple[str, ...]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def where(message: Message) -> list[str]:
    return sorted(place for place, _line in message.locations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_sentences_are_those_of_the_code(
    language: str, in_code: Catalog, kept: dict[str, Catalog]
) -> None:
    expected = {message.id: where(message) for message in in_code if message.id}
    found = {message.id: where(message) for message in kept[language] if message.id}
    assert found == expected, REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str, kept: dict[str, Catalog]) -> None:
    assert [english for english, words in pairs(kept[language]) if not words.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_or_left_over(language: str, kept: dict[str, Catalog]) -> None:
    assert [message.id for message in kept[language] if message.fuzzy] == []
    assert list(kept[language].obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_sentence(
    language: str, kept: dict[str, Catalog]
) -> None:
    different = [
        (english, words)
        for english, words in pairs(kept[language])
        if Counter(PLACEHOLDER.findall(english)) != Counter(PLACEHOLDER.findall(words))
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percent_sign_cannot_be_taken_for_a_placeholder(
    language: str, kept: dict[str, Catalog]
) -> None:
    texts = [text for pair in pairs(kept[language]) for text in pair]
    assert [text for text in texts if "%" in PLACEHOLDER.sub("", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_its_sentence_does(language: str, kept: dict[str, Catalog]) -> None:
    different = [
        (english, words)
        for english, words in pairs(kept[language])
        if _mark_at_end(english) != _mark_at_end(words)
    ]
    assert different == []


def _mark_at_end(text: str) -> str:
    return text[-1] if text.endswith((".", "?", "!", ":")) else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_with_a_capital_where_its_sentence_does(
    language: str, kept: dict[str, Catalog]
) -> None:
    different = [
        (english, words)
        for english, words in pairs(kept[language])
        if english not in MONTHS
        and english[:1].isalpha()
        and words[:1].isalpha()
        and english[:1].isupper() != words[:1].isupper()
    ]
    assert different == []


def test_every_word_of_a_template_goes_through_the_translations() -> None:
    bare = {
        path.name: words
        for path in (build_catalogues.FOLDER.parent / "templates").rglob("*.html")
        if (words := _bare_words(path.read_text(encoding="utf-8")))
    }
    assert bare == {}


def _bare_words(template: str) -> set[str]:
    html = re.sub(r'\sclass="[^"]*"', "", JINJA.sub("", template))
    shown = re.sub(r"<[^>]*>", " ", html) + " ".join(ATTRIBUTE.findall(html))
    shown = re.sub(r"&\w+;", " ", shown)
    return set(re.findall(r"[^\W\d_]+", shown)) - NOT_LANGUAGE
