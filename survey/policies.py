"""What a state allows: each check raises with the reason, and most have a yes-or-no twin."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from survey.errors import (
    AlreadyAnswered,
    CardInUse,
    EverythingAnswered,
    NotApproved,
    NotYetDue,
    OnlyTrials,
    PlanLocked,
    StudyClosed,
    StudyNotOpen,
    StudyPaused,
    WindowOver,
    Withdrawn,
)
from survey.models.study import (
    ANONYMISED,
    CLOSED,
    DEMONSTRATION,
    DRAFT,
    NEEDS_PERMISSION,
    PAUSED,
    POST,
    PRE,
    TRIAL,
    Study,
)
from survey.study_end.refusals import StudyEnded
from survey.study_states import Act, allows
from survey.weeks import weeks_later

WITHOUT_REAL_PEOPLE = frozenset({DEMONSTRATION, TRIAL})


class StudyNow(Protocol):
    """What decides whether a study takes answers: the stored study, or its columns alone."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102


class WithSecondTime(Protocol):
    """What decides when the second time comes."""

    @property
    def post_after_weeks(self) -> int: ...  # noqa: D102
    @property
    def post_window_weeks(self) -> int | None: ...  # noqa: D102


def check_is_trial(study: Study) -> None:
    """Raise OnlyTrials for a study of real people: there nobody releases alone."""
    if study.kind not in WITHOUT_REAL_PEOPLE:
        raise OnlyTrials(
            f"{study.key} is a study of real people: one person proposes an edition on its page of "
            "reports, and another one releases it"
        )


def check_may_give_plan(study: Study, *, is_locked: bool, is_answered: bool) -> None:
    """Raise PlanLocked once the study has opened or somebody has answered.

    A trial is open from the day it is added: there only the first answer locks.
    """
    is_begun = study.state not in {DRAFT, NEEDS_PERMISSION}
    has_opened = is_begun and study.kind not in WITHOUT_REAL_PEOPLE
    if is_locked or is_answered or has_opened:
        raise PlanLocked(f"the analysis plan of {study.key} stands: the study has begun")


def may_give_plan(study: Study, *, is_locked: bool, is_answered: bool) -> bool:
    """Return whether the analysis plan may still be given."""
    try:
        check_may_give_plan(study, is_locked=is_locked, is_answered=is_answered)
    except PlanLocked:
        return False
    return True


def check_may_leave(study: Study, *, is_approved: bool) -> None:
    """Raise NotApproved for data of real people that no second person has approved."""
    if study.state == ANONYMISED:
        raise NotApproved(f"{study.key} has ended: what is kept of it is on its page End the study")
    if study.kind not in WITHOUT_REAL_PEOPLE and not is_approved:
        raise NotApproved(
            f"{study.key} is a study of real people: its data leave only as a second person has "
            "approved them, until the day named there; propose it on the study's page of files"
        )


def check_may_get_cards(study: Study) -> None:
    """Raise StudyNotOpen for a closed study: its cards would open nothing.

    A study of real people gets its cards once its set-up lacks permission alone.
    """
    is_early = study.state == DRAFT and study.kind not in WITHOUT_REAL_PEOPLE
    if is_early or not allows(study.state, Act.MAKE_CARDS):
        raise StudyNotOpen(f"{study.key} is {study.state}; no more cards are made for it")


def may_get_cards(study: Study) -> bool:
    """Return whether cards may be made for a study."""
    try:
        check_may_get_cards(study)
    except StudyNotOpen:
        return False
    return True


def check_not_withdrawn(week: str | None) -> None:
    """Raise Withdrawn where a participant withdrew in some week: nothing more is asked of them."""
    if week is not None:
        raise Withdrawn(f"withdrawn in week {week}")


def check_has_not_ended(study: StudyNow) -> None:
    """Raise StudyEnded once answers cannot be tied to a card: nothing is found, nor erased."""
    if study.state == ANONYMISED:
        raise StudyEnded(f"{study.key} has ended")


def check_takes_answers(study: StudyNow) -> None:
    """Raise StudyClosed or StudyNotOpen unless participants may answer."""
    if study.state in {CLOSED, ANONYMISED}:
        raise StudyClosed(f"{study.key} is {study.state}")
    if study.state == PAUSED:
        raise StudyPaused(f"{study.key} is paused")
    if not allows(study.state, Act.ANSWER):
        raise StudyNotOpen(f"{study.key} is {study.state}")


@dataclass(frozen=True)
class PostWindow:
    """The ISO weeks in which a person may answer the second time."""

    first: str
    last: str  # empty where it has no end

    def is_ahead(self, week: str) -> bool:
        """Return whether it opens later than this week."""
        return week < self.first

    def is_over(self, week: str) -> bool:
        """Return whether it has closed before this week."""
        return bool(self.last) and week > self.last


def post_window(study: WithSecondTime, pre_week: str) -> PostWindow:
    """Return when somebody who answered the first time in a week may answer the second time."""
    first = weeks_later(pre_week, study.post_after_weeks)
    length = study.post_window_weeks
    return PostWindow(first, "" if length is None else weeks_later(first, length - 1))


def wave_to_answer(
    study: WithSecondTime, answered: Mapping[str, str], week: str, begun: Collection[str] = ()
) -> str:
    """Return the wave a card opens this week.

    answered: the ISO week in which each wave was sent in, by wave key.
    begun: waves with answers saved and not sent in. A second wave that was begun, because its
    time came, because the person leaves the group or because the card stands in for a lost one,
    stays open: who was told to take a break and come back is never shut out.
    Raises NotYetDue with the week the second wave opens, WindowOver after its last week,
    EverythingAnswered after it.
    """
    if POST in answered:
        raise EverythingAnswered("the last wave is answered")
    if PRE not in answered:
        return POST if POST in begun and PRE not in begun else PRE
    window = post_window(study, answered[PRE])
    if POST not in begun:
        if window.is_ahead(week):
            raise NotYetDue(window.first, window.last)
        if window.is_over(week):
            raise WindowOver(f"the second wave closed after week {window.last}")
    return POST


def check_may_stand_in(answered: Collection[str], begun: Collection[str]) -> None:
    """Raise unless a card is unused, so that it may answer the second wave for a lost one."""
    if POST in answered:
        raise EverythingAnswered("the last wave is answered")
    if PRE in answered or PRE in begun:
        raise CardInUse("this card has been used for the first wave")


def check_not_answered(wave_key: str, answered: Mapping[str, str]) -> None:
    """Raise AlreadyAnswered when the wave was sent in before."""
    if wave_key in answered:
        raise AlreadyAnswered(f"the wave {wave_key} was answered before")
