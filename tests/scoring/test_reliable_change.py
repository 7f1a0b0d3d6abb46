from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.borrowed import Retest
from scoring.errors import BadFrame
from scoring.record import as_json
from scoring.reliability import Reliability, scale_reliability
from scoring.reliable_change import (
    ReliableChange,
    reliable_change,
    reliable_change_index,
    reliable_changes,
)

Reference = Callable[[str], dict[str, float]]
ReferenceData = Callable[[str], pd.DataFrame]
Points = NDArray[np.float64]

REST_ON_RELIABILITY = (
    "standard_error_of_measurement",
    "threshold95",
    "threshold_range",
    "improved",
    "unchanged",
    "deteriorated",
    "expected_by_chance",
)


def points(*values: float) -> Points:
    return np.array(values, dtype=float)


@pytest.fixture
def simulated(reference_data: ReferenceData) -> tuple[Points, Points, Reliability]:
    """Give the scores before and after, and the reliability before, of the reference's people."""
    items = reference_data("reliable_change").to_numpy(dtype=float)
    pre, post = items[:, :5], items[:, 5:]
    return pre.sum(axis=1), post.sum(axis=1), scale_reliability(pre)


def figures(found: ReliableChange) -> dict[str, float]:
    return {
        "sd_pre": found.sd_pre,
        "standard_error": found.standard_error_of_measurement,
        "threshold95": found.threshold95,
        "at_high": found.threshold_range[0],
        "at_low": found.threshold_range[1],
        "n": found.n,
        "improved": found.improved,
        "unchanged": found.unchanged,
        "deteriorated": found.deteriorated,
        "expected_by_chance": found.expected_by_chance,
    }


def test_reliable_change_by_alpha_and_by_retest_equals_that_worked_out_in_r(
    simulated: tuple[Points, Points, Reliability], reference: Reference
) -> None:
    expected = reference("reliable_change")
    by_alpha, by_retest = reliable_changes(*simulated, Retest(0.6, 0.5, 0.7, "a study"))
    assert by_alpha.reliability == pytest.approx(expected["alpha"], rel=1e-10)
    for name, found in (("alpha_", by_alpha), ("retest_", by_retest)):
        mine = {f"{name}{key}": value for key, value in figures(found).items()}
        assert mine == pytest.approx({key: expected[key] for key in mine}, rel=1e-10)


@pytest.mark.parametrize("name", ["alpha", "retest"])
def test_the_index_of_a_person_equals_that_worked_out_in_r(
    name: str, simulated: tuple[Points, Points, Reliability], reference: Reference
) -> None:
    expected = reference("reliable_change")
    pre, post, reliability = simulated
    found = reliable_change_index(
        pre,
        post,
        sd_pre=expected[f"{name}_sd_pre"],
        reliability=reliability.alpha if name == "alpha" else 0.6,
    )
    assert found[0] == pytest.approx(expected[f"{name}_index_of_first"], rel=1e-10)
    assert np.isnan(found[50:]).all()  # they answered once


@pytest.mark.parametrize(
    ("sd", "reliability", "threshold"),
    [
        (12.3, 0.80, 15.3), (12.3, 0.85, 13.2), (12.3, 0.88, 11.8), (12.3, 0.74, 17.4),
        (12.3, 0.78, 16.0), (11.5, 0.80, 14.3), (11.5, 0.85, 12.4), (11.5, 0.74, 16.3),
        (5.3, 0.67, 8.4), (4.3, 0.59, 7.6), (4.1, 0.60, 7.2),
        (5.0, 0.82, 5.9), (5.0, 0.86, 5.2), (5.0, 0.90, 4.4), (5.0, 0.54, 9.4),
    ],
)  # fmt: skip
def test_thresholds_of_published_sds_and_reliabilities_are_the_known_ones(
    sd: float, reliability: float, threshold: float
) -> None:
    found = reliable_change(
        points(60), points(61), sd_pre=sd, reliability=reliability, source="published"
    )
    assert found.threshold95 == pytest.approx(threshold, abs=0.06)


def test_a_change_equal_to_the_threshold_is_unchanged_whatever_the_floats_say() -> None:
    limit = 1.96 * np.sqrt(2) * 5 * np.sqrt(1 - 0.8)
    change = points(limit, -limit, limit + 1e-12, limit + 1e-6, -limit - 1e-6, 0)
    found = reliable_change(np.zeros(6), change, sd_pre=5, reliability=0.8, source="alpha")
    assert (found.improved, found.unchanged, found.deteriorated) == (1, 4, 1)


def test_a_twentieth_is_expected_beyond_the_threshold_by_chance_half_of_it_each_way() -> None:
    found = reliable_change(np.zeros(200), np.ones(200), sd_pre=5, reliability=0.8, source="alpha")
    assert found.expected_by_chance == pytest.approx(200 * 0.0249979, rel=1e-5)


def test_by_chance_alone_as_many_change_reliably_as_expected() -> None:
    """The threshold, its SD and its reliability belong together: simulated, nobody changes."""
    random = np.random.default_rng(5)
    true, error = 4.0 * random.normal(size=40_000), 2.0 * random.normal(size=(2, 40_000))
    found = reliable_change(
        true + error[0], true + error[1], sd_pre=20**0.5, reliability=0.8, source="alpha"
    )
    assert found.improved == pytest.approx(found.expected_by_chance, rel=0.1)
    assert found.deteriorated == pytest.approx(found.expected_by_chance, rel=0.1)


def test_the_sd_before_is_of_everyone_scored_also_of_those_who_were_lost(
    simulated: tuple[Points, Points, Reliability],
) -> None:
    before, after, reliability = simulated
    found, _ = reliable_changes(before, after, reliability)
    assert found.sd_source == "all scored pre answers"
    assert found.sd_pre == pytest.approx(np.nanstd(before, ddof=1), rel=1e-12)
    assert found.n == 50


def test_each_entry_says_which_reliability_it_rests_on(
    simulated: tuple[Points, Points, Reliability],
) -> None:
    found = reliable_changes(*simulated, Retest(0.6, 0.6, 0.6, "a study"))
    assert [one.reliability_source for one in found] == ["alpha", "retest"]


def test_a_retest_without_a_range_has_one_threshold(
    simulated: tuple[Points, Points, Reliability],
) -> None:
    _, found = reliable_changes(*simulated, Retest(0.6, 0.6, 0.6, "a study"))
    assert found.threshold_range == (found.threshold95, found.threshold95)
    alone = reliable_change(points(1), points(2), sd_pre=3, reliability=0.6, source="a study")
    assert alone.threshold_range == (alone.threshold95, alone.threshold95)


def test_an_outcome_without_retest_in_the_plan_has_an_entry_that_says_so(
    simulated: tuple[Points, Points, Reliability],
) -> None:
    _, found = reliable_changes(*simulated)
    reason = "the plan has no test-retest correlation of this outcome"
    assert found.why == dict.fromkeys(("reliability", *REST_ON_RELIABILITY), reason)
    assert all(getattr(found, name) is None for name in found.why)
    assert found.n == 50


def test_where_alpha_may_be_nought_the_threshold_has_no_upper_end() -> None:
    found = reliable_change(
        points(1, 5), points(3, 2), sd_pre=4, reliability=0.3, source="alpha", low=-0.2, high=0.6
    )
    low, high = found.threshold_range
    assert low < found.threshold95
    assert high is None
    assert found.to_dict()["why"] == (
        "threshold_range: an end is missing, for that end of the reliability is not between 0 "
        "and 1."
    )


@pytest.mark.parametrize(
    ("reliability", "reason"),
    [
        (-0.04, "the reliability is not above 0, so all of a score is error"),
        (0.0, "the reliability is not above 0, so all of a score is error"),
        (1.0, "the reliability is 1, as if a score had no error at all"),
        (None, "there is no reliability"),
    ],
)
def test_a_reliability_of_nought_or_one_or_none_counts_nobody_and_says_why(
    reliability: float | None, reason: str
) -> None:
    found = reliable_change(
        points(50, 60), points(60, 50), sd_pre=10, reliability=reliability, source="alpha"
    )
    assert [found.why[name] for name in REST_ON_RELIABILITY] == [reason] * 7
    assert all(getattr(found, name) is None for name in REST_ON_RELIABILITY)
    assert found.reliability == reliability


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (points(50, np.nan), "an SD needs two people with a score at pre"),
        (points(50, 50), "everyone has the same score at pre"),
    ],
)
def test_without_spread_before_nobody_is_counted_and_it_says_why(
    before: Points, reason: str
) -> None:
    reliability = scale_reliability(np.array([[1, 2], [2, 3], [4, 4]], dtype=float))
    found, _ = reliable_changes(before, points(60, 50), reliability)
    assert found.why["improved"] == reason
    assert (found.improved, found.unchanged, found.deteriorated) == (None, None, None)
    assert ("sd_pre" in found.why) == (found.sd_pre is None)


def test_where_alpha_has_no_value_the_reason_is_that_of_alpha() -> None:
    reliability = scale_reliability(np.ones((4, 3)))
    found, _ = reliable_changes(points(3, 3, 3, 3), points(3, 4, 5, 6), reliability)
    assert found.why["reliability"] == "everyone has the same score"


def test_without_any_pair_nobody_is_in_any_class() -> None:
    found = reliable_change(
        points(50, np.nan), points(np.nan, 60), sd_pre=10, reliability=0.8, source="alpha"
    )
    assert (found.n, found.improved, found.unchanged, found.deteriorated) == (0, 0, 0, 0)
    assert found.expected_by_chance == 0


@given(
    st.lists(st.tuples(st.floats(13, 91), st.floats(13, 91)), max_size=20),
    st.none() | st.floats(-0.5, 1),
    st.none() | st.floats(0, 20),
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_scores_the_classes_add_up_or_are_all_missing_with_a_reason(
    pairs: list[tuple[float, float]], reliability: float | None, sd: float | None
) -> None:
    scores = np.array(pairs, dtype=float).reshape(-1, 2)
    found = reliable_change(
        scores[:, 0], scores[:, 1], sd_pre=sd, reliability=reliability, source="alpha"
    )
    classes = (found.improved, found.unchanged, found.deteriorated)
    if found.threshold95 is None:
        assert classes == (None, None, None)
    else:
        assert sum(classes) == found.n == len(pairs)
    out = as_json(found)
    assert all(name in out["why"] for name, figure in out.items() if figure is None)


@pytest.mark.parametrize(
    ("sd_pre", "reliability"), [(0, 0.8), (np.inf, 0.8), (np.nan, 0.8), (5, 1), (5, -0.1)]
)
def test_an_index_cannot_be_made_without_spread_or_with_an_impossible_reliability(
    sd_pre: float, reliability: float
) -> None:
    with pytest.raises(ValueError, match="need sd_pre > 0 and 0 <= reliability < 1"):
        reliable_change_index(points(1), points(2), sd_pre=sd_pre, reliability=reliability)


def test_an_index_needs_the_same_people_before_and_after() -> None:
    with pytest.raises(BadFrame, match="one entry a person"):
        reliable_change_index(points(1), points(2, 3), sd_pre=5, reliability=0.8)


@given(st.floats(-40, 40), st.floats(0.5, 20), st.floats(0.05, 0.95))
@settings(max_examples=40, deadline=None)
def test_an_index_beyond_1_96_is_what_is_counted_as_reliable(
    change: float, sd_pre: float, reliability: float
) -> None:
    before, after = points(50), points(50 + change)
    (index,) = reliable_change_index(before, after, sd_pre=sd_pre, reliability=reliability)
    found = reliable_change(before, after, sd_pre=sd_pre, reliability=reliability, source="alpha")
    if abs(abs(index) - 1.96) > 1e-6:
        assert found.improved == (index > 1.96)
        assert found.deteriorated == (index < -1.96)
