"""When editions may come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import BadCalendar
from survey.release.calendar_rules import BETWEEN_EDITIONS_WEEKS, check, is_over
from survey.weeks import weeks_between, weeks_later

BEGINS, NOW = "2026-W36", "2026-W48"


def test_a_study_of_a_year_and_a_half_or_less_has_one_edition() -> None:
    check(["2027-W40"], BEGINS, NOW)
    with pytest.raises(BadCalendar, match="has one edition"):
        check(["2027-W02", "2027-W40"], BEGINS, NOW)


def test_a_longer_study_has_two_a_year_at_most() -> None:
    check(["2027-W20", "2027-W46", "2028-W20"], BEGINS, NOW)
    with pytest.raises(BadCalendar, match="less than 26 weeks apart"):
        check(["2027-W20", "2027-W45", "2028-W20"], BEGINS, NOW)


def test_a_cut_off_is_set_before_it_comes() -> None:
    check([NOW], BEGINS, NOW)
    with pytest.raises(BadCalendar, match="before it comes"):
        check(["2026-W47"], BEGINS, NOW)


def test_a_cut_off_that_has_come_stands_and_counts() -> None:
    check(["2027-W30"], "2025-W01", NOW, passed=["2026-W40"])
    with pytest.raises(BadCalendar, match="weeks apart"):
        check(["2027-W10"], "2025-W01", NOW, passed=["2026-W40"])


def test_whoever_answers_in_the_week_of_a_cut_off_belongs_to_it() -> None:
    assert not is_over(NOW, NOW)
    assert is_over(NOW, weeks_later(NOW, 1))


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6, unique=True))
def test_no_calendar_that_is_let_through_has_three_editions_within_a_year(gaps: list[int]) -> None:
    weeks = sorted(weeks_later(NOW, gap) for gap in gaps)
    try:
        check(weeks, BEGINS, NOW)
    except BadCalendar:
        return
    assert all(
        weeks_between(first, third) >= 2 * BETWEEN_EDITIONS_WEEKS
        for first, third in zip(weeks, weeks[2:], strict=False)
    )
