from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from scoring.comparability import Comparability, comparability
from scoring.errors import BadFrame


@pytest.fixture
def asked() -> Callable[..., Comparability]:
    """Compare what two people were asked before (rows 0, 1) and after (rows 2, 3)."""

    def compare(**columns: list[object]) -> Comparability:
        frame = pd.DataFrame({"participant": ["a", "b", "a", "b"], **columns}, index=[2, 3, 4, 5])
        return comparability(frame, np.array([0, 1]), np.array([2, 3]))

    return compare


def test_another_wording_after_than_before_is_counted_and_warned_of(asked) -> None:
    found = asked(wording=["x", "x", "x", "y"])
    assert found.n_wording_changed == 1
    assert found.warnings == (
        "1 person answered another wording after than before, and a change may come from the text.",
    )


def test_paper_one_time_and_a_screen_the_other_is_counted(asked) -> None:
    found = asked(mode=["web", "web", "paper", "paper"])
    assert found.n_mode_changed == 2
    assert found.warnings[0].startswith("2 people answered on paper one time")


def test_an_open_cell_is_no_change_of_language(asked) -> None:
    found = asked(language=["nb", None, "nb", "nn"])
    assert found.n_language_changed == 0
    assert found.by_language == {"nb": 1}
    assert found.warnings == ()


def test_weeks_between_are_counted_over_the_turn_of_a_year(asked) -> None:
    weeks = asked(week=["2026-W40", "2026-W40", "2027-W01", "2026-W50"]).weeks_between
    assert (weeks.n, weeks.lowest, weeks.median, weeks.highest) == (2, 10, 12.0, 14)  # 2026 has 53
    assert weeks.quartiles == (11.0, 13.0)


def test_very_different_times_between_are_warned_of(asked) -> None:
    found = asked(week=["2026-W01", "2026-W01", "2026-W12", "2026-W50"])
    assert found.warnings[0].startswith("Between before and after lie 11 to 49 weeks")


def test_an_after_that_is_earlier_than_its_own_before_is_refused_with_its_row(asked) -> None:
    with pytest.raises(BadFrame, match="row 4: the week is before the person's own week at pre"):
        asked(week=["2026-W20", "2026-W01", "2026-W12", "2026-W30"])


@pytest.mark.parametrize("week", ["week 3", "2026-W54", "2026-W00"])
def test_a_week_that_is_none_is_refused_with_its_row(asked, week: str) -> None:
    with pytest.raises(BadFrame, match="row 3: column week has no ISO week"):
        asked(week=["2026-W01", week, "2026-W12", "2026-W50"])


def test_without_the_columns_every_figure_says_why(asked) -> None:
    found = asked().to_dict()
    assert found["n_wording_changed"] is None
    assert "n_wording_changed: the file has no column wording" in found["why"]
    assert found["weeks_between"]["why"].startswith("median, quartiles, lowest, highest")


def test_weeks_of_one_wave_only_give_no_time_between(asked) -> None:
    weeks = asked(week=["2026-W01", "2026-W01", None, None]).weeks_between
    assert weeks.n == 0
    assert weeks.why["median"] == "nobody has a week both before and after"


def test_weeks_counted_already_are_read_where_no_week_is_given(asked) -> None:
    weeks = asked(weeks_since_pre=["0", "0", "26", None]).weeks_between
    assert (weeks.n, weeks.lowest, weeks.highest) == (1, 26, 26)


def test_a_number_of_weeks_that_is_none_is_refused_with_its_row(asked) -> None:
    with pytest.raises(BadFrame, match="row 5: weeks_since_pre is no number of weeks"):
        asked(weeks_since_pre=[0, 0, 26, 4.5])
