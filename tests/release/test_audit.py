"""The audit against brute force: every combination of releases, by rational arithmetic."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.release.audit import Atom, exposed, passes
from survey.release.gate import Thresholds, load_thresholds
from survey.release.ledger import Answer, Ledger
from tests.rational import rank

LIMITS = load_thresholds()
WEAK = Thresholds(1, persons=6, groups=2, residual=3, homogeneity_share=0.25)
STRICT = Thresholds(1, persons=12, groups=4, residual=6, homogeneity_share=0.25)


def is_exposed_by_brute_force(
    rows: list[frozenset[str]], atoms: dict[str, Atom], limits: Thresholds
) -> bool:
    """Say whether some combination of the rows is about a set of atoms that fails the rule.

    For every set of atoms: is there something in the row space that is zero on all the others?
    There is exactly when leaving the set's columns out lowers the rank. A combination that is
    about part of a class of inseparable atoms cannot exist, so that sets of atoms are enough.
    """
    used = sorted(set().union(*rows)) if rows else []
    matrix = [[Fraction(atom in row) for atom in used] for row in rows]
    whole = rank(matrix)
    for size in range(1, len(used) + 1):
        for chosen in combinations(range(len(used)), size):
            people = Counter[str]()
            for place in chosen:
                people[atoms[used[place]].group] += atoms[used[place]].weight
            if passes(people, limits):
                continue
            left = [
                [row[place] for place in range(len(used)) if place not in chosen] for row in matrix
            ]
            if rank(left) < whole:
                return True
    return False


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[frozenset[str]], dict[str, Atom]]:
    """Return some releases over a few atoms; some groups have several atoms."""
    n_atoms = draw(st.integers(2, 8))
    names = [f"a{number}" for number in range(n_atoms)]
    groups = draw(st.lists(st.integers(0, 5), min_size=n_atoms, max_size=n_atoms))
    weights = draw(st.lists(st.integers(1, 8), min_size=n_atoms, max_size=n_atoms))
    atoms = {
        name: Atom(weight, f"g{group}")
        for name, weight, group in zip(names, weights, groups, strict=True)
    }
    sets = st.frozensets(st.sampled_from(names), min_size=1)
    return draw(st.lists(sets, min_size=1, max_size=5, unique=True)), atoms


@pytest.mark.parametrize("limits", [LIMITS, WEAK, STRICT], ids=["in force", "weak", "strict"])
def test_the_verdict_equals_brute_force_on_a_thousand_random_systems(limits: Thresholds) -> None:
    seen = Counter[bool]()

    @settings(max_examples=350, deadline=None)
    @given(systems())
    def agree(system: tuple[list[frozenset[str]], dict[str, Atom]]) -> None:
        rows, atoms = system
        expected = is_exposed_by_brute_force(rows, atoms, limits)
        seen[expected] += 1
        assert (exposed(rows, atoms, limits) is not None) == expected

    agree()
    assert len(seen) == 2, "both verdicts must have been met, or nothing was compared"


@settings(max_examples=200, deadline=None)
@given(systems())
def test_what_is_named_as_exposed_does_fail_the_rule_and_can_be_worked_out(
    system: tuple[list[frozenset[str]], dict[str, Atom]],
) -> None:
    rows, atoms = system
    found = exposed(rows, atoms, LIMITS)
    if found is None:
        return
    people = Counter[str]()
    for name in found:
        people[atoms[name].group] += atoms[name].weight
    assert not passes(people, LIMITS)
    used = sorted(set().union(*rows))
    whole = rank([[Fraction(atom in row) for atom in used] for row in rows])
    left = [[Fraction(atom in row) for atom in used if atom not in found] for row in rows]
    assert rank(left) < whole


@settings(max_examples=300, deadline=None)
@given(systems(), st.randoms(use_true_random=False))
def test_a_ledger_that_grows_request_by_request_says_what_an_audit_from_the_start_says(
    system: tuple[list[frozenset[str]], dict[str, Atom]], chance: random.Random
) -> None:
    rows, atoms = system
    ledger = Ledger({}, [], WEAK)
    waiting = [*atoms]
    for row in chance.sample(rows, len(rows)):
        for name in [one for one in waiting if one in row or chance.random() < 0.3]:
            ledger.freeze(name, atoms[name])
            waiting.remove(name)
        is_safe = exposed([*ledger.rows, row], atoms, WEAK) is None
        assert (ledger.request(row) is not Answer.REFUSED) == is_safe


def groups_of(*sizes: int) -> dict[str, Atom]:
    return {f"a{number}": Atom(size, f"g{number}") for number, size in enumerate(sizes)}


def test_one_release_of_enough_people_is_safe() -> None:
    atoms = groups_of(5, 5, 5)
    assert exposed([frozenset(atoms)], atoms, LIMITS) is None


def test_a_report_and_a_later_one_with_one_group_more_tell_about_that_group() -> None:
    atoms = groups_of(5, 5, 5, 6)
    first, second = frozenset(["a0", "a1", "a2"]), frozenset(atoms)
    assert exposed([first, second], atoms, LIMITS) == {"a3"}


def test_the_sum_of_two_reports_less_a_third_is_seen_though_no_two_lie_close() -> None:
    """A + B - C: each pair of the three differs by enough people."""
    atoms = groups_of(6, 6, 6, 6, 6, 6, 4)
    left = frozenset(["a0", "a1", "a2", "a6"])
    right = frozenset(["a3", "a4", "a5"])
    both = frozenset(["a0", "a1", "a2", "a3", "a4", "a5"])
    assert exposed([left, right], atoms, LIMITS) is None
    assert exposed([left, right, both], atoms, LIMITS) == {"a6"}


def test_three_groups_that_meet_two_by_two_give_each_single_group_away() -> None:
    """(A+B+D) + (B+C+D) - (A+C+D) is twice B and once D: a mixture with other weights counts."""
    atoms = groups_of(5, 5, 5, 5, 5)
    rows = [frozenset(["a0", "a1"]), frozenset(["a1", "a2"]), frozenset(["a0", "a2"])]
    found = exposed([row | {"a3", "a4"} for row in rows], atoms, LIMITS)
    assert found is not None


def test_somebody_who_was_erased_after_a_release_is_never_the_difference_to_the_next() -> None:
    atoms = {**groups_of(5, 5, 4), "gone": Atom(1, "g2")}
    before = frozenset(atoms)
    assert exposed([before, before - {"gone"}], atoms, LIMITS) == {"gone"}


def test_the_same_group_twice_counts_as_one_group() -> None:
    atoms = {"first": Atom(8, "g0"), "later": Atom(8, "g0"), "other": Atom(8, "g1")}
    assert exposed([frozenset(atoms)], atoms, LIMITS) is not None
