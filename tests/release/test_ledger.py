"""The ledger over time: what it accepts, and that a clerk with every report learns of nobody."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.release.audit import Atom, passes
from survey.release.gate import Thresholds, load_thresholds
from survey.release.ledger import Answer, Ledger
from tests.proofs import IS_LONG
from tests.rational import rank

LIMITS = load_thresholds()
NO_LIMITS = Thresholds(1, persons=1, groups=1, residual=1, homogeneity_share=0.25)
QUARTERS = 8
N_MUNICIPALITIES = 200 if IS_LONG else 25


def test_a_set_that_was_released_is_known_and_stands_once() -> None:
    ledger = Ledger({name: Atom(5, name) for name in "abc"}, [], LIMITS)
    assert ledger.request(frozenset("abc")) is Answer.ACCEPTED
    assert ledger.request(frozenset("abc")) is Answer.KNOWN
    assert ledger.rows == [frozenset("abc")]


def test_a_refusal_leaves_the_ledger_as_it_was() -> None:
    ledger = Ledger({name: Atom(5, name) for name in "abcd"}, [], LIMITS)
    ledger.request(frozenset("abc"))
    assert ledger.request(frozenset("abcd")) is Answer.REFUSED
    assert ledger.rows == [frozenset("abc")]


def test_a_set_with_an_unknown_atom_is_an_error_and_no_refusal() -> None:
    with pytest.raises(KeyError):
        Ledger({}, [], LIMITS).request(frozenset("x"))


def test_groups_that_were_moved_to_another_municipality_are_still_the_same_people() -> None:
    """One report before the move and one after it differ by the moved group alone."""
    ledger = Ledger({name: Atom(6, name) for name in "abcdefg"}, [], LIMITS)
    assert ledger.request(frozenset("abcd")) is Answer.ACCEPTED
    assert ledger.request(frozenset("efg")) is Answer.ACCEPTED
    assert ledger.request(frozenset("abc")) is Answer.REFUSED
    assert ledger.request(frozenset("defg")) is Answer.REFUSED


def test_the_nation_less_the_other_municipalities_is_no_way_to_a_small_one() -> None:
    ledger = Ledger({name: Atom(6, name) for name in "abcdefg"}, [], LIMITS)
    for municipality in ("abc", "def"):
        assert ledger.request(frozenset(municipality)) is Answer.ACCEPTED
    assert ledger.request(frozenset("abcdefg")) is Answer.REFUSED
    assert ledger.request(frozenset("abcdef")) is Answer.ACCEPTED


def test_after_an_erasure_the_rest_of_a_report_is_not_released_without_the_erased() -> None:
    ledger = Ledger({name: Atom(5, name) for name in "abc"}, [], LIMITS)
    ledger.request(frozenset("abc"))
    ledger.erase_one("c", "tombstone")
    assert ledger.atoms["c"] == Atom(4, "c")
    assert ledger.rows == [frozenset([*"abc", "tombstone"])]
    assert ledger.request(frozenset("abc")) is Answer.REFUSED


def test_an_erased_person_may_be_missing_once_enough_others_are_new_beside() -> None:
    ledger = Ledger({name: Atom(5, name) for name in "abcdef"}, [], LIMITS)
    ledger.request(frozenset("abc"))
    ledger.erase_one("c", "tombstone")
    assert ledger.request(frozenset("abcdef")) is Answer.ACCEPTED


def test_a_person_cannot_be_erased_twice_from_one_tombstone() -> None:
    ledger = Ledger({"a": Atom(1, "a")}, [], LIMITS)
    ledger.erase_one("a", "tombstone")
    for tombstone in ("tombstone", "another"):
        with pytest.raises(ValueError, match="nobody is left"):
            ledger.erase_one("a", tombstone)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(3, 8), min_size=4, max_size=9),
    st.lists(st.frozensets(st.integers(0, 8), min_size=1), max_size=12),
    st.randoms(use_true_random=False),
)
def test_in_whatever_order_sets_are_asked_for_no_single_group_can_be_worked_out(
    sizes: list[int], asked: list[frozenset[int]], chance: random.Random
) -> None:
    atoms = {f"a{number}": Atom(size, f"a{number}") for number, size in enumerate(sizes)}
    sets = [frozenset(f"a{one}" for one in one_set if one < len(sizes)) for one_set in asked]
    ledger = Ledger(atoms, [], LIMITS)
    chance.shuffle(sets)
    for one in sets:
        if one:
            ledger.request(one)
    assert not groups_that_can_be_worked_out(ledger.rows)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(3, 8), min_size=6, max_size=6),
    st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1), max_size=8),
)
def test_asking_again_from_what_is_stored_gives_the_same_answers(
    sizes: list[int], asked: list[frozenset[str]]
) -> None:
    """The ledger is read from the database for each request; nothing may hang on its memory."""
    atoms = {name: Atom(size, name) for name, size in zip("abcdef", sizes, strict=True)}
    kept, rows = Ledger(atoms, [], LIMITS), list[frozenset[str]]()
    for one in asked:
        fresh = Ledger(atoms, rows, LIMITS)
        assert fresh.request(one) is kept.request(one)
        rows = fresh.rows


def groups_that_can_be_worked_out(rows: list[frozenset[str]]) -> set[str]:
    """Return each atom whose own sum follows from the released sums: by rational arithmetic."""
    used = sorted(set().union(*rows)) if rows else []
    matrix = [[Fraction(atom in row) for atom in used] for row in rows]
    whole = rank(matrix)
    return {
        atom
        for atom in used
        if rank([[Fraction(one in row) for one in used if one != atom] for row in rows]) < whole
    }


# The clerk, who presses every button for two years.


@dataclass
class Municipality:
    """Groups that begin over two years; each person's second answers come when they come."""

    chance: random.Random
    people: dict[str, int] = field(default_factory=dict)  # person: quarter of the second answers
    group_of: dict[str, str] = field(default_factory=dict)
    kind_of: dict[str, str] = field(default_factory=dict)

    def grow(self, quarter: int) -> None:
        """Begin one or two groups this quarter."""
        for number in range(self.chance.randint(1, 2)):
            group = f"q{quarter}n{number}"
            self.kind_of[group] = self.chance.choice(("grief", "next of kin"))
            for place in range(self.chance.randint(4, 8)):
                person = f"{group}p{place}"
                self.group_of[person] = group
                if self.chance.random() < 0.75:
                    self.people[person] = quarter + self.chance.randint(0, 3)

    def answered(self, quarter: int) -> set[str]:
        """Return who has answered both times when the quarter ends."""
        return {person for person, when in self.people.items() if when <= quarter}


def buttons(persons: set[str], of: Municipality) -> list[frozenset[str]]:
    """Return every set that the clerk asks a report on: all, each kind, each but one group."""
    kinds = sorted(set(of.kind_of.values()))
    by_kind = [{one for one in persons if of.kind_of[of.group_of[one]] == kind} for kind in kinds]
    groups = sorted({of.group_of[one] for one in persons})
    all_but = [{one for one in persons if of.group_of[one] != group} for group in groups]
    return [frozenset(one) for one in (persons, *by_kind, *all_but) if one]


def released_by_minimum(minimum: int, seed: int) -> tuple[list[frozenset[str]], Municipality]:
    """Return what a plain minimum of answers lets out over two years."""
    place, rows = Municipality(random.Random(seed)), list[frozenset[str]]()
    for quarter in range(QUARTERS):
        place.grow(quarter)
        rows += [one for one in buttons(place.answered(quarter), place) if len(one) >= minimum]
    return list(dict.fromkeys(rows)), place


def released_by_ledger(limits: Thresholds, seed: int) -> tuple[list[frozenset[str]], Municipality]:
    """Return the same clerk's reports where people move in frozen atoms through the ledger."""
    place, ledger = Municipality(random.Random(seed)), Ledger({}, [], limits)
    atoms: dict[str, set[str]] = {}
    frozen: set[str] = set()
    for quarter in range(QUARTERS):
        place.grow(quarter)
        fresh = defaultdict[str, set[str]](set)
        for person in place.answered(quarter) - frozen:
            fresh[place.group_of[person]].add(person)
        for group, persons in fresh.items():
            name = f"{group}/{quarter}"
            atoms[name] = persons
            ledger.freeze(name, Atom(len(persons), group))
        frozen |= place.answered(quarter)
        for asked in buttons(frozen, place):
            ledger.request(frozenset(name for name, persons in atoms.items() if persons <= asked))
    rows = [frozenset[str]().union(*(atoms[name] for name in row)) for row in ledger.rows]
    return rows, place


def isolated(rows: list[frozenset[str]], of: Municipality) -> Iterator[frozenset[str]]:
    """Yield the sets of too few that differences of two and of three reports lay bare."""
    for one in _differences(rows):
        if not passes(Counter(of.group_of[person] for person in one), LIMITS):
            yield one


def _differences(rows: list[frozenset[str]]) -> Iterator[frozenset[str]]:
    for small, large in combinations(sorted(rows, key=len), 2):
        if small < large:
            yield large - small
    for trio in combinations(rows, 3):
        for third in trio:
            one, other = (row for row in trio if row is not third)
            if not one & other and (one | other) > third:
                yield (one | other) - third
            elif not one & other and (one | other) < third:
                yield third - (one | other)


@pytest.mark.parametrize("minimum", [5, 10])
def test_a_plain_minimum_lays_few_people_bare_in_every_municipality(minimum: int) -> None:
    """What the ledger is for: without it the same attack succeeds everywhere."""
    for seed in range(N_MUNICIPALITIES):
        assert any(isolated(*released_by_minimum(minimum, seed)))


def test_a_clerk_who_presses_every_button_for_two_years_isolates_nobody() -> None:
    n_reports = 0
    for seed in range(N_MUNICIPALITIES):
        rows, place = released_by_ledger(LIMITS, seed)
        n_reports += len(rows)
        assert not any(isolated(rows, place)), seed
        assert not people_or_groups_that_can_be_worked_out(rows, place), seed
    assert n_reports > N_MUNICIPALITIES, "a ledger that lets nothing out proves nothing"


def test_the_same_attacks_succeed_once_the_thresholds_protect_nobody() -> None:
    outcomes = [released_by_ledger(NO_LIMITS, seed) for seed in range(N_MUNICIPALITIES)]
    assert all(any(isolated(rows, place)) for rows, place in outcomes)


def people_or_groups_that_can_be_worked_out(
    rows: list[frozenset[str]], of: Municipality
) -> list[str]:
    """Return each group whose people's sum follows from all released sums together."""
    people = sorted(set().union(*rows)) if rows else []
    matrix = [[Fraction(one in row) for one in people] for row in rows]
    whole = rank(matrix)
    return [
        group
        for group in sorted({of.group_of[one] for one in people})
        if rank([[Fraction(p in row) for p in people if of.group_of[p] != group] for row in rows])
        < whole
    ]
