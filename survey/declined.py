"""Prefers not to answer: a third thing, neither an answer nor a gap that was left open."""

from __future__ import annotations

from collections.abc import Iterable

DECLINED = "declined"  # what a form sends and a draft keeps in the place of a point


def declined_column(name: str) -> str:
    """Return the file's column of an instrument, or of the questions after: what was declined."""
    return f"{name}_declined"


def in_one_cell(keys: Iterable[str]) -> str | None:
    """Return keys of items or questions as one cell holds them; None where there are none."""
    return " ".join(keys) or None
