"""What a keyer reads beside a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from survey.dates import day_in_words
from survey.keying.readings import DECLINED, SKIPPED, UNREADABLE, WEEK_KEY
from survey.paper.questions import Question
from survey.weeks import first_day


@dataclass(frozen=True)
class Difference:
    """One field in which two readings differ."""

    key: str
    number: int | None
    first: str
    second: str
    hint: str
    language: str  # of the question, where it is not the form's


def keyed_as(question: Question) -> str:
    """Return which number stands for which words; nothing where the numbers are all there is."""
    labelled = [one for one in question.choices if one.words]
    return ", ".join(f"{one.number} {one.words}" for one in labelled)


def shown(
    differences: Mapping[str, tuple[str, str]], questions: Iterable[Question]
) -> list[Difference]:
    """Return the differences in words, in the paper's order."""
    by_key = {one.key: one for one in questions}
    return [
        Difference(
            key,
            by_key[key].number if key in by_key else None,
            _in_words(key, first),
            _in_words(key, second),
            keyed_as(by_key[key]) if key in by_key else "",
            by_key[key].language if key in by_key else "",
        )
        for key, (first, second) in differences.items()
    ]


def _in_words(key: str, mark: str) -> str:
    signs = {
        SKIPPED: _("nothing marked"),
        DECLINED: _("does not want to answer"),
        UNREADABLE: _("cannot be read"),
    }
    if mark in signs:
        return signs[mark]
    if key == WEEK_KEY:
        day = day_in_words(first_day(mark))
        return _("the week that begins on %(day)s", day=day)
    return mark
