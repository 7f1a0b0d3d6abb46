"""What the JSON of an evaluation keeps to, wherever it is made."""

from __future__ import annotations

from typing import Any


def nulls_without_a_why(value: Any, place: str = "evaluation") -> list[str]:
    """Places of nulls whose dict has no `why` that names them."""
    if isinstance(value, list):
        return [found for entry in value for found in nulls_without_a_why(entry, place)]
    if not isinstance(value, dict):
        return []
    unexplained = [
        f"{place}.{key}"
        for key, entry in value.items()
        if entry is None and key not in value.get("why", "")
    ]
    return unexplained + [
        found
        for key, entry in value.items()
        for found in nulls_without_a_why(entry, f"{place}.{key}")
    ]
