"""What linear combinations of released sets can be about: exact arithmetic modulo a prime.

Released sums are linear: from them follows the sum over any vector in the row space of the 0/1
matrix of releases, and nothing else. Floating point would have to guess whether a number is
zero; here every number is a remainder modulo the prime 2^61 - 1. A wrong zero would need the
prime to divide every maximal minor of the matrix: impossible up to 36 independent rows (Hadamard's
bound on a 0/1 determinant), and a chance of about 2^-61 beyond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PRIME = 2**61 - 1

Vector = dict[int, int]  # the entries that are not zero, by column


def inverse(value: int) -> int:
    """Return what gives 1 when it is multiplied by the value."""
    return pow(value, -1, PRIME)


class Echelon:
    """Independent vectors in echelon form, to which others are added one by one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[int, Vector] = {}  # by the column of each row's first entry, which is 1

    def remainder(self, vector: Mapping[int, int]) -> Vector:
        """Return what is left of a vector when the rows are taken away from it; empty: nothing."""
        left = dict(vector)
        while pivots := left.keys() & self._rows.keys():
            column = min(pivots)
            _take_away(left, self._rows[column], left[column])
        return left

    def add(self, vector: Mapping[int, int]) -> bool:
        """Add a vector; return whether it was independent of those before."""
        left = self.remainder(vector)
        if not left:
            return False
        first = min(left)
        factor = inverse(left[first])
        self._rows[first] = {column: value * factor % PRIME for column, value in left.items()}
        return True

    def reduced(self) -> dict[int, Vector]:
        """Return the rows by pivot, each without any other row's pivot (reduced echelon form)."""
        done: dict[int, Vector] = {}
        for pivot in sorted(self._rows, reverse=True):
            row = dict(self._rows[pivot])
            for other in [column for column in row if column in done]:
                _take_away(row, done[other], row[other])
            done[pivot] = row
        return done


def null_columns(rows: Iterable[Mapping[int, int]], columns: Iterable[int]) -> dict[int, Vector]:
    """Return, for each column of a matrix, its column in a basis of the null space.

    A vector v is in the row space exactly when the null space's basis times v is zero. So some
    vector that is not zero on a set of columns only, and zero elsewhere, is in the row space
    exactly when these columns of the basis are linearly dependent.
    """
    echelon = Echelon()
    for row in rows:
        echelon.add(row)
    reduced = echelon.reduced()
    return {
        column: (
            {free: PRIME - value for free, value in reduced[column].items() if free != column}
            if column in reduced
            else {column: 1}
        )
        for column in columns
    }


def _take_away(vector: Vector, row: Mapping[int, int], factor: int) -> None:
    for column, value in row.items():
        left = (vector.get(column, 0) - factor * value) % PRIME
        if left:
            vector[column] = left
        else:
            vector.pop(column, None)
