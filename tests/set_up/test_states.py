"""The table of states: every way there is, every way there is not, and what each state allows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from survey import policies
from survey.errors import (
    BadLetter,
    NoSuchMove,
    SetUpIncomplete,
    SetUpLocked,
    StudyClosed,
    StudyNotOpen,
    StudyPaused,
    SurveyError,
)
from survey.models import Study
from survey.models.study import (
    ANONYMISED,
    CLOSED,
    DEMONSTRATION,
    DRAFT,
    EVALUATION,
    NEEDS_PERMISSION,
    OPEN,
    PAUSED,
    TRIAL,
)
from survey.set_up.policies import (
    RULES,
    Readiness,
    can_change_what_is_asked,
    can_move,
    check_may_change_pools,
    check_may_change_set_up,
    check_may_change_what_is_asked,
    check_move,
)
from survey.study_states import MOVES, STATES, Act, Rule, allows, diagram

ROOT = Path(__file__).parents[2]
WAYS = list(product(STATES, STATES))
READY = Readiness()
WAITING = Readiness(without_permission=("soc13",))
# What the table is to say, told once more by hand: from where to where, for a trial that is ready.
TRIAL_MAY = {
    (DRAFT, OPEN),
    (NEEDS_PERMISSION, OPEN),
    (OPEN, PAUSED),
    (OPEN, CLOSED),
    (PAUSED, OPEN),
    (PAUSED, CLOSED),
    (CLOSED, OPEN),
}
REAL_MAY = {(DRAFT, NEEDS_PERMISSION), (OPEN, PAUSED), (OPEN, CLOSED), (PAUSED, CLOSED)}


def study(kind: str = TRIAL, state: str = DRAFT) -> Study:
    return Study(key="try", kind=kind, state=state)


@pytest.mark.parametrize(("start", "end"), WAYS)
def test_a_trial_goes_only_where_the_table_leads(start: str, end: str) -> None:
    assert can_move(study(TRIAL, start), end, READY) is ((start, end) in TRIAL_MAY)


@pytest.mark.parametrize(("start", "end"), WAYS)
def test_a_study_of_real_people_goes_everywhere_but_to_open(start: str, end: str) -> None:
    assert can_move(study(EVALUATION, start), end, WAITING) is ((start, end) in REAL_MAY)


def test_every_state_of_the_table_is_one_that_the_database_takes() -> None:
    (check,) = [
        str(one.sqltext) for one in Study.__table__.constraints if one.name == "ck_study_state"
    ]
    assert {f"'{one}'" for one in STATES} == set(check.partition("(")[2].rstrip(")").split(", "))


def test_every_rule_of_the_table_is_one_that_is_checked() -> None:
    assert set(Rule) == set(RULES) == {rule for move in MOVES for rule in move.rules}


def test_there_is_one_way_between_two_states_and_each_state_can_be_come_to() -> None:
    assert len({(one.start, one.end) for one in MOVES}) == len(MOVES)
    assert {one.end for one in MOVES} | {DRAFT} == set(STATES)


def test_what_stands_in_the_way_of_opening_is_named() -> None:
    faulty = Readiness(letter_faults=["nn.purpose: why the study is done"])
    with pytest.raises(BadLetter, match=r"nn\.purpose"):
        check_move(study(), OPEN, faulty)
    check_move(study(EVALUATION), OPEN, READY)  # nothing: real people may answer


@pytest.mark.parametrize(
    ("rule", "ready", "reason"),
    [
        (Rule.COMPLETE, Readiness(missing=("groups",)), "still lacks: groups"),
        (Rule.PERMISSION, Readiness(without_permission=("gse",)), "yet of: gse"),
        (Rule.JOURNAL, Readiness(has_journal=False), "setting journal"),
    ],
)
def test_a_study_of_real_people_lacks_what_a_trial_may_do_without(
    rule: Rule, ready: Readiness, reason: str
) -> None:
    with pytest.raises(SetUpIncomplete, match=reason):
        RULES[rule](study(EVALUATION), ready)
    for kind in (TRIAL, DEMONSTRATION):
        RULES[rule](study(kind), ready)


def test_a_study_waits_for_permission_only_when_nothing_else_is_missing() -> None:
    with pytest.raises(SetUpIncomplete, match="groups"):
        check_move(study(EVALUATION), NEEDS_PERMISSION, Readiness((), ("groups",), ("gse",)))
    with pytest.raises(NoSuchMove, match="need not wait"):
        check_move(study(EVALUATION), NEEDS_PERMISSION, READY)
    with pytest.raises(NoSuchMove, match="need not wait"):
        check_move(study(TRIAL), NEEDS_PERMISSION, WAITING)


def test_what_points_to_people_is_taken_out_by_two_people_and_no_press_of_a_button() -> None:
    with pytest.raises(NoSuchMove, match="only by two people"):
        check_move(study(TRIAL, CLOSED), ANONYMISED, READY)


@pytest.mark.parametrize(
    ("state", "kind", "refusal"),
    [
        (DRAFT, TRIAL, StudyNotOpen),
        (NEEDS_PERMISSION, EVALUATION, StudyNotOpen),
        (DRAFT, EVALUATION, StudyNotOpen),
        (PAUSED, TRIAL, StudyPaused),
        (CLOSED, TRIAL, StudyClosed),
        (ANONYMISED, TRIAL, StudyClosed),
    ],
)
def test_a_state_that_takes_no_answers_says_which_it_is(
    state: str, kind: str, refusal: type[SurveyError]
) -> None:
    with pytest.raises(refusal) as raised:
        policies.check_takes_answers(study(kind, state))
    assert type(raised.value) is refusal


def test_only_an_open_study_takes_answers_and_reminds() -> None:
    for act in (Act.ANSWER, Act.REMIND):
        assert [state for state in STATES if allows(state, act)] == [OPEN]
    for kind in (TRIAL, EVALUATION):
        policies.check_takes_answers(study(kind, OPEN))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", [TRIAL, EVALUATION])
def test_cards_are_for_studies_that_are_not_over_and_real_ones_whose_set_up_is_whole(
    state: str, kind: str
) -> None:
    gets = state not in {CLOSED, ANONYMISED} and (kind == TRIAL or state != DRAFT)
    try:
        policies.check_may_get_cards(study(kind, state))
    except StudyNotOpen:
        assert not gets
    else:
        assert gets


@pytest.mark.parametrize("state", STATES)
def test_the_set_up_stays_open_until_the_study_is_over(state: str) -> None:
    is_over = state in {CLOSED, ANONYMISED}
    assert can_change_what_is_asked(study(TRIAL, state), has_answers=False) is not is_over
    if is_over:
        with pytest.raises(SetUpLocked):
            check_may_change_set_up(study(TRIAL, state))


@pytest.mark.parametrize("check", [check_may_change_what_is_asked, check_may_change_pools])
def test_the_first_answer_locks_what_is_asked_and_the_pools(check: Callable[..., None]) -> None:
    check(study(TRIAL, OPEN), has_answers=False)
    with pytest.raises(SetUpLocked, match="somebody has answered"):
        check(study(TRIAL, OPEN), has_answers=True)
    assert not can_change_what_is_asked(study(TRIAL, OPEN), has_answers=True)


def test_the_readme_shows_the_table_as_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}\n```" in readme, "put survey.study_states.diagram() there"
