"""The order of a wave's pages: which one is open, which comes before and after another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import url_for

from survey.administer.question_pages import n_questions, question_pages
from survey.administer.standing import Sitting
from survey.after_questions import after_pages, asked_of
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


def stops(sitting: Sitting) -> tuple[Stop, ...]:
    """Return a wave's pages in order: the instruments, what it asks beside, the check page."""
    study = sitting.study
    if sitting.wave.key == PRE:
        return _first_stops(asks_background=bool(study.background))
    return _second_stops(has_open_field=study.open_field)


@cache
def _first_stops(*, asks_background: bool) -> tuple[Stop, ...]:
    background = (BACKGROUND,) if asks_background else ()
    return (*background, *_instrument_stops(), Stop("group"), CHECK)


@cache
def _second_stops(*, has_open_field: bool) -> tuple[Stop, ...]:
    after_stops = (Stop("after", page.number) for page in after_pages())
    open_field = (OPEN_ANSWER,) if has_open_field else ()
    return (*_instrument_stops(), *after_stops, *open_field, CHECK)


def _instrument_stops() -> tuple[Stop, ...]:
    return tuple(Stop("questions", page.number) for page in question_pages())


def check_asked(sitting: Sitting, stop: Stop) -> None:
    """Raise UnknownPage where this wave has no such page."""
    if stop not in stops(sitting):
        raise UnknownPage(f"{sitting.wave.key} has no page {stop.view}")


def first_open(sitting: Sitting) -> Stop:
    """Return the first page that was never shown; the check page where all of them were."""
    return next(stop for stop in stops(sitting) if not is_seen(sitting, stop))


def is_seen(sitting: Sitting, stop: Stop) -> bool:
    """Return whether a page has been saved, be it with nothing chosen."""
    answers = sitting.answers
    return {
        "questions": stop.number in answers.pages_seen,
        "after": stop.number in answers.after_pages_seen,
        "group": answers.has_seen_group,
        BACKGROUND.view: answers.has_seen_background,
        OPEN_ANSWER.view: answers.has_seen_open_answer,
    }.get(stop.view, False)


def is_first(sitting: Sitting, stop: Stop) -> bool:
    """Return whether no page comes before this one."""
    return stops(sitting)[0] == stop


def before(sitting: Sitting, stop: Stop) -> Stop:
    """Return the page before this one; the first has none before it."""
    every = stops(sitting)
    return every[max(every.index(stop) - 1, 0)]


def after(sitting: Sitting, stop: Stop) -> Stop:
    """Return the page that comes when this one is saved; the sitting is as it was before that."""
    if first_open(sitting) == CHECK:
        # Whoever only changed an answer is back at once where all is looked over.
        return CHECK
    every = stops(sitting)
    return every[every.index(stop) + 1]


def n_asked(wave_key: str) -> int:
    """Return how many questions the wave's numbered pages ask."""
    beside = 0 if wave_key == PRE else sum(len(page.questions) for page in after_pages())
    return n_questions() + beside


def n_skipped(sitting: Sitting) -> int:
    """Return how many of the questions meant for this person have no answer."""
    answers = sitting.answers
    n_open = n_questions() - len(answers.responses)
    if sitting.wave.key == PRE:
        return n_open
    return n_open + sum(one.key not in answers.after for one in asked_of(answers.after))
