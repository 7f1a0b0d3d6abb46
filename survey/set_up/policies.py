"""When a study may change its state, and what of its set-up may still be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey.errors import (
    BadLetter,
    NoSuchMove,
    SetUpIncomplete,
    SetUpLocked,
    SurveyError,
)
from survey.models.study import Study
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.study_states import TO_OPEN, Act, Move, Rule, allows, move_to


@dataclass(frozen=True)
class Readiness:
    """How far a study's set-up has come: what the rules between its states look at."""

    letter_faults: Sequence[object] = ()
    missing: Sequence[str] = ()  # steps of the set-up, each by its name
    without_permission: Sequence[str] = ()  # instruments
    has_journal: bool = True  # without one, a backup that is put back brings erased people back


def check_move(study: Study, end: str, ready: Readiness) -> Move:
    """Return the way to another state; raise what stands in it, or NoSuchMove."""
    move = move_to(study.state, end)
    if move is None:
        raise NoSuchMove(f"{study.key} is {study.state}; from there it cannot become {end}")
    for rule in move.rules:
        RULES[rule](study, ready)
    return move


def check_may_stay_open(study: Study, ready: Readiness) -> None:
    """Raise what would keep a study that is open from being opened now."""
    for rule in TO_OPEN:
        RULES[rule](study, ready)


def can_move(study: Study, end: str, ready: Readiness) -> bool:
    """Return whether a study may go to another state."""
    try:
        check_move(study, end, ready)
    except SurveyError:
        return False
    return True


def _check_letter(study: Study, ready: Readiness) -> None:
    if ready.letter_faults:
        lines = "\n".join(f"- {fault}" for fault in ready.letter_faults)
        raise BadLetter(f"{study.key} cannot open before its information letter is whole:\n{lines}")


def _check_complete(study: Study, ready: Readiness) -> None:
    if study.kind not in WITHOUT_REAL_PEOPLE and ready.missing:
        raise SetUpIncomplete(f"{study.key} still lacks: {', '.join(ready.missing)}")


def _check_permission(study: Study, ready: Readiness) -> None:
    if study.kind not in WITHOUT_REAL_PEOPLE and ready.without_permission:
        names = ", ".join(ready.without_permission)
        raise SetUpIncomplete(f"{study.key} has no text with permission yet of: {names}")


def _check_journal(study: Study, ready: Readiness) -> None:
    if study.kind not in WITHOUT_REAL_PEOPLE and not ready.has_journal:
        raise SetUpIncomplete(
            f"{study.key} cannot open before there is a journal of who was erased: name one in the "
            "setting journal, on another disk, and run: sammenheng db upgrade"
        )


def _check_waits(study: Study, ready: Readiness) -> None:
    if study.kind in WITHOUT_REAL_PEOPLE or not ready.without_permission:
        raise NoSuchMove(f"{study.key} need not wait for permission")


def _check_removal(study: Study, _ready: Readiness) -> None:
    raise NoSuchMove(f"{study.key} is anonymised only by two people, on its page End the study")


RULES: dict[Rule, Callable[[Study, Readiness], None]] = {
    Rule.LETTER: _check_letter,
    Rule.COMPLETE: _check_complete,
    Rule.PERMISSION: _check_permission,
    Rule.JOURNAL: _check_journal,
    Rule.WAITS: _check_waits,
    Rule.REMOVAL: _check_removal,
}


def check_may_change_set_up(study: Study) -> None:
    """Raise SetUpLocked for a study that is over."""
    if not allows(study.state, Act.SET_UP):
        raise SetUpLocked(
            f"{study.key} is {study.state}; nothing of its set-up is changed any more"
        )


def check_may_change_what_is_asked(study: Study, *, has_answers: bool) -> None:
    """Raise SetUpLocked once somebody has answered: all must be asked the same, at like times."""
    check_may_change_set_up(study)
    if has_answers:
        raise SetUpLocked(f"somebody has answered in {study.key}; what is asked and when stays")


def can_change_what_is_asked(study: Study, *, has_answers: bool) -> bool:
    """Return whether questions, windows and pools may still be changed."""
    return allows(study.state, Act.SET_UP) and not has_answers


def check_may_change_pools(study: Study, *, has_answers: bool) -> None:
    """Raise SetUpLocked once somebody has answered: nobody chooses pools by what is in them."""
    check_may_change_set_up(study)
    if has_answers:
        raise SetUpLocked(f"somebody has answered in {study.key}; its pools stay as they are")
