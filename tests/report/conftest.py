"""A small application with languages and templates, and facts to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from flask import Flask

from scoring.instrument import load_instrument
from survey.after_questions import CLIMATE
from survey.config import Settings
from survey.release.gate import load_thresholds
from survey.report.assumptions import load_assumptions
from survey.report.facts import (
    Area,
    Edition,
    Figures,
    Individuals,
    OutcomeFacts,
    Part,
    RegressionScenario,
    ReportFacts,
    Shares,
    StudyFacts,
)

STUDY = StudyFacts(key="demo", name="Prøve 2026", is_demonstration=True, has_stand_in=True)
NARVIK = Area("municipality", "1806", "Narvik")
CLIMATE_KEYS = tuple(question.key for question in CLIMATE)
ITEMS = [f"soc13_{n:02}" for n in range(1, 14)], [f"gse_{n:02}" for n in range(1, 11)]

OUTCOMES = (
    OutcomeFacts("soc13_total", 13, 91, Figures(58.3, 11.5, 61.0, 11.2, 2.7, 8.4, 0.3, 5.2)),
    OutcomeFacts(
        "soc13_comprehensibility", 5, 35, Figures(21.3, 5.3, 22.2, 5.1, 0.9, 4.2, -0.5, 2.3)
    ),
    OutcomeFacts("soc13_manageability", 4, 28, Figures(16.8, 4.4, 17.9, 4.2, 1.1, 3.9, -0.1, 2.6)),
    OutcomeFacts("soc13_meaningfulness", 4, 28, Figures(20.2, 4.1, 20.7, 4.6, 0.6, 3.5, -0.6, 1.8)),
    OutcomeFacts("gse_total", 10, 40, Figures(27.4, 5.2, 27.1, 5.7, -0.3, 4.7, -1.7, 1.2)),
)


@pytest.fixture
def app(settings: Settings, make_app: Callable[[Settings], Flask]) -> Iterator[Flask]:
    """Open the real application in the middle of a request."""
    app = make_app(settings)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield app


@pytest.fixture
def facts() -> ReportFacts:
    return ReportFacts(
        study=STUDY,
        area=NARVIK,
        edition=Edition(1, "2027-W21", "2028-W21", "KKKKK-77777"),
        n_pairs=34,
        n_groups=7,
        n_invited_in_fives=60,
        n_pre_in_fives=50,
        n_both_in_fives=35,
        outcomes=OUTCOMES,
        climate=tuple(
            Shares(key, (Part("agreed", 22), Part("not_agreed_or_no_answer", 12)))
            for key in CLIMATE_KEYS
        ),
        overall=Shares(
            "overall_change",
            (Part("better", 18), Part("as_before_or_no_answer", 10), Part("worse", 6)),
        ),
        individuals=(
            Individuals("soc13_total", 0.74, 16.3, 7, 22, 5, 0.8),
            Individuals("gse_total", 0.54, None, None, None, None, None),
        ),
        found_by=None,
        weeks_between=26,
        has_several_wordings=False,
        regression=RegressionScenario(66, 72, 1.7, 4.2),
        thresholds=load_thresholds(),
        assumptions=load_assumptions(),
    )


@pytest.fixture
def with_total(facts: ReportFacts) -> Callable[[Figures | None], ReportFacts]:
    """Give the facts another line for the total."""

    def change(figures: Figures | None) -> ReportFacts:
        total = replace(OUTCOMES[0], figures=figures)
        return replace(facts, outcomes=(total, *OUTCOMES[1:]))

    return change


@pytest.fixture
def make_frame() -> Callable[..., pd.DataFrame]:
    """Make complete made-up answers: group_sizes people per group, before and after."""

    def beside(rng: np.random.Generator) -> dict[str, Any]:
        """Make what is asked after the instruments."""
        climate = {key: int(rng.integers(1, 6)) for key in CLIMATE_KEYS}
        return climate | {"overall_change": int(rng.integers(-3, 4)), "status": "finished"}

    def make(group_sizes: list[int], *, municipality: str = "1806", seed: int = 1) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        turned = np.array([-1 if one.is_reversed else 1 for one in load_instrument("soc13").items])
        rows: list[dict[str, Any]] = []
        for group, size in enumerate(group_sizes):
            for person in range(size):
                level = rng.normal()
                for wave, week in (("pre", "2026-W36"), ("post", "2027-W10")):
                    soc = np.clip(np.rint(4 + turned * level + rng.normal(0, 1.6, 13)), 1, 7)
                    gse = np.clip(np.rint(2.6 + level / 2 + rng.normal(0, 0.8, 10)), 1, 4)
                    rows.append(
                        {
                            "participant": f"{municipality}-{group}-{person}",
                            "group": f"{municipality}-{group}",
                            "wave": wave,
                            "municipality": municipality,
                            "week": week,
                            "late_pre": 0 if wave == "pre" else None,
                        }
                        | dict(zip(ITEMS[0], soc, strict=True))
                        | dict(zip(ITEMS[1], gse, strict=True))
                        | (beside(rng) if wave == "post" else {"found_by": "other"})
                    )
        return pd.DataFrame(rows)

    return make
