"""How an instrument's items are shared out over pages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from scoring.instrument import load_instrument
from survey.errors import UnknownPage

INSTRUMENTS = ("soc13", "gse")
MOST_ITEMS = 5  # what fits a phone without losing one's place


@dataclass(frozen=True)
class QuestionPage:
    """Some items of one instrument, shown together."""

    number: int
    instrument_key: str
    item_keys: tuple[str, ...]
    first_question: int  # counted through both instruments, as a participant counts


@cache
def question_pages() -> tuple[QuestionPage, ...]:
    """Return all pages of questions in order: each instrument on pages of nearly equal length."""
    pages: list[QuestionPage] = []
    asked = 0
    for key in INSTRUMENTS:
        for item_keys in _share_out(load_instrument(key).item_keys):
            pages.append(QuestionPage(len(pages) + 1, key, item_keys, asked + 1))
            asked += len(item_keys)
    return tuple(pages)


def _share_out(item_keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    count = math.ceil(len(item_keys) / MOST_ITEMS)
    short, longer_pages = divmod(len(item_keys), count)
    shared, start = [], 0
    for number in range(count):
        end = start + short + (number < longer_pages)
        shared.append(item_keys[start:end])
        start = end
    return shared


def n_questions() -> int:
    """Return how many questions there are in all."""
    return sum(len(page.item_keys) for page in question_pages())


def question_page(number: int) -> QuestionPage:
    """Return one page of questions; raise UnknownPage beyond the last."""
    if not 1 <= number <= len(question_pages()):
        raise UnknownPage(f"there is no page {number} of questions")
    return question_pages()[number - 1]
