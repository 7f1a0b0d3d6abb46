"""A text as its pages show it: in pages as on a phone, and as it stands in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.instrument import load_instrument
from survey.administer.question_pages import QuestionPage, question_pages
from survey.dates import day_in_words
from survey.wording.form import INSTRUMENT_NAMES
from survey.wording.reading import ItemText, Wording
from survey.wording_words import FACT_NAMES


@dataclass(frozen=True)
class SourceItem:
    """One question as it stands in the file, and what scoring does with it."""

    number: int
    text: ItemText
    is_turned: bool


@dataclass(frozen=True)
class PreviewPage:
    """One page of questions, and the same questions as they stand in the file."""

    page: QuestionPage
    source: tuple[SourceItem, ...]


def preview_pages(wording: Wording) -> tuple[PreviewPage, ...]:
    """Return the pages on which participants will meet a text."""
    items = {one.key: one for one in load_instrument(wording.instrument_key).items}
    return tuple(
        PreviewPage(
            page,
            tuple(
                SourceItem(items[key].number, wording.item(key), items[key].is_reversed)
                for key in page.item_keys
            ),
        )
        for page in question_pages()
        if page.instrument_key == wording.instrument_key
    )


def facts_of(content: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what the file says of the text itself, by the name of each fact."""
    return [(str(name), content[key]) for key, name in FACT_NAMES.items() if content.get(key)]


def long_day(day: dt.date) -> str:
    """Return a day as it is written out in the page's language."""
    return day_in_words(day)


def instrument_name(key: str) -> str:
    """Return what an instrument is called."""
    return INSTRUMENT_NAMES[key]
