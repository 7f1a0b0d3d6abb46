"""What linear combinations of released sets can be about: exact arithmetic modulo a prime.

Released sums are linear: from them follows the sum over any vector in the row space of the 0/1
matrix of releases, and nothing else. Floating point would have to guess whether a number is
zero; here every number is a remainder modulo the prime 2^61 - 1. A wrong zero would need the
prime to divide every maximal minor of the matrix: impossible up to 36 independent rows (Hadamard's
bound on a 0/1 determinant), and a chance of about 2^-61 beyond.
"""

from __future__ import annotations

from collections.abc import Mapping

PRIME = 2**61 - 1

Vector = dict[int, int]  # the entries that are not zero, by coordinate


def ratio(above: int, below: int) -> int:
    """Return one number divided by another."""
    return above * pow(below, -1, PRIME) % PRIME


def take_away(vector: Vector, other: Mapping[int, int], factor: int) -> None:
    """Take another vector so many times from a vector, in place."""
    for coordinate, value in other.items():
        left = (vector.get(coordinate, 0) - factor * value) % PRIME
        if left:
            vector[coordinate] = left
        else:
            vector.pop(coordinate, None)


class Span:
    """Independent vectors, each with a coordinate of its own at which it is 1."""

    def __init__(self, pivots: tuple[tuple[int, Vector], ...] = ()) -> None:
        """Begin with none, or with those of another span."""
        self.pivots = pivots

    def remainder(self, vector: Mapping[int, int]) -> Vector:
        """Return what is left of a vector when the span is taken away from it; empty: nothing."""
        left = dict(vector)
        for coordinate, one in self.pivots:
            if factor := left.get(coordinate):
                take_away(left, one, factor)
        return left

    def with_one_more(self, remainder: Mapping[int, int], coordinate: int) -> Span:
        """Return the span and a vector whose remainder is not zero at a coordinate."""
        factor = ratio(1, remainder[coordinate])
        scaled = {place: value * factor % PRIME for place, value in remainder.items()}
        return Span((*self.pivots, (coordinate, scaled)))
