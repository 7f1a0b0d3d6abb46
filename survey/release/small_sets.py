"""The search for a few people whom released sets, taken together, tell about: see `audit`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from survey.release.null_space import Span, Vector

People = Mapping[str, float]  # how many, by group; or whatever else adds up over people


class LookedTooLongError(RuntimeError):
    """The search was ended before it was known whether there are such people."""


class Search:
    """Looks for classes that are too few people, and whose columns add up to something."""

    def __init__(
        self,
        columns: Mapping[int, Vector],
        classes_at: Mapping[int, set[int]],
        people: Mapping[int, People],
        is_enough: Callable[[People], bool],
        most_steps: int | None = None,
    ) -> None:
        """Take the column of each class, where they are not zero, and who is in each."""
        self.columns, self.classes_at, self.people = columns, classes_at, people
        self.is_enough, self.most_steps, self.n_steps = is_enough, most_steps, 0
        self._is_small: dict[int, bool] = {}

    def run(self, wanted: Vector) -> list[int] | None:
        """Return the classes of such a set, or None; where nothing is wanted, nothing is new."""
        return self._deeper([], {}, Span(), wanted, set()) if wanted else None

    def _deeper(
        self, chosen: list[int], people: People, span: Span, left: Vector, tried: set[int]
    ) -> list[int] | None:
        """Return the chosen classes and more, once nothing is left to be added up to.

        Some class of any such set is not zero at a coordinate of what is left; each is tried in
        turn, and whoever was tried is not looked at again, since all sets with it were.
        """
        if not left:
            return chosen
        self.n_steps += 1
        if self.most_steps is not None and self.n_steps > self.most_steps:
            raise LookedTooLongError(f"more than {self.most_steps} steps")
        coordinate = min(left, key=lambda one: (len(self.classes_at[one]), one))
        tried = set(tried)
        for place, remainder in self._not_zero_at(coordinate, span, tried):
            tried.add(place)
            joined = together(people, self.people[place])
            if self.is_enough(joined):
                continue
            grown = span.with_one_more(remainder, coordinate)
            found = self._deeper([*chosen, place], joined, grown, grown.remainder(left), tried)
            if found is not None:
                return found
        return None

    def _not_zero_at(
        self, coordinate: int, span: Span, tried: set[int]
    ) -> Iterator[tuple[int, Vector]]:
        """Yield small classes whose columns, less the span, are not zero at a coordinate."""
        at = self.classes_at
        places = set(at[coordinate])
        for pivot, vector in span.pivots:
            if coordinate in vector:
                places |= at[pivot]
        for place in sorted(places - tried):
            if self._fails(place):
                remainder = span.remainder(self.columns[place])
                if coordinate in remainder:
                    yield place, remainder

    def _fails(self, place: int) -> bool:
        """Return whether a class would not pass by itself; what does is in no set that fails."""
        if place not in self._is_small:
            self._is_small[place] = not self.is_enough(self.people[place])
        return self._is_small[place]


def together(people: People, more: People) -> dict[str, float]:
    """Return two amounts added up."""
    joined = dict(people)
    add(joined, more)
    return joined


def add(people: dict[str, float], more: People) -> None:
    """Add an amount to another, in place."""
    for group, count in more.items():
        people[group] = people.get(group, 0) + count
