"""Everything a municipal report says, as figures without a language.

A record that has passed the release gate: nothing in it needs hiding any more, and the page and
the PDF are made from it alone. It turns into JSON and back without loss.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from survey.release.gate import Thresholds
from survey.report.assumptions import Assumptions

SUBSCALE_KEYS: Final = (
    "soc13_comprehensibility",
    "soc13_manageability",
    "soc13_meaningfulness",
)
OUTCOME_KEYS: Final = ("soc13_total", *SUBSCALE_KEYS, "gse_total")


@dataclass(frozen=True)
class StudyFacts:
    """The study a report belongs to."""

    key: str
    name: str
    is_demonstration: bool
    has_stand_in: bool  # the questions shown were the stand-in text, not the instruments


@dataclass(frozen=True)
class Area:
    """Whom a report is about: one municipality, or the whole study when both are None."""

    number: str | None = None
    name: str | None = None

    @property
    def is_municipality(self) -> bool:
        """Whether the report is about one municipality."""
        return self.number is not None


WHOLE_STUDY: Final = Area()


@dataclass(frozen=True)
class Figures:
    """Points of one outcome in the released set; spreads are sample standard deviations."""

    pre_mean: float
    pre_sd: float
    post_mean: float
    post_sd: float
    change_mean: float
    change_sd: float
    low: float  # of the interval for the mean change
    high: float


@dataclass(frozen=True)
class OutcomeFacts:
    """One line of the first table; figures are None where the line shows ':'."""

    key: str
    lowest: int
    highest: int
    figures: Figures | None

    @property
    def is_subscale(self) -> bool:
        """Whether this is one of the three sides of sense of coherence."""
        return self.key in SUBSCALE_KEYS


@dataclass(frozen=True)
class RegressionScenario:
    """What regression to the mean alone could give, in points of sense of coherence."""

    population_low: float
    population_high: float
    drift_low: float
    drift_high: float


@dataclass(frozen=True)
class ReportFacts:
    """All figures of one report."""

    study: StudyFacts
    area: Area
    first_week: str | None  # ISO week such as "2026-W35"
    last_week: str | None
    n_pairs: int  # exact: the released set
    n_groups: int
    n_pre_in_fives: int
    n_both_in_fives: int
    outcomes: tuple[OutcomeFacts, ...]  # in the order of OUTCOME_KEYS
    regression: RegressionScenario | None
    thresholds: Thresholds
    assumptions: Assumptions

    def outcome(self, key: str) -> OutcomeFacts:
        """Return the line of one outcome."""
        return next(line for line in self.outcomes if line.key == key)

    @property
    def has_hidden(self) -> bool:
        """Whether some line shows ':'."""
        return any(line.figures is None for line in self.outcomes)

    def to_json(self) -> str:
        """Return the facts as JSON; equal facts give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> ReportFacts:
        """Return the facts that to_json wrote."""
        values: dict[str, Any] = json.loads(text)
        scenario = values["regression"]
        nested = {
            "study": StudyFacts(**values["study"]),
            "area": Area(**values["area"]),
            "outcomes": tuple(_outcome_from(line) for line in values["outcomes"]),
            "regression": RegressionScenario(**scenario) if scenario else None,
            "thresholds": Thresholds(**values["thresholds"]),
            "assumptions": Assumptions(**values["assumptions"]),
        }
        return cls(**(values | nested))


@dataclass(frozen=True)
class TooFew:
    """The one answer where the release gate says no, whatever the reason."""

    study: StudyFacts
    area: Area
    thresholds: Thresholds
    pool: str | None = None  # only where the figures of the pool have been released
    next_edition: str | None = None  # an ISO week


def _outcome_from(line: dict[str, Any]) -> OutcomeFacts:
    figures = line["figures"]
    return OutcomeFacts(**(line | {"figures": Figures(**figures) if figures else None}))
