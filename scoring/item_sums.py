"""Sums and products of whole answers: exact, so that neither order nor number of rows matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.keying import Codes, blocks
from scoring.people import Positions


@dataclass(frozen=True, eq=False)
class ItemSums:
    """Of n complete rows: each item's sum, and the sum of each product of two; whole numbers."""

    n: int
    sums: NDArray[np.int64]
    products: NDArray[np.int64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Each item's mean code; of at least one row."""
        return self.sums / self.n

    def covariance(self, *, ddof: int) -> NDArray[np.float64]:
        """Return the covariances, divided by n - ddof; of zeros where that leaves nothing.

        n times a product stays a whole number below 2 to the power 63 up to 400 million rows.
        """
        if self.n <= ddof:
            return np.zeros(self.products.shape)
        about_mean = self.n * self.products - np.outer(self.sums, self.sums)
        return np.asarray(about_mean / (self.n * (self.n - ddof)))


def sums_of_complete(codes: Sequence[Codes], rows: Sequence[Positions]) -> ItemSums:
    """Return the sums of the entries that are complete.

    codes: 0 is open, shape (items, rows of the file) each; rows: where each entry stands in
    each of them, shape (entries,). So one scale at two waves is its codes twice, at two
    rows. An entry with an open item anywhere is left out. Codes are one byte: a sum over a
    block of rows is exact in floats too, which multiply faster.
    """
    k = sum(map(len, codes))
    n, sums, products = 0, np.zeros(k, dtype=np.int64), np.zeros((k, k), dtype=np.int64)
    for block in blocks(len(rows[0])):
        answers = np.vstack([one[:, at[block]] for one, at in zip(codes, rows, strict=True)])
        complete = answers[:, (answers != 0).all(axis=0)].astype(np.float64)
        n += complete.shape[1]
        sums += complete.sum(axis=1).astype(np.int64)
        products += (complete @ complete.T).astype(np.int64)
    return ItemSums(n, sums, products)
