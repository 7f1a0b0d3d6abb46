"""Every sentence that a person can meet, in three languages, with the places it stands in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from survey.help_lines import SHIPPED, read_help_lines
from survey.letter.fields import LANGUAGES
from survey.letter.reading import EXAMPLE, example
from survey.translations import build_catalogues
from survey.wording.reading import FOLDER as WORDING_FOLDER

HERE = Path(__file__).parent
MARKUP = re.compile(r"%\(\w+\)s|%%|<[^>]+>|\b\w*_\w*\b")  # the last: names such as d_z


@dataclass(frozen=True)
class Text:
    """One piece of text in one language."""

    language: str
    words: str
    places: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The text without placeholders and markup."""
        return MARKUP.sub(" ", self.words)

    def stands_in(self, places: list[str]) -> bool:
        """Whether every place of this text begins with one of these."""
        return all(place.startswith(tuple(places)) for place in self.places)

    def __str__(self) -> str:
        return f"{self.language}, {', '.join(self.places)}: {self.words}"


@pytest.fixture(scope="session")
def in_code() -> Catalog:
    """The English sentences of code and templates, collected anew."""
    return build_catalogues.sentences_in_code()


@pytest.fixture(scope="session")
def kept() -> dict[str, Catalog]:
    """The translations as they are kept."""
    return {language: build_catalogues.read(language) for language in build_catalogues.LANGUAGES}


@pytest.fixture(scope="session")
def house() -> dict[str, Any]:
    """The words to use and the words to keep away from."""
    return tomllib.loads((HERE / "house.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def texts(in_code: Catalog, kept: dict[str, Catalog]) -> list[Text]:
    """Every sentence and its translations, and what lies in files of its own."""
    return [*_sentences(in_code, kept), *_questions(), *_help_lines(), *_example_letter()]


def _sentences(in_code: Catalog, kept: dict[str, Catalog]) -> Iterator[Text]:
    for message in in_code:
        places = tuple(str(place) for place, _line in message.locations)
        if message.id:
            yield from (Text("en", words, places) for words in _forms(message.id))
            for language, catalog in kept.items():
                found = catalog.get(message.id)
                translated = _forms(found.string) if found else ()
                yield from (Text(language, words, places) for words in translated)


def _forms(words: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _questions() -> Iterator[Text]:
    for path in sorted(WORDING_FOLDER.glob("*.toml")):
        wording = tomllib.loads(path.read_text(encoding="utf-8"))
        for words in [wording["lead"], *wording.get("points", ()), *_item_texts(wording)]:
            yield Text(wording["language"], words, (f"wording/{path.name}",))


def _help_lines() -> Iterator[Text]:
    for line in read_help_lines(SHIPPED).lines:
        yield from (Text(one, words, (SHIPPED.name,)) for one, words in line.what.items())


def _example_letter() -> Iterator[Text]:
    for language in LANGUAGES:
        for words in example()[language].values():
            yield Text(language, words, (f"letter/{EXAMPLE.name}",))


def _item_texts(wording: dict[str, Any]) -> Iterator[str]:
    for item in wording["items"].values():
        yield from item.values()
