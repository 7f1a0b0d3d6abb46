"""What a state allows: each check raises with the reason, and most have a yes-or-no twin."""

from __future__ import annotations

from collections.abc import Mapping

from survey.errors import (
    AlreadyAnswered,
    EverythingAnswered,
    NotYetDue,
    OnlyTrials,
    StudyClosed,
    StudyNotOpen,
)
from survey.models.study import CLOSED, DEMONSTRATION, OPEN, POST, PRE, TRIAL, Study
from survey.weeks import weeks_later

WITHOUT_REAL_PEOPLE = frozenset({DEMONSTRATION, TRIAL})


def check_is_trial(study: Study) -> None:
    """Raise OnlyTrials for a study of real people: nothing leaves before the ledger exists."""
    if study.kind not in WITHOUT_REAL_PEOPLE:
        raise OnlyTrials(
            f"{study.key} is a study of real people; until the release ledger exists only "
            "demonstration and trial studies can be opened, exported or reported"
        )


def check_may_get_cards(study: Study) -> None:
    """Raise OnlyTrials, or StudyNotOpen for a closed study: its cards would open nothing."""
    check_is_trial(study)
    if study.state == CLOSED:
        raise StudyNotOpen(f"{study.key} is closed; no more cards are made for it")


def check_takes_answers(study: Study) -> None:
    """Raise StudyClosed or StudyNotOpen unless participants may answer."""
    if study.state == CLOSED:
        raise StudyClosed(f"{study.key} is closed")
    # Not OnlyTrials: a participant is told in a participant's words, without a way to staff pages.
    if study.state != OPEN or study.kind not in WITHOUT_REAL_PEOPLE:
        raise StudyNotOpen(f"{study.key} is {study.state} and of the kind {study.kind}")


def wave_to_answer(study: Study, answered: Mapping[str, str], week: str) -> str:
    """Return the wave a card opens this week.

    answered: the ISO week in which each wave was sent in, by wave key.
    Raises NotYetDue with the week the second wave opens, EverythingAnswered after it.
    """
    if POST in answered:  # on paper it may have come in without the first
        raise EverythingAnswered("the last wave is answered")
    if PRE not in answered:
        return PRE
    due = weeks_later(answered[PRE], study.post_after_weeks)
    if week < due:
        raise NotYetDue(due)
    return POST


def check_not_answered(wave_key: str, answered: Mapping[str, str]) -> None:
    """Raise AlreadyAnswered when the wave was sent in before."""
    if wave_key in answered:
        raise AlreadyAnswered(f"the wave {wave_key} was answered before")
