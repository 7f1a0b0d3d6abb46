"""Plain elimination over the rational numbers: slow, and nothing that could be wrong in it."""

from __future__ import annotations

from fractions import Fraction


def rank(matrix: list[list[Fraction]]) -> int:
    """Return the rank over the rational numbers, by plain elimination."""
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in range(found, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for row in range(found + 1, len(rows)):
            factor = rows[row][column] / rows[found][column]
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[found], strict=True)]
        found += 1
    return found
