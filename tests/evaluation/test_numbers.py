"""Figures as they are printed."""

from __future__ import annotations

import pytest

from survey.evaluation.numbers import ABSENT, bare, count, p_value, percent, points, ratio, signed


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        (count(1234567), "1,234,567"),
        (points(-1.006), "−1.01"),
        (points(-0.001), "0.00"),
        (signed(-0.5), "−0.50"),
        (signed(0.5), "+0.50"),
        (bare(0.83), ".83"),
        (bare(-0.04), "−.04"),
        (bare(0.999), "1.00"),
        (bare(1.2), "1.20"),
        (p_value(0.0341), ".034"),
        (p_value(0.00099), "< .001"),
        (p_value(0.001), ".001"),
        (p_value(1.0), "1.000"),
        (percent(0.336), "34 %"),
        (ratio(299.93), "299.93"),
        (ratio(1e9), "> 1,000,000"),
        (ratio(1e-9), "< .01"),
    ],
)
def test_a_figure_is_printed_as_the_field_prints_it(told, printed):
    assert told == printed


@pytest.mark.parametrize("form", [bare, count, p_value, percent, points, ratio, signed])
def test_a_figure_that_does_not_exist_is_a_dash(form):
    assert form(None) == ABSENT
