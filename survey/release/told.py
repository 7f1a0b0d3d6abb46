"""What has been told of released sets, figure by figure, and whether it may be told of one more.

A set that may be released need not have everything told of it. A mean is hidden where the answers
lie so close together that it gives each of them away, and how many answered what where few did.
Such a figure must not be had by adding and taking away what is told of other sets either: where a
whole and all its parts but one are told, so is the last. So each figure has a history of its own,
and what may be worked out from it is held against the figure's own rule by the ledger's audit.
These rules look at answers, unlike the ledger's; nothing says which of them hid a figure.

For jobs only: it needs NumPy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.release.audit import Known, Row
from survey.release.small_sets import LookedTooLongError, People

# Where it takes longer to see that nothing follows about too few, the figure is not told: a part
# that hardly anybody is in can be looked for in very many ways.
MOST_STEPS = 300

Columns = Mapping[str, NDArray[np.float64]]  # what adds up over people, one entry for each


@dataclass(frozen=True)
class Figure:
    """Something that may be told of a set: what it adds up, and whether so much is enough.

    sign: what it is called in a history. variant: what else the sums depend on, for this set
    alone. is_enough: must also hold for more wherever it holds.
    """

    sign: str
    columns: Callable[[pd.DataFrame], Columns]
    is_enough: Callable[[People], bool]
    variant: str = ""
    coarser: tuple[Figure, ...] = ()  # what it tells as well


class Told:
    """Everything that has been told of the sets of a study, figure by figure."""

    def __init__(
        self, atoms: Iterable[str], people: pd.DataFrame, places: Mapping[str, NDArray[np.intp]]
    ) -> None:
        """Begin with nothing told. places: where in people those of each atom stand."""
        self.people, self.places = people, places
        self.atoms = list(atoms)
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._known: dict[tuple[str, str], Known] = {}

    def may(self, figure: Figure, row: Row) -> bool:
        """Return whether a figure may be told of a set, with all that was told before."""
        if not all(self.may(one, row) for one in figure.coarser):
            return False
        known = self._known_of(figure)
        total: dict[str, float] = {}
        for atom in row:
            for name, count in known.atoms[atom].items():
                total[name] = total.get(name, 0) + count
        if not figure.is_enough(total):
            return False
        try:
            return known.exposed_by(row, MOST_STEPS) is None
        except LookedTooLongError:
            return False

    def tell(self, sign: str, row: Row) -> None:
        """Keep that a figure was told of a set."""
        self._rows[sign].append(row)
        for (told, _variant), known in self._known.items():
            if told == sign:
                known.add(row)

    def _known_of(self, figure: Figure) -> Known:
        key = figure.sign, figure.variant
        if key not in self._known:
            self._known[key] = Known(self._contents(figure), figure.is_enough)
            for row in self._rows[figure.sign]:
                self._known[key].add(row)
        return self._known[key]

    def _contents(self, figure: Figure) -> dict[str, People]:
        """Return what is in each atom; of those who have left nothing is known any more."""
        columns = figure.columns(self.people)
        return {
            atom: {name: float(values[self.places[atom]].sum()) for name, values in columns.items()}
            if atom in self.places
            else {}
            for atom in self.atoms
        }


@dataclass
class OfOneSet:
    """What is told of one set, as it is decided."""

    told: Told
    row: Row
    signs: dict[str, None]  # in order, each once

    def may(self, figure: Figure) -> bool:
        """Return whether a figure may be told of this set."""
        return self.told.may(figure, self.row)

    def tell(self, figure: Figure) -> None:
        """Tell a figure of this set."""
        for one in (*figure.coarser, figure):
            if one.sign not in self.signs:
                self.signs[one.sign] = None
                self.told.tell(one.sign, self.row)
