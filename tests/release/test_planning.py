"""What an edition would release, and in which order the ledger is asked."""

from __future__ import annotations

from collections.abc import Mapping

from survey.models.ledger import MUNICIPALITY, NEWEST, PART, POOL, PUBLICATION, STUDY
from survey.release.book import Book, FrozenAtom, ReleasedSet
from survey.release.gate import load_thresholds
from survey.release.planning import Line, new_sets, plan

LIMITS = load_thresholds()
Lines = Mapping[tuple[str, str], Line]


def atoms(number: str, *sizes: int, at: str = "2026-W10", **details: str) -> list[FrozenAtom]:
    """Return one atom for each group of a municipality; the same groups at another cut-off."""
    known = {"contact_point": f"{number}-a", "group_type": "self_organised", "life_problem": "same"}
    return [
        FrozenAtom(
            id=f"{number}-{place}-{at}",
            weight=size,
            group=f"{number}-{place}",
            cut_off_week=at,
            municipality=number,
            is_tombstone=False,
            **(known | details),
        )
        for place, size in enumerate(sizes)
    ]


def book(*frozen: list[FrozenAtom], released: tuple[ReleasedSet, ...] = ()) -> Book:
    return Book({one.id: one for some in frozen for one in some}, released, "head")


def planned(ledger: Book, pools: Mapping[str, list[str]] | None = None) -> Lines:
    return {(line.kind, line.recipient): line for line in plan(ledger, pools or {}, LIMITS)}


def after(ledger: Book, *more: list[FrozenAtom]) -> Book:
    """Return the ledger once a plan is entered and others are frozen."""
    sets = tuple(
        ReleasedSet(one.kind, one.recipient, "edition", one.atoms)
        for one in new_sets(plan(ledger, {}, LIMITS))
    )
    frozen = dict(ledger.atoms) | {one.id: one for some in more for one in some}
    return Book(frozen, (*ledger.released, *sets), "head")


def test_nothing_is_planned_where_nobody_is_frozen() -> None:
    assert plan(book(), {}, LIMITS) == ()


def test_the_whole_study_is_kept_for_publication_before_anything_else() -> None:
    lines = plan(book(atoms("1804", 5, 5, 5), atoms("1806", 5, 5, 5)), {}, LIMITS)
    assert (lines[0].kind, lines[0].recipient, lines[0].n_people) == (PUBLICATION, "all", 30)
    assert [line.kind for line in lines[:2]] == [PUBLICATION, STUDY]


def test_a_municipality_with_ten_people_of_three_groups_gets_a_report() -> None:
    lines = planned(book(atoms("1804", 4, 3, 3), atoms("1824", 5, 5, 5)))
    assert lines[MUNICIPALITY, "1804"].is_shown
    assert lines[MUNICIPALITY, "1824"].is_shown


def test_the_smallest_that_could_be_shown_is_hidden_with_one_that_cannot() -> None:
    """The study less all the others would be that one."""
    lines = planned(book(atoms("1804", 4, 3, 3), atoms("1806", 5, 5), atoms("1824", 6, 6, 2)))
    shown = [lines[MUNICIPALITY, number].is_shown for number in ("1824", "1804", "1806")]
    assert shown == [True, False, False]


def test_small_municipalities_that_hide_one_another_cost_no_other_its_report() -> None:
    lines = planned(
        book(atoms("1804", 5, 5, 5), atoms("1806", 5, 5), atoms("1820", 5), atoms("1824", 4, 4, 4))
    )
    shown = {
        number: line.is_shown for (kind, number), line in lines.items() if kind == MUNICIPALITY
    }
    assert shown == {"1804": True, "1824": True, "1806": False, "1820": False}


def test_a_pool_is_about_everybody_frozen_in_its_municipalities() -> None:
    ledger = book(atoms("1804", 5, 5, 5), atoms("1806", 5, 5), atoms("1820", 5))
    lines = planned(ledger, {"salten": ["1806", "1820"]})
    assert (lines[POOL, "salten"].n_people, lines[POOL, "salten"].is_shown) == (15, True)


def test_few_who_come_later_wait_and_the_report_is_not_made_again() -> None:
    first = book(atoms("1804", 5, 5, 5))
    later = after(first, atoms("1804", 2, 2, at="2026-W40"))
    published = [(MUNICIPALITY, "1804", frozenset(first.atoms))]
    lines = {(one.kind, one.recipient): one for one in plan(later, {}, LIMITS, published)}
    line = lines[MUNICIPALITY, "1804"]
    assert (line.n_people, line.is_new) == (15, False)
    assert (NEWEST, "1804") not in lines


def test_enough_who_come_later_join_and_are_told_of_apart() -> None:
    later = after(book(atoms("1804", 5, 5, 5)), atoms("1804", 4, 4, 4, at="2026-W40"))
    lines = planned(later)
    assert (lines[MUNICIPALITY, "1804"].n_people, lines[MUNICIPALITY, "1804"].is_new) == (27, True)
    assert (lines[NEWEST, "1804"].n_people, lines[NEWEST, "1804"].n_groups) == (12, 3)


def test_somebody_who_left_since_keeps_the_others_from_being_released_without_them() -> None:
    first = after(book(atoms("1804", 5, 5, 5)))
    group = atoms("1804", 5, 5, 5)[0]
    rest = FrozenAtom(**(vars(group) | {"id": "rest", "weight": 4}))
    gone = FrozenAtom(**(vars(group) | {"id": "gone", "weight": 1, "is_tombstone": True}))
    split = {name: one for name, one in first.atoms.items() if name != group.id}
    sets = tuple(
        ReleasedSet(
            one.kind, one.recipient, one.edition_id, (one.atoms - {group.id}) | {"rest", "gone"}
        )
        for one in first.released
    )
    lines = planned(Book(split | {"rest": rest, "gone": gone}, sets, "head"))
    assert not any(line.is_shown for line in lines.values())


def test_a_table_of_one_line_is_not_asked_for_since_it_would_be_the_whole_again() -> None:
    lines = planned(book(atoms("1804", 5, 5, 5)))
    assert not [line for kind, line in lines if kind == PART]


def test_the_last_line_that_would_give_another_away_is_hidden_with_it() -> None:
    lines = planned(
        book(
            atoms("1804", 5, 5, 5, contact_point="a"),
            [
                FrozenAtom(**(vars(one) | {"id": f"b{one.id}", "group": f"b{one.group}"}))
                for one in atoms("1804", 4, 4, 4, contact_point="b")
            ],
            [
                FrozenAtom(**(vars(one) | {"id": f"c{one.id}", "group": f"c{one.group}"}))
                for one in atoms("1804", 3, contact_point="c")
            ],
        )
    )
    shown = {
        recipient.rpartition("/")[2]: line.is_shown
        for (kind, recipient), line in lines.items()
        if kind == PART
    }
    assert shown == {"a": True, "b": False, "c": False}


def test_a_line_survives_being_stored() -> None:
    for line in plan(book(atoms("1804", 5, 5, 5)), {}, LIMITS):
        assert Line.from_stored(line.stored()) == line
