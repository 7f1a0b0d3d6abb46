"""The page of plain text."""

from __future__ import annotations

import pytest

from survey.evaluation.text_page import text_page


def line_of(page: str, caption: str, start: str) -> str:
    """Return the line of the table under a caption that begins with these words."""
    _, _, below = page.partition(caption)
    return next(line for line in below.splitlines() if line.startswith(start))


def test_both_intervals_stand_side_by_side_with_the_role(evaluation):
    page = text_page(evaluation, "Study")

    assert "SOC-13 total, the plan's primary outcome (planned)" in page
    line = line_of(page, "Change, after minus before", "SOC-13 total")
    assert "primary, planned" in line
    assert "+2.28 to +4.08   +2.08 to +4.28" in line


@pytest.mark.parametrize(
    "words",
    [
        "Reliable change, people",
        "does not hold at the completers' 10th percentile",
        "Change observed beside what regression to the mean alone could give",
        "A scenario, never a correction",
        "Whether the conclusion stays under other analyses",
        "before 220, after 146, both 146, lost 74",
        "omega",
        "Of 23 items 1 moved otherwise than the rest",
        "6 people flagged in 366 rows",
        "With 144 pairs a change that matters",
        "difference led minus self-organised",
    ],
)
def test_what_a_reader_needs_is_on_the_page(evaluation, words):
    assert words in " ".join(text_page(evaluation, "Study").split())


def test_a_subscale_is_set_in_below_its_total(evaluation):
    page = text_page(evaluation, "Study")

    assert line_of(page, "Change, after minus before", "  comprehensibility")


def test_reasons_stand_below_their_table_once_with_all_their_names(evaluation):
    page = " ".join(text_page(evaluation, "Study").split())

    named = "comprehensibility (retest), manageability (retest), meaningfulness (retest)"
    assert f"{named}: reliability, standard_error_of_measurement" in page


def test_any_terminal_can_show_the_page(evaluation, without_figures):
    for one in (evaluation, without_figures()):
        page = text_page(one, "Study")
        assert page.isascii()
        assert "None" not in page
        assert "nan" not in page


def test_pictures_and_details_are_for_the_other_page(evaluation):
    page = text_page(evaluation, "Study")

    assert "<svg" not in page
    assert "Every formula and method by name" not in page


def test_no_heading_stands_above_nothing(evaluation):
    page = text_page(evaluation, "Study")

    assert "Kinds of groups (exploratory)" in page
    assert "Change and the climate in the group" not in page
