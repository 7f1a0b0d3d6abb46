"""Why figures are absent, as the evaluation tells it beside each null."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def reasons(named: Mapping[str, Any]) -> tuple[str, ...]:
    """Return each reason found below a name once, with all the names it holds for."""
    found: dict[str, list[str]] = {}
    for name, figures in named.items():
        for why in dict.fromkeys(_whys(figures)):
            found.setdefault(why, []).append(name)
    return tuple(f"{', '.join(names)}: {why}".removeprefix(": ") for why, names in found.items())


def _whys(figures: Any) -> Iterator[str]:
    if isinstance(figures, Mapping):
        for name, entry in figures.items():
            if name == "why":
                yield from [str(entry)] if entry else []
            else:
                yield from _whys(entry)
    elif isinstance(figures, Sequence) and not isinstance(figures, str):
        for entry in figures:
            yield from _whys(entry)
