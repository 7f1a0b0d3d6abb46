"""What a study may ask about the person at pre: coarse choices, each of which may be skipped.

Off unless the study switches a question on. Like the questions after the instruments they are the
study's own, so their words go through gettext, and a key is the answer's name wherever it goes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, eq=False)  # each there is once; its words are another in each language
class BackgroundQuestion:
    """One question: what is stored for each choice, and what it says."""

    key: str
    text: LazyString
    points: tuple[tuple[str, LazyString], ...]

    def in_words(self, answer: str) -> LazyString:
        """Return an answer as a person reads it."""
        return dict(self.points)[answer]


# Without JavaScript a marked choice cannot be taken back, but another can be marked.
PREFER_NOT = ("prefer_not_to_say", lazy_gettext("I prefer not to answer this"))
QUESTIONS = (
    BackgroundQuestion(
        "age_band",
        lazy_gettext("How old are you?"),
        (
            ("18-39", lazy_gettext("18 to 39 years")),
            ("40-59", lazy_gettext("40 to 59 years")),
            ("60-74", lazy_gettext("60 to 74 years")),
            ("75+", lazy_gettext("75 years or older")),
            PREFER_NOT,
        ),
    ),
    BackgroundQuestion(
        "gender",
        lazy_gettext("What is your gender?"),
        (
            ("woman", lazy_gettext("Woman")),
            ("man", lazy_gettext("Man")),
            ("other", lazy_gettext("Other")),
            PREFER_NOT,
        ),
    ),
    BackgroundQuestion(
        "earlier_groups",
        lazy_gettext("Have you been in a self-help group before?"),
        (
            ("none", lazy_gettext("No")),
            ("one", lazy_gettext("Yes, in one")),
            ("several", lazy_gettext("Yes, in several")),
            PREFER_NOT,
        ),
    ),
    BackgroundQuestion(
        "found_by",
        lazy_gettext("How did you find the group?"),
        (
            ("friend_or_family", lazy_gettext("Through friends or family")),
            ("health_service", lazy_gettext("Through the health service")),
            ("contact_point", lazy_gettext("Through a volunteer centre or another contact point")),
            ("newspaper_or_internet", lazy_gettext("In a newspaper or on the internet")),
            ("other", lazy_gettext("In another way")),
            PREFER_NOT,
        ),
    ),
)
KEYS = tuple(question.key for question in QUESTIONS)


def chosen_questions(keys: Collection[str]) -> tuple[BackgroundQuestion, ...]:
    """Return the questions that a study has switched on, in the order they are asked."""
    return tuple(question for question in QUESTIONS if question.key in keys)
