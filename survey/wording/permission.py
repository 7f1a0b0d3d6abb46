"""What a rights holder has allowed with a text, and whether a use lies within it.

Each check raises NotPermitted with the reason, and has a yes-or-no twin. A demonstration or a
trial meets no real people and needs no permission; a study of real people needs one for each use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.errors import NotPermitted
from survey.models import InstrumentWording, WordingPermission
from survey.models.wording import MODES, PURPOSES
from survey.wording.finding import Finding
from survey.wording_words import in_english


@dataclass(frozen=True)
class Use:
    """How a study means to use a text."""

    purpose: str  # research or service_evaluation
    mode: str  # web or paper; empty where only what was answered before is told
    day: dt.date | None  # none where it does not matter when


def in_force(rows: Iterable[WordingPermission]) -> Sequence[WordingPermission]:
    """Return what still holds: the newest first, nothing from before it was taken back."""
    holding = []
    for row in sorted(rows, key=lambda one: one.number, reverse=True):
        if not (row.research or row.service_evaluation):
            break
        holding.append(row)
    return holding


def purposes_of(row: WordingPermission) -> tuple[str, ...]:
    """Return the purposes that a permission covers."""
    return tuple(one for one in PURPOSES if getattr(row, one))


def modes_of(row: WordingPermission) -> tuple[str, ...]:
    """Return how the questions may be asked under a permission."""
    return tuple(one for one in MODES if getattr(row, one))


def why_not(
    wording: InstrumentWording, rows: Iterable[WordingPermission], use: Use
) -> list[Finding]:
    """Return why this use of an installed text is not allowed; nothing where it is."""
    if wording.kind != "installed":
        return [Finding("not_installed", wording.instrument_key)]
    holding = in_force(rows)
    if not holding:
        return [Finding("no_permission", wording.instrument_key)]
    reasons = [_beyond(row, wording, use) for row in holding]
    return [] if not all(reasons) else reasons[0]  # of the newest, which is meant to hold


def _beyond(row: WordingPermission, wording: InstrumentWording, use: Use) -> list[Finding]:
    facts = {"reference": row.reference}
    found = []
    if not getattr(row, use.purpose):
        found.append(Finding(f"not_for_{use.purpose}", wording.instrument_key, facts))
    if use.mode and not getattr(row, use.mode):
        found.append(Finding(f"not_on_{use.mode}", wording.instrument_key, facts))
    if wording.language not in row.languages:
        found.append(Finding("not_in_language", wording.instrument_key, facts))
    if use.day and row.valid_until and use.day > row.valid_until:
        ended = facts | {"day": row.valid_until.isoformat()}
        found.append(Finding("ended", wording.instrument_key, ended))
    return found


def check_covers(
    wording: InstrumentWording, rows: Iterable[WordingPermission], use: Use, what: str
) -> None:
    """Raise NotPermitted unless a permission covers this use of a text."""
    if reasons := why_not(wording, rows, use):
        raise NotPermitted(f"{what}:\n" + "\n".join(f"- {in_english(one)}" for one in reasons))


def covers(wording: InstrumentWording, rows: Iterable[WordingPermission], use: Use) -> bool:
    """Return whether a permission covers this use of a text."""
    return not why_not(wording, rows, use)
