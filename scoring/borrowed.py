"""Figures that a plan borrows from elsewhere, because a study cannot give them itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NO_SOURCE = "the plan names no source"


@dataclass(frozen=True)
class Retest:
    """A test-retest correlation of one score, unitless: the value used, its range, its source."""

    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class PopulationMean:
    """Where a score's population mean may lie, in points, and who says so."""

    low: float
    high: float
    source: str


@dataclass(frozen=True)
class Spread:
    """The SD of a score in points, and in whom."""

    value: float
    source: str


RETEST: Mapping[str, Retest] = {
    "soc13_total": Retest(
        0.74,
        0.69,
        0.78,
        "Eriksson & Lindström 2005: .69 to .78 over one year, SOC versions pooled; the value is "
        "about the midpoint, which is ours",
    ),
    "gse_total": Retest(
        0.54,
        0.50,
        0.60,
        "value: ZPID test archive, 264 trainees, one year; range: the six-item form, .50 at 12 "
        "and .60 at 28 months, Romppel et al. 2013",
    ),
}
POPULATION_MEANS: Mapping[str, PopulationMean] = {
    "soc13_total": PopulationMean(
        66.0,
        72.0,
        "our assumption, 69 give or take 3: Norway has no norm; the nearest general population "
        "that is published, Åland in Finland, has 70.7 (PMC2652992)",
    ),
}
BRUSSELS = (
    "2,077 people in Brussels, 2016, French wording (data set Attacks, R package Routliers, "
    "Delacre & Klein 2019)"
)
SPREAD: Mapping[str, Spread] = {
    "soc13_total": Spread(12.3, "975 rehabilitation patients in western Norway (Arch PMR 2019)"),
    "gse_total": Spread(
        5.0,
        "our assumption, between 4.7 (704 candidates for surgery in Sweden, BMJ Open 2022) and "
        "5.3 (Schwarzer's world file)",
    ),
    "soc13_comprehensibility": Spread(5.34, BRUSSELS),
    "soc13_manageability": Spread(4.28, BRUSSELS),
    "soc13_meaningfulness": Spread(4.13, BRUSSELS),
}
ICC_SOURCE = (
    "our assumption; .02 to .12 was seen in two trials of group programmes (Baldwin, Stice & "
    "Rohde 2008)"
)


def retest_without_details(outcome: str, value: float) -> Retest:
    """Return a correlation given as a bare number: the borrowed one if it is that, else alone."""
    borrowed = RETEST.get(outcome)
    if borrowed is not None and borrowed.value == value:
        return borrowed
    return Retest(value, value, value, NO_SOURCE)
