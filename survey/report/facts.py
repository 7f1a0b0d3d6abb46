"""Everything a report says, as figures without a language.

A record about sets that have been released: nothing in it needs hiding any more, and every page
and PDF is made from it alone. Points have one decimal, as they are printed, so that not even the
stored facts tell a digit nobody reads. It turns into JSON and back without loss.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from survey.release.gate import Thresholds
from survey.report.assumptions import Assumptions
from survey.report.records import record_from

SUBSCALE_KEYS: Final = (
    "soc13_comprehensibility",
    "soc13_manageability",
    "soc13_meaningfulness",
)
OUTCOME_KEYS: Final = ("soc13_total", *SUBSCALE_KEYS, "gse_total")
PLANNED: Final = ("soc13_total", "gse_total")
MUNICIPALITY, POOL, STUDY = "municipality", "pool", "study"  # kinds of area
NO_ANSWER: Final = "no_answer"


@dataclass(frozen=True)
class StudyFacts:
    """The study a report belongs to."""

    key: str
    name: str
    is_demonstration: bool
    has_stand_in: bool  # the questions shown were the stand-in text, not the instruments


@dataclass(frozen=True)
class Area:
    """Whom a report is about: one municipality, several together (a pool), or the whole study."""

    kind: str
    number: str | None = None
    name: str | None = None

    @property
    def is_municipality(self) -> bool:
        """Whether the report is about one municipality."""
        return self.kind == MUNICIPALITY


WHOLE_STUDY: Final = Area(STUDY)


@dataclass(frozen=True)
class Edition:
    """Which release of an area this is; both times are ISO weeks."""

    number: int
    cut_off_week: str  # answers after it wait for the next edition
    next_week: str | None = None
    check_code: str = ""


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
class Headline:
    """What may be told of another set that has been released; no name means the whole study."""

    area_name: str | None
    edition: int
    cut_off_week: str
    n_pairs: int
    n_groups: int
    outcomes: tuple[OutcomeFacts, ...]


@dataclass(frozen=True)
class PartLine:
    """One part of the area; without a headline it shows ':', or '–' if there is no such group."""

    kind: str  # contact_point, group_type, life_problem, municipality or county
    name: str
    headline: Headline | None = None
    is_empty: bool = False


@dataclass(frozen=True)
class Part:
    """How many of a set gave one kind of answer."""

    key: str
    n: int


@dataclass(frozen=True)
class Shares:
    """The answers to one question as parts that hold everybody once; None shows ':'."""

    key: str
    parts: tuple[Part, ...] | None

    @property
    def n(self) -> int:
        """How many people the parts hold."""
        return sum(part.n for part in self.parts or ())


@dataclass(frozen=True)
class Individuals:
    """How many went clearly up, nowhere clearly, and clearly down; None shows ':'."""

    key: str
    retest: float
    threshold: float | None  # points; a smaller movement is ordinary measurement error
    improved: int | None
    unchanged: int | None
    deteriorated: int | None
    by_chance: float | None  # people in each direction, if nobody had really changed


@dataclass(frozen=True)
class RegressionScenario:
    """What regression to the mean alone could give, in points of sense of coherence."""

    population_low: float
    population_high: float
    drift_low: float
    drift_high: float


@dataclass(frozen=True)
class ReportContext:
    """What a report says beside the figures of its own people: all of it already judged."""

    study: StudyFacts
    area: Area
    edition: Edition
    n_invited_in_fives: int | None
    n_pre_in_fives: int
    n_both_in_fives: int
    earlier: tuple[Headline, ...] = ()
    newest: Headline | None = None
    nation: Headline | None = None
    parts: tuple[PartLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReportFacts(ReportContext):
    """All figures of one report."""

    n_pairs: int  # exact: the released set
    n_groups: int
    outcomes: tuple[OutcomeFacts, ...]  # in the order of OUTCOME_KEYS
    climate: tuple[Shares, ...]  # empty where it was not asked how the group was
    overall: Shares | None
    individuals: tuple[Individuals, ...]  # of the planned outcomes
    found_by: Shares | None  # never of one municipality
    regression: RegressionScenario | None
    weeks_between: int | None  # on average, from the first answer to the second
    has_several_wordings: bool
    thresholds: Thresholds
    assumptions: Assumptions
    is_example: bool = False  # invented from end to end, to show what a report looks like

    def outcome(self, key: str) -> OutcomeFacts:
        """Return the line of one outcome."""
        return next(line for line in self.outcomes if line.key == key)

    @property
    def has_hidden(self) -> bool:
        """Whether ':' stands somewhere."""
        return (
            any(line.figures is None for line in self.outcomes)
            or any(
                one.parts is None for one in (*self.climate, *_there(self.overall, self.found_by))
            )
            or any(one.improved is None for one in self.individuals)
            or any(line.headline is None and not line.is_empty for line in self.parts)
        )

    def to_json(self) -> str:
        """Return the facts as JSON; equal facts give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> ReportFacts:
        """Return the facts that to_json wrote."""
        facts: ReportFacts = record_from(cls, json.loads(text))
        return facts


@dataclass(frozen=True)
class TooFew:
    """The one answer where the release gate says no, whatever the reason."""

    study: StudyFacts
    area: Area
    thresholds: Thresholds
    pool: str | None = None  # only where the figures of the pool have been released
    next_edition: str | None = None  # an ISO week


def context_of(context: ReportContext) -> dict[str, Any]:
    """Return the fields of a context, to make facts of."""
    return {one.name: getattr(context, one.name) for one in fields(ReportContext)}


def _there(*shares: Shares | None) -> tuple[Shares, ...]:
    return tuple(one for one in shares if one is not None)
