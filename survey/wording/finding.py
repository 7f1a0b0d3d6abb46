"""One thing to say of a text, a permission or a study; ``wording_words`` says it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """What is so, where in the file, and what the sentence about it names."""

    kind: str
    place: str = ""  # items.soc13_03.low; or an instrument
    facts: Mapping[str, str | int] = field(default_factory=dict)
    cell: str = ""  # D14, where the file has cells
