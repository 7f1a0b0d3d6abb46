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
def question_pages(*, one_by_one: bool = False) -> tuple[QuestionPage, ...]:
    """Return all pages of questions in order: each instrument on pages of nearly equal length.

    one_by_one: each question has a page of its own.
    """
    pages: list[QuestionPage] = []
    asked = 0
    for key in INSTRUMENTS:
        for item_keys in _share_out(
            load_instrument(key).item_keys, 1 if one_by_one else MOST_ITEMS
        ):
            pages.append(QuestionPage(len(pages) + 1, key, item_keys, asked + 1))
            asked += len(item_keys)
    return tuple(pages)


def _share_out(item_keys: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
    count = math.ceil(len(item_keys) / most)
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


def question_page(number: int, *, one_by_one: bool = False) -> QuestionPage:
    """Return one page of questions; raise UnknownPage beyond the last."""
    pages = question_pages(one_by_one=one_by_one)
    if not 1 <= number <= len(pages):
        raise UnknownPage(f"there is no page {number} of questions")
    return pages[number - 1]
