"""How coarse traits are made before a file is shared. Plain values: no database, no frame."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from survey.errors import TooFewAlike

RULES_FILE = Path(__file__).with_name("sharing.toml")
TRAITS = {
    "place": "municipality",
    "age": "age_band",
    "gender": "gender",
    "group_type": "group_type",
}
UNKNOWN = "unknown"
COARSE_AGES = {"18-39": "18-59", "40-59": "18-59", "60-74": "60+", "75+": "60+"}
N_DIGITS_OF_COUNTY = 2

Traits = tuple[str, ...]  # of one person: the value of each approved trait


@dataclass(frozen=True)
class Rules:
    """One version of the rules."""

    version: int
    k: int
    most_suppressed: float
    steps: tuple[Mapping[str, Any], ...]
    residual: int = 0  # people alike who are left when those of any one group are set aside


@dataclass(frozen=True)
class Coarse:
    """What becomes of traits: coarser ones, or nothing where too few people are alike."""

    step: int
    names: tuple[str, ...]
    became: Mapping[Traits, Traits | None]
    smallest_class: int
    suppressed_share: float


@cache
def rules() -> Rules:
    """Return the rules that are in force."""
    raw = _raw()
    return Rules(raw["version"], raw["k"], raw["most_suppressed"], tuple(raw["steps"]))


@cache
def rules_at_the_end() -> Rules:
    """Return the rules for what is kept of a study at its end: the same ladder, more alike."""
    raw, more = _raw(), _raw()["at_the_end"]
    steps = tuple(raw["steps"])
    return Rules(raw["version"], more["k"], more["most_suppressed"], steps, more["residual"])


def _raw() -> dict[str, Any]:
    with RULES_FILE.open("rb") as file:
        return tomllib.load(file)


def known(value: Any) -> str:
    """Return a trait, or that nothing is known where it is empty or was not said."""
    return value if isinstance(value, str) and value != "prefer_not_to_say" else UNKNOWN


def generalise(
    counts: Mapping[Traits, int],
    names: Sequence[str],
    by: Rules,
    groups: Mapping[Traits, Counter[str]] | None = None,
) -> Coarse:
    """Return how coarse traits are made; raise TooFewAlike where no step of the ladder is enough.

    counts: how many people have the same traits, in the order of names.
    groups: how many of those are of which group, where the rules look at groups too.
    """
    n_people = sum(counts.values())
    for number, step in enumerate(by.steps):
        coarser = {traits: _at(step, dict(zip(names, traits, strict=True))) for traits in counts}
        sizes: Counter[Traits] = Counter()
        of_groups: defaultdict[Traits, Counter[str]] = defaultdict(Counter)
        for traits, n_alike in counts.items():
            sizes[coarser[traits]] += n_alike
            of_groups[coarser[traits]].update((groups or {}).get(traits, {}))
        kept = {
            one: size
            for one, size in sizes.items()
            if size >= by.k and size - max(of_groups[one].values(), default=0) >= by.residual
        }
        suppressed = n_people - sum(kept.values())
        if kept and suppressed <= by.most_suppressed * n_people:
            return Coarse(
                number,
                tuple(name for name in names if _is_kept(step, name)),
                {one: made if made in kept else None for one, made in coarser.items()},
                min(kept.values()),
                suppressed / n_people,
            )
    raise TooFewAlike(f"fewer than {by.k} people would be alike, however coarse the file is made")


def _is_kept(step: Mapping[str, Any], name: str) -> bool:
    return step[name] != "none" if name == "place" else bool(step[name])


def _at(step: Mapping[str, Any], traits: Mapping[str, str]) -> Traits:
    return tuple(
        _coarser(step, name, value) for name, value in traits.items() if _is_kept(step, name)
    )


def _coarser(step: Mapping[str, Any], name: str, value: str) -> str:
    if name == "place" and step[name] == "county" and value != UNKNOWN:
        return value[:N_DIGITS_OF_COUNTY]
    if name == "age" and step[name] == len(set(COARSE_AGES.values())):
        return COARSE_AGES.get(value, value)
    return value
