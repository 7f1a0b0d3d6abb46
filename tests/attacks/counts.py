"""The attacker's arithmetic on counts of answers: what follows from all pages together."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from tests.attacks.published import Published
from tests.attacks.rank import Rows, Set
from tests.attacks.years import Years
from tests.proofs import IS_LONG

FEWEST = 5
OTHER_WAY = "In another way, or no answer"
JOINED = {
    "Did not agree, or no answer": ("Did not agree", "No answer"),
    "As before, or no answer": ("As before", "No answer"),
}


def small_parts(years: Years, published: Published) -> list[tuple[str, Set, int]]:
    """Return each part of fewer than five that follows from the counts on all pages together.

    Of every question and every answer or several: over which people the count is known, and so
    over which others; and how many of those gave that answer. Clear change is not in it: each
    report has a threshold of its own.
    """
    told: dict[tuple[str, frozenset[str]], dict[Set, int]] = {}
    for one in published.shares:
        people = years.sets[one.about]
        assert sum(one.parts.values()) == len(people)
        if "clear change" in one.question:
            continue
        for answers, n in _answers(one.parts).items():
            counts = told.setdefault((one.question, answers), {})
            assert counts.setdefault(people, n) == n, "one set, one count"
    found = []
    for (question, answers), counts in told.items():
        rows = Rows(counts)
        for people, n in worked_out_counts(rows, counts):
            if n < FEWEST:
                found.append((f"{question} {sorted(answers)}", people, n))
    return found


def _answers(parts: Mapping[str, int]) -> dict[frozenset[str], int]:
    """Return the count of each answer, and of several together, by what they are together."""
    meant = {name: frozenset(JOINED.get(name, (name,))) for name in parts}
    found = {}
    for size in range(1, len(parts)):
        for some in combinations(sorted(parts), size):
            if OTHER_WAY in some:  # all ways but those that are left
                told = frozenset(f"not {name}" for name in parts if name not in some)
            else:
                told = frozenset[str]().union(*(meant[name] for name in some))
            found[told] = sum(parts[name] for name in some)
    return found


def worked_out_counts(rows: Rows, counts: dict[Set, int]) -> list[tuple[Set, int]]:
    """Return every set of people that a combination is about, and the count over it."""
    found = []
    sizes = [len(one) for one in rows.classes]
    for order in orders(len(rows.classes), sizes):
        for combination, n in rows.reduced_with(counts, order):
            if len(set(combination.values())) == 1:
                (factor,) = set(combination.values())
                found.append((rows.people(combination), int(n / factor)))
    return found


def orders(n: int, sizes: list[int]) -> list[list[int]]:
    """Return the order from the largest class, and each class put last in turn."""
    by_size = sorted(range(n), key=lambda one: (-sizes[one], one))
    some = by_size if IS_LONG or n < 10 else by_size[::-1][:6]
    return [by_size, by_size[::-1], *([*(o for o in by_size if o != one), one] for one in some)]
