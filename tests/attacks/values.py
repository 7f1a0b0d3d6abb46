"""The attacker's arithmetic on the figures themselves: how closely they tell of people and groups.

Every published mean is a sum that is known but for its rounding, and every answer lies on its
scale. Linear programming gives the least and the most that anything can be.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from tests.attacks.published import MEANS, SPREADS, Line, Published
from tests.attacks.rank import Rows, Set
from tests.attacks.years import Years

WAVES = ("pre", "post", "change")  # in the order of MEANS and SPREADS
ROUNDING = 0.05 + 1e-9  # half of the last digit that is printed
SIDES = ("soc13_comprehensibility", "soc13_manageability", "soc13_meaningfulness")
SCALES = {
    "soc13_total": (13, 91),
    "soc13_comprehensibility": (5, 35),
    "soc13_manageability": (4, 28),
    "soc13_meaningfulness": (4, 28),
    "gse_total": (10, 40),
}
Cell = tuple[str, int]  # people of one group who were always in the same released sets


class Reconstruction:
    """All released sums of some outcomes as one linear programme over groups' parts."""

    def __init__(
        self, told: Iterable[tuple[Line, frozenset[str]]], group_of: Callable[[str], str]
    ) -> None:
        """Take every line with figures, and who is in each."""
        lines = [(line, people) for line, people in told if line.figures]
        pattern: dict[str, list[int]] = {}
        for place, (_line, people) in enumerate(lines):
            for person in people:
                pattern.setdefault(person, []).append(place)
        signs: dict[tuple[int, ...], int] = {}
        self.cell_of: dict[str, Cell] = {
            person: (group_of(person), signs.setdefault(tuple(where), len(signs)))
            for person, where in pattern.items()
        }
        self.sizes = Counter(self.cell_of.values())
        self.cells = {cell: place for place, cell in enumerate(sorted(self.sizes))}
        self.outcomes = sorted({line.outcome for line, _ in lines})
        self._build(lines)

    def column(self, cell: Cell, outcome: str, wave: int) -> int:
        """Return where the sum of a cell stands among the unknowns."""
        place = self.outcomes.index(outcome)
        return (place * 2 + wave) * len(self.cells) + self.cells[cell]

    def _build(self, lines: list[tuple[Line, frozenset[str]]]) -> None:
        rows, columns, values, limits = list[int](), list[int](), list[float](), list[float]()

        def at_most(entries: Mapping[int, float], most: float) -> None:
            for column, value in entries.items():
                rows.append(len(limits))
                columns.append(column)
                values.append(value)
            limits.append(most)

        for line, people in lines:
            inside = {self.cell_of[person] for person in people}
            for wave, name in enumerate(MEANS):
                signs = {0: ((0, 1),), 1: ((1, 1),), 2: ((1, 1), (0, -1))}[wave]
                sums = {
                    self.column(cell, line.outcome, which): float(sign)
                    for cell in inside
                    for which, sign in signs
                }
                mean, n = line.figures[name], len(people)
                at_most(sums, n * (mean + ROUNDING))
                at_most({c: -v for c, v in sums.items()}, -n * (mean - ROUNDING))
        self.limits = np.array(limits)
        n_unknown = len(self.outcomes) * 2 * len(self.cells)
        self.matrix = sparse.csr_array((values, (rows, columns)), shape=(len(limits), n_unknown))
        self.equal = None
        if set(SIDES) < set(self.outcomes) and "soc13_total" in self.outcomes:
            entries = [
                (row, self.column(cell, key, wave), 1.0 if key in SIDES else -1.0)
                for row, (cell, wave) in enumerate(
                    (cell, wave) for cell in self.cells for wave in (0, 1)
                )
                for key in (*SIDES, "soc13_total")
            ]
            r, c, v = zip(*entries, strict=True)
            self.equal = sparse.csr_array((v, (r, c)), shape=(2 * len(self.cells), n_unknown))
        self.bounds = [
            (SCALES[key][0] * self.sizes[cell], SCALES[key][1] * self.sizes[cell])
            for key in self.outcomes
            for _wave in (0, 1)
            for cell in self.cells
        ]

    def interval(self, cells: Iterable[Cell], outcome: str, wave: int) -> tuple[float, float]:
        """Return the least and the most that the sum over some cells can be."""
        aim = np.zeros(self.matrix.shape[1])
        for cell in cells:
            aim[self.column(cell, outcome, wave)] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * aim,
                A_ub=self.matrix,
                b_ub=self.limits,
                A_eq=self.equal,
                b_eq=None if self.equal is None else np.zeros(self.equal.shape[0]),
                bounds=self.bounds,
                method="highs",
            )
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]

    def width_of_group(self, group: str, outcome: str, wave: int) -> float:
        """Return how wide a group's sum is, as a share of all it could be."""
        cells = [cell for cell in self.cells if cell[0] == group]
        low, high = self.interval(cells, outcome, wave)
        least, most = SCALES[outcome]
        return (high - low) / ((most - least) * sum(self.sizes[cell] for cell in cells))

    def width_of_person(self, cell: Cell, outcome: str, wave: int) -> float:
        """Return how wide one person's answer is; those of a cell cannot be told apart."""
        low, high = self.interval([cell], outcome, wave)
        (least, most), others = SCALES[outcome], self.sizes[cell] - 1
        return (min(high - others * least, most) - max(low - others * most, least)) / (most - least)


def likeness_faults(years: Years, published: Published) -> list[tuple[str, Set]]:
    """Return whose mean and spread follow from those of others, and give each of them away.

    From n, mean and standard deviation follow the sums of points and of their squares; with those
    of some people nobody is further from their mean than sd (n - 1) / sqrt(n) (Samuelson 1968).
    What rounding alone makes look alike is a wrong guess, and tells of nobody.
    """
    found = []
    for outcome, (least, most) in SCALES.items():
        told = {
            years.sets[line.about]: line.figures
            for line in published.lines
            if line.outcome == outcome and line.figures
        }
        rows = Rows(told)
        values = _moments(told, rows)
        for people, weights in rows.combinations():
            n = len(people)
            for wave, (sums, squares) in zip(WAVES, values, strict=True):
                total = sum(weight * sums[row] for row, weight in weights.items())
                spread = sum(weight * squares[row] for row, weight in weights.items())
                around = max(spread - total**2 / n, 0) * (n - 1) / n
                # Rounding hides a little from the attacker; so much is given here.
                if math.sqrt(around) < 0.9 * (most - least) / 4 and (
                    _furthest(years, people, outcome, wave) < (most - least) / 4
                ):
                    found.append((outcome, people))
    return found


def _furthest(years: Years, people: Set, outcome: str, wave: str) -> float:
    """Return how far from their mean at most anybody can be, by the points they really have."""
    pre, post = (
        np.array([years.truth[one][f"{outcome}_{name}"] for one in people])
        for name in ("pre", "post")
    )
    points = {"pre": pre, "post": post, "change": post - pre}[wave]
    return float(np.std(points, ddof=1) * (len(points) - 1) / math.sqrt(len(points)))


def _moments(
    told: Mapping[Set, Mapping[str, float]], rows: Rows
) -> list[tuple[list[float], list[float]]]:
    """Return the sums of points and of their squares in each set: before, after, change."""
    found = []
    for mean, sd in zip(MEANS, SPREADS, strict=True):
        sums = [len(one) * told[one][mean] for one in rows.sets]
        squares = [
            (len(one) - 1) * told[one][sd] ** 2 + len(one) * told[one][mean] ** 2
            for one in rows.sets
        ]
        found.append((sums, squares))
    return found
