"""What is asked after the instruments at post: taking part, how the group was, change overall.

These are the study's own questions and no tested scale, so their words go through gettext like
the rest of the interface. A key is the name of the answer wherever it goes: form, table, file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from survey.declined import DECLINED
from survey.errors import UnknownPage

AFTER = "after"  # all of them together, as the name of a column
STILL_IN = "still_in"
PREFER_NOT_TO_SAY = "prefer_not_to_say"
PREFER_NOT_TO_ANSWER = lazy_gettext("I prefer not to answer this")
MOST_MEETINGS = 1000
Answer = str | int


@dataclass(frozen=True, eq=False)  # each there is once; its words are another in each language
class AfterQuestion:
    """One question: what is stored for each choice, and what it says; a number has no choices."""

    key: str
    text: LazyString
    points: tuple[tuple[Answer, LazyString], ...] = ()

    @property
    def is_in_words(self) -> bool:
        """Return whether the stored answer is a word rather than a number."""
        return bool(self.points) and isinstance(self.points[0][0], str)

    @property
    def may_be_declined(self) -> bool:
        """Return whether the page offers not to answer beside its choices.

        A number is left open instead, and the reason to leave has such a choice of its own.
        """
        return bool(self.points) and PREFER_NOT_TO_SAY not in dict(self.points)

    @property
    def range(self) -> tuple[int, int]:
        """Return the lowest and the highest number that is an answer."""
        numbers = [point for point, _ in self.points if isinstance(point, int)]
        return (min(numbers), max(numbers)) if numbers else (0, MOST_MEETINGS)

    def read(self, text: str) -> Answer:
        """Return what is kept for a choice as a page sends it."""
        return text if self.is_in_words or text == DECLINED else int(text)

    def in_words(self, answer: Answer) -> LazyString | Answer:
        """Return an answer as a person reads it."""
        return dict(self.points).get(answer, answer)


@dataclass(frozen=True, eq=False)
class AfterPage:
    """Some of the questions, shown together."""

    number: int
    lead: LazyString
    questions: tuple[AfterQuestion, ...]
    first_question: int  # counted among these questions


TAKING_PART = (
    AfterQuestion(
        "status",
        lazy_gettext("Are you still in the group?"),
        (
            (STILL_IN, lazy_gettext("Yes, I am still in")),
            ("finished", lazy_gettext("No, I am finished")),
            ("left_early", lazy_gettext("No, I left early")),
        ),
    ),
    AfterQuestion(
        "leaving_reason",
        lazy_gettext("If you have left or are finished: why?"),
        (
            ("got_what_i_needed", lazy_gettext("I had got what I needed")),
            ("group_ended", lazy_gettext("The group ended")),
            ("practical", lazy_gettext("Time, moving house or other practical things")),
            ("did_not_suit", lazy_gettext("The group did not suit me")),
            ("health", lazy_gettext("My health")),
            ("other", lazy_gettext("Something else")),
            (PREFER_NOT_TO_SAY, PREFER_NOT_TO_ANSWER),
        ),
    ),
    AfterQuestion(
        "meetings", lazy_gettext("About how many meetings with the group have you been to?")
    ),
)
AGREEMENT = (
    (1, lazy_gettext("Disagree")),
    (2, lazy_gettext("Disagree a little")),
    (3, lazy_gettext("Neither agree nor disagree")),
    (4, lazy_gettext("Agree a little")),
    (5, lazy_gettext("Agree")),
)
# The last three are worded the other way. They are stored as answered, like everything else.
CLIMATE = tuple(
    AfterQuestion(key, text, AGREEMENT)
    for key, text in (
        (
            "climate_fellowship",
            lazy_gettext("I have felt fellowship with the others in the group."),
        ),
        ("climate_refuge", lazy_gettext("The group has been a refuge for me.")),
        ("climate_learning", lazy_gettext("I have learnt something from the others in the group.")),
        ("climate_trust", lazy_gettext("I have trusted the others in the group.")),
        (
            "climate_confidentiality",
            lazy_gettext("I have felt sure that what is said in the group stays in the group."),
        ),
        ("climate_attitude", lazy_gettext("I have met the group with an open mind.")),
        (
            "climate_structure",
            lazy_gettext("From the start it was clear how we would do things in the group."),
        ),
        ("climate_room", lazy_gettext("Somebody has taken up too much room in the group.")),
        ("climate_leader", lazy_gettext("I have wished that the group had a leader.")),
        ("climate_conflict", lazy_gettext("There have been conflicts in the group.")),
    )
)
OVERALL = AfterQuestion(
    "overall_change",
    lazy_gettext(
        "All in all, how are things with you now, compared with the first time you answered?"
    ),
    (
        (-3, lazy_gettext("Much worse")),
        (-2, lazy_gettext("Worse")),
        (-1, lazy_gettext("A little worse")),
        (0, lazy_gettext("As before")),
        (1, lazy_gettext("A little better")),
        (2, lazy_gettext("Better")),
        (3, lazy_gettext("Much better")),
    ),
)
QUESTIONS = (*TAKING_PART, *CLIMATE, OVERALL)
KEYS = tuple(question.key for question in QUESTIONS)
DECLINABLE = tuple(question.key for question in QUESTIONS if question.may_be_declined)
ABOUT_GROUP = lazy_gettext("How has it been to be in the group? Choose what fits best for you.")
SHARED_OUT = (
    (lazy_gettext("Now a little about taking part in the group."), TAKING_PART),
    (ABOUT_GROUP, CLIMATE[:5]),
    (ABOUT_GROUP, CLIMATE[5:]),
    (lazy_gettext("One last question, about everything taken together."), (OVERALL,)),
)


@cache
def after_pages(*, one_by_one: bool = False) -> tuple[AfterPage, ...]:
    """Return the pages in order; one_by_one: each question has a page of its own."""
    pages: list[AfterPage] = []
    asked = 0
    for lead, together in SHARED_OUT:
        for questions in [(one,) for one in together] if one_by_one else [together]:
            pages.append(AfterPage(len(pages) + 1, lead, questions, asked + 1))
            asked += len(questions)
    return tuple(pages)


def after_page(number: int, *, one_by_one: bool = False) -> AfterPage:
    """Return one page; raise UnknownPage beyond the last."""
    pages = after_pages(one_by_one=one_by_one)
    if not 1 <= number <= len(pages):
        raise UnknownPage(f"there is no page {number} after the instruments")
    return pages[number - 1]


def asked_of(answers: Mapping[str, Answer]) -> tuple[AfterQuestion, ...]:
    """Return the questions that are meant for somebody who has given these answers.

    Why one left is not asked of those who are still in. Without JavaScript the page shows it all
    the same, and a marked choice cannot be taken back there: so it is not kept.
    """
    is_in = answers.get("status") == STILL_IN
    return tuple(one for one in QUESTIONS if not (is_in and one.key == "leaving_reason"))
