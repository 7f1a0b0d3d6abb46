"""What a form on paper asks, in order: printed from here, and keyed in from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from scoring.instrument import INSTRUMENT_KEYS
from survey.after_questions import MOST_MEETINGS, AfterQuestion, Answer, after_pages
from survey.language import LOCALES
from survey.meetings import MEETINGS_BEFORE, MEETINGS_QUESTION
from survey.models.study import PRE
from survey.wording.reading import ItemText, Wording

MEETINGS_KEY = "meetings_before"


@dataclass(frozen=True)
class Choice:
    """A box: its number among the question's boxes is what is keyed."""

    number: int
    stored: Answer
    words: str  # may be empty between two anchors


@dataclass(frozen=True)
class Question:
    """One question; where there are no choices a number is written."""

    key: str
    number: int
    text: str
    choices: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    may_be_declined: bool = False
    of_instrument: bool = False
    language: str = ""  # of its words, where it is not the form's

    @property
    def range(self) -> tuple[int, int]:
        """Return the lowest and the highest number that can be keyed."""
        return (1, len(self.choices)) if self.choices else (0, MOST_MEETINGS)

    def stored(self, keyed: int) -> Answer:
        """Return what is stored for a number that was keyed."""
        return self.choices[keyed - 1].stored if self.choices else keyed


@dataclass(frozen=True)
class Section:
    """Some questions under one lead."""

    lead: str
    note: str
    questions: tuple[Question, ...]
    language: str = ""  # of the lead, where it is not the form's


def sections(wave_key: str, wordings: Mapping[str, Wording], language: str) -> tuple[Section, ...]:
    """Return a wave's questions in a language, which is the one in force, numbered through."""
    found: list[Section] = []
    for key in INSTRUMENT_KEYS:
        found.append(_of_instrument(wordings[key], _next_number(found), language))
    if wave_key == PRE:
        return (*found, _about_meetings(_next_number(found)))
    for page in after_pages():
        first = _next_number(found)
        asked = tuple(_after(one, number) for number, one in enumerate(page.questions, first))
        lead = str(page.lead)
        if found[-1].lead == lead:  # two pages on a screen, one list on paper
            found[-1] = Section(lead, found[-1].note, (*found[-1].questions, *asked))
        else:
            found.append(Section(lead, _note_on(page.number), asked))
    return tuple(found)


def all_questions(parts: tuple[Section, ...]) -> tuple[Question, ...]:
    """Return every question in order."""
    return tuple(one for part in parts for one in part.questions)


def _next_number(found: list[Section]) -> int:
    return 1 + sum(len(section.questions) for section in found)


def _note_on(page_number: int) -> str:
    if page_number > 1:
        return ""
    return " ".join(
        [
            _(
                "If you leave, your answer matters just as much. It helps to know both what was "
                "good and what did not suit you."
            ),
            _("The last questions are the study's own and not a tested scale."),
        ]
    )


def _of_instrument(wording: Wording, first: int, language: str) -> Section:
    other = wording.language if wording.language != language else ""
    asked = tuple(_item(one, number, other) for number, one in enumerate(wording.items, first))
    return Section(wording.lead, _only_in(other, language), asked, other)


def _only_in(other: str, language: str) -> str:
    if not other:
        return ""
    return _(
        "The questions are available here in %(language)s only, because only that text has been "
        "approved.",
        language=LOCALES[language].languages[other],
    )


def _item(item: ItemText, number: int, other: str) -> Question:
    return Question(
        item.key,
        number,
        item.text,
        tuple(Choice(point, point, words) for point, words in item.points),
        item.low,
        item.high,
        may_be_declined=True,
        of_instrument=True,
        language=other,
    )


def _about_meetings(number: int) -> Section:
    choices = tuple(
        Choice(place, key, str(words)) for place, (key, words) in enumerate(MEETINGS_BEFORE, 1)
    )
    return Section("", "", (Question(MEETINGS_KEY, number, str(MEETINGS_QUESTION), choices),))


def _after(question: AfterQuestion, number: int) -> Question:
    choices = tuple(
        Choice(place, stored, str(words))
        for place, (stored, words) in enumerate(question.points, 1)
    )
    return Question(
        question.key,
        number,
        str(question.text),
        choices,
        may_be_declined=question.may_be_declined,
    )
