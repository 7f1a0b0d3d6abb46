"""Figures as an article writes them: in English after the APA, in bokmål with decimal comma."""

from __future__ import annotations

from collections.abc import Callable, Sequence

ABSENT = "–"
SMALLEST_P, LARGEST_P = 0.001, 0.999
MOST_CHANCE = 0.99
LARGEST_RATIO = 1_000_000
SMALLEST_RATIO = 0.01
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class Numbers:
    """The forms of figures in one language; a figure that does not exist is a dash."""

    def __init__(self, language: str) -> None:
        self.is_english = language == "en"

    def forms(self) -> dict[str, Callable[..., str]]:
        """Return every form under the name that the templates use."""
        return {
            "fixed": self.fixed,
            "share": self.share,
            "chance": self.chance,
            "p": self.p,
            "p_cell": self.p_cell,
            "between": self.between,
            "between_shares": self.between_shares,
            "whole": self.whole,
            "percent": self.percent,
            "ratio": self.ratio,
        }

    def fixed(self, value: float | None, decimals: int = 2) -> str:
        """Return a figure with so many decimals, and a true minus."""
        if value is None:
            return ABSENT
        return self._own(f"{value:z.{decimals}f}".replace("-", "\N{MINUS SIGN}"))

    def share(self, value: float | None, decimals: int = 2) -> str:
        """Return a figure that cannot pass one, in English without the nought before the point."""
        text = self.fixed(value, decimals)
        if value is None or abs(value) >= 1 or not self.is_english:
            return text
        return text.replace("0.", ".", 1)

    def chance(self, value: float) -> str:
        """Return the power of a test; never that it is certain."""
        return f"> {self.share(MOST_CHANCE)}" if value > MOST_CHANCE else self.share(value)

    def p(self, value: float | None) -> str:
        """Return `p = .034`, `p < .001`, `p > .999`, or that no p is given."""
        if value is None:
            return "no p is given" if self.is_english else "ingen p oppgis"
        if value < SMALLEST_P:
            return f"p < {self.share(SMALLEST_P, 3)}"
        if value > LARGEST_P:
            return f"p > {self.share(LARGEST_P, 3)}"
        return f"p = {self.share(value, 3)}"

    def p_cell(self, value: float | None) -> str:
        """Return p for a cell of a table: `.034` or `< .001`."""
        return ABSENT if value is None else self.p(value).removeprefix("p ").removeprefix("= ")

    def between(self, ends: Sequence[float] | None, decimals: int = 2) -> str:
        """Return an interval in words."""
        return self._between([self.fixed(end, decimals) for end in ends or ()])

    def between_shares(self, ends: Sequence[float] | None, decimals: int = 2) -> str:
        """Return an interval of a figure that cannot pass one, in words."""
        return self._between([self.share(end, decimals) for end in ends or ()])

    def whole(self, value: int | None) -> str:
        """Return how many there are."""
        if value is None:
            return ABSENT
        return f"{value:,}" if self.is_english else f"{value:,}".replace(",", NO_BREAK_SPACE)

    def percent(self, value: float | None) -> str:
        """Return a share in per cent."""
        return ABSENT if value is None else f"{self.fixed(100 * value, 1)}{NO_BREAK_SPACE}%"

    def ratio(self, value: float | None) -> str:
        """Return a figure that may be very large or very small, with = or the sign it needs."""
        if value is None:
            return f"= {ABSENT}"
        if value > LARGEST_RATIO:
            return f"> {self.whole(LARGEST_RATIO)}"
        if value < SMALLEST_RATIO:
            return f"< {self.fixed(SMALLEST_RATIO)}"
        return f"= {self.fixed(value)}"

    def _between(self, ends: Sequence[str]) -> str:
        if not ends:
            return ABSENT
        low, high = ends
        return f"from {low} to {high}" if self.is_english else f"fra {low} til {high}"

    def _own(self, text: str) -> str:
        return text if self.is_english else text.replace(".", ",")
