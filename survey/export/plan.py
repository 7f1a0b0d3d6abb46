"""Which columns a research file has, and in which order. Loads no pandas: pages show them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.instrument import Instrument, load_instrument
from survey.after_questions import AFTER, KEYS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import declined_column
from survey.export.columns import keyed_name
from survey.export.kinds import VARIABLES
from survey.models.study import POST, PRE
from survey.report.used import PERSON_COLUMNS, WAVE_COLUMNS, Used

FIRST = ""  # of a person's rows, whichever wave it is


@dataclass(frozen=True)
class Plan:
    """Which columns a research file has: those with something in them, and what is approved."""

    used: Used
    variables: tuple[str, ...]
    asked_before: frozenset[str]  # the background questions that the study asks

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Return the instruments to which somebody has said something."""
        return tuple(load_instrument(key) for key in self.used.instruments)

    def long_names(self) -> list[str]:
        """Return the columns of a file with a row for each wave, in order."""
        own = [*BACKGROUND_KEYS, *KEYS, declined_column(AFTER)]
        standing = [*PERSON_COLUMNS, *WAVE_COLUMNS]
        names = [one for one in standing if one != "week"]
        names += [one for one in own if one in self.used.columns]
        items = [key for one in self.instruments for key in one.item_keys]
        declined = [declined_column(one.key) for one in self.instruments]
        names += [*items, *(one for one in declined if one in self.used.columns)]
        for one in self.instruments:
            for scale in one.scales:
                names += [f"{scale.column}{end}" for end in ("", "_missing", "_prorated")]
        names += [keyed_name(key) for key in items]
        return [one for one in names if one not in VARIABLES or one in self.variables]

    def wide_names(self, waves: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return each column of a file with a row for each person: its long name, its wave."""
        at = dict.fromkeys((*PERSON_COLUMNS, "late_pre"), FIRST)
        at |= dict.fromkeys(("meetings_before", *BACKGROUND_KEYS), PRE)
        at |= dict.fromkeys(("weeks_since_pre", *KEYS, declined_column(AFTER)), POST)
        names = [one for one in self.long_names() if one != "wave"]
        once = {one: (one, at[one]) for one in names if one in at}
        each = [one for one in names if one not in at]
        return once | {f"{one}_{wave}": (one, wave) for wave in waves for one in each}
