"""The works an article names: each is cited where it is used, and listed because it was cited."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("citations.toml")


@cache
def all_works() -> dict[str, dict[str, str]]:
    """Return every work by key: `names` and `year` as cited, and the full `reference`."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


class Citations:
    """What one article cites."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.cited: set[str] = set()

    def cite(self, *keys: str) -> str:
        """Return the works as they stand within brackets; KeyError for one that is not known."""
        self.cited.update(keys)
        return "; ".join(self._short(key) for key in keys)

    def references(self) -> list[str]:
        """Return the full references of what has been cited so far, by name."""
        return sorted((all_works()[key]["reference"] for key in self.cited), key=str.casefold)

    def _short(self, key: str) -> str:
        work = all_works()[key]
        names = work["names"]
        if self.language != "en":
            names = names.replace(" & ", " og ").replace("et al.", "mfl.")
        return f"{names}, {work['year']}"
