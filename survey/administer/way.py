"""The order of a wave's pages: which one is open, which comes before and after another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from flask import url_for

from survey.administer.drafts import Answers
from survey.administer.question_pages import n_questions, question_page, question_pages
from survey.administer.standing import Sitting
from survey.after_questions import after_page, after_pages, asked_of
from survey.errors import UnknownPage
from survey.models.study import PRE


@dataclass(frozen=True)
class Stop:
    """One page of the way: its view, and its number among the pages of that view."""

    view: str
    number: int = 0

    @property
    def address(self) -> str:
        """Return where the page is."""
        endpoint = self.view if "." in self.view else f"administer.{self.view}"
        return url_for(endpoint, number=self.number or None)


CHECK = Stop("check")
BACKGROUND, OPEN_ANSWER = Stop("beside.background"), Stop("beside.open_answer")
INSTRUMENTS, ASKED_AFTER = ("questions", "question"), ("after", "after_question")
VIEWS = {False: ("questions", "after"), True: ("question", "after_question")}  # by: one by one


def stops(sitting: Sitting, *, one_by_one: bool) -> tuple[Stop, ...]:
    """Return a wave's pages in order: the instruments, what it asks beside, the check page."""
    study = sitting.study
    if sitting.wave_key == PRE:
        return _first_stops(one_by_one=one_by_one, asks_background=bool(study.background))
    return _second_stops(one_by_one=one_by_one, has_open_field=study.open_field)


@cache
def _first_stops(*, one_by_one: bool, asks_background: bool) -> tuple[Stop, ...]:
    background = (BACKGROUND,) if asks_background else ()
    return (*background, *_instrument_stops(one_by_one=one_by_one), Stop("group"), CHECK)


@cache
def _second_stops(*, one_by_one: bool, has_open_field: bool) -> tuple[Stop, ...]:
    open_field = (OPEN_ANSWER,) if has_open_field else ()
    instruments = _instrument_stops(one_by_one=one_by_one)
    return (*instruments, *_after_stops(one_by_one=one_by_one), *open_field, CHECK)


def _instrument_stops(*, one_by_one: bool) -> tuple[Stop, ...]:
    view = VIEWS[one_by_one][0]
    return tuple(Stop(view, page.number) for page in question_pages(one_by_one=one_by_one))


def _after_stops(*, one_by_one: bool) -> tuple[Stop, ...]:
    view = VIEWS[one_by_one][1]
    return tuple(Stop(view, page.number) for page in after_pages(one_by_one=one_by_one))


@cache
def keys_on(stop: Stop) -> tuple[str, ...]:
    """Return the items or questions that a numbered page asks."""
    one_by_one = stop.view in VIEWS[True]
    if stop.view in INSTRUMENTS:
        return question_page(stop.number, one_by_one=one_by_one).item_keys
    return tuple(one.key for one in after_page(stop.number, one_by_one=one_by_one).questions)


def check_asked(sitting: Sitting, stop: Stop) -> None:
    """Raise UnknownPage where this wave has no such page."""
    if stop not in _stops_with(sitting, stop):
        raise UnknownPage(f"{sitting.wave_key} has no page {stop.view}")


def first_open(sitting: Sitting) -> Stop:
    """Return the first page that was never shown; the check page where all of them were."""
    every = stops(sitting, one_by_one=sitting.one_by_one)
    return next(stop for stop in every if not is_seen(sitting, stop))


def is_seen(sitting: Sitting, stop: Stop) -> bool:
    """Return whether all that a page asks of this person was gone on from, answered or not."""
    answers = sitting.answers
    if stop.number:
        return set(answers.seen).issuperset(_meant_on(stop, answers))
    return {
        "group": answers.has_seen_group,
        BACKGROUND.view: answers.has_seen_background,
        OPEN_ANSWER.view: answers.has_seen_open_answer,
    }.get(stop.view, False)


def is_first(sitting: Sitting, stop: Stop) -> bool:
    """Return whether no page comes before this one."""
    return _stops_with(sitting, stop)[0] == stop


def before(sitting: Sitting, stop: Stop) -> Stop:
    """Return the page before this one; the first has none before it."""
    every = _stops_with(sitting, stop)
    earlier = [one for one in every[: every.index(stop)] if _is_meant(one, sitting.answers)]
    return earlier[-1] if earlier else stop


def after(sitting: Sitting, stop: Stop, answers: Answers) -> Stop:
    """Return the page that comes when this one is saved; the sitting is as it was before that.

    answers: with what the page now says, which may leave out a question further on.
    """
    if first_open(sitting) == CHECK:
        # Whoever only changed an answer is back at once where all is looked over.
        return CHECK
    every = _stops_with(sitting, stop)
    return next(one for one in every[every.index(stop) + 1 :] if _is_meant(one, answers))


def again(stop: Stop, answers: Answers, *, one_by_one: bool) -> str:
    """Return where the same questions stand when the display was changed on this page."""
    asks = dict(zip(VIEWS[not one_by_one], VIEWS[one_by_one], strict=True))
    if stop.view not in asks:
        return stop.address
    here = keys_on(stop)
    key = next((one for one in here if one not in answers.seen), here[0])
    return address_of(key, one_by_one=one_by_one)


def address_of(key: str, *, one_by_one: bool) -> str:
    """Return where an item or a question is asked, down to its place on a page of several."""
    numbered = (*_instrument_stops(one_by_one=one_by_one), *_after_stops(one_by_one=one_by_one))
    stop = next(one for one in numbered if key in keys_on(one))
    return stop.address if one_by_one else f"{stop.address}#{key}"


def _stops_with(sitting: Sitting, stop: Stop) -> tuple[Stop, ...]:
    """Return the pages in the display that this one is of: another tab may be in the other."""
    is_single = sitting.one_by_one if stop.number == 0 else stop.view in VIEWS[True]
    return stops(sitting, one_by_one=is_single)


def _meant_on(stop: Stop, answers: Answers) -> Collection[str]:
    """Return what a numbered page asks of somebody who has given these answers."""
    if stop.view not in ASKED_AFTER:
        return keys_on(stop)
    return {one.key for one in asked_of(answers.after)} & set(keys_on(stop))


def _is_meant(stop: Stop, answers: Answers) -> bool:
    return stop.number == 0 or bool(_meant_on(stop, answers))


def n_seen(sitting: Sitting) -> int:
    """Return how many of the numbered questions somebody has gone on from."""
    return len(sitting.answers.seen)


def n_asked(wave_key: str) -> int:
    """Return how many questions the wave's numbered pages ask."""
    beside = 0 if wave_key == PRE else sum(len(page.questions) for page in after_pages())
    return n_questions() + beside


def n_skipped(sitting: Sitting) -> int:
    """Return how many of the questions meant for this person have no answer."""
    answers = sitting.answers
    n_open = n_questions() - len(answers.responses)
    if sitting.wave_key == PRE:
        return n_open
    return n_open + sum(one.key not in answers.after for one in asked_of(answers.after))
