"""Names one after the other, as a sentence of the language puts them."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale


def listed(names: Sequence[str]) -> str:
    """Return the names with the language's commas and its word for and."""
    return format_list(list(names), locale=get_locale() or "nb")
