"""The pictures of an evaluation, each for itself."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.evaluation.change_picture import ChangeRow, change_intervals
from survey.evaluation.distribution_picture import (
    MOST_BINS,
    Spread,
    ends_of,
    spread_of,
    spread_picture,
)
from survey.evaluation.drift_picture import DriftRow, drift_picture
from survey.evaluation.flow_picture import Step, flow_picture
from survey.evaluation.marks import WIDTH
from survey.evaluation.slopes_picture import (
    FOR_RESEARCHERS,
    MOST_LINES,
    changes_of,
    drawn_of,
    slopes_picture,
)

SVG = "{http://www.w3.org/2000/svg}"
SCORES = st.floats(13, 91).map(lambda score: round(score, 2))
PAIRS = st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=50)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in parsed(svg).iter(f"{SVG}text")]


def spread(pairs: list[tuple[float, float]]) -> Spread:
    return spread_of(np.reshape(pairs, (-1, 2)))


def spread_svg(pairs: list[tuple[float, float]]) -> str:
    return spread_picture("s", spread(pairs), title="Scores", description="In words")


def slopes_svg(pairs: list[tuple[float, float]]) -> str:
    return slopes_picture("s", np.reshape(pairs, (-1, 2)), title="Slopes", description="In words")


def change_svg(*rows: ChangeRow) -> str:
    return change_intervals(rows, description="In words & signs")


ROW = ChangeRow("SOC-13 total", "+3.18", is_main=True, mean=4.1, people=(2, 6), groups=(1.5, 6.5))
EVERY = [
    change_svg(ROW, ChangeRow("GSE", "–", is_main=False, mean=None, people=None, groups=None)),
    change_svg(ChangeRow("GSE", "+1", is_main=False, mean=1.0, people=None, groups=None)),
    flow_picture([Step(("Invited: 9",)), Step(("Both: 5",), ("4 lost",))], description="Words"),
    drift_picture("d", [DriftRow("i", "–", None, None)], title="Drift", axis="x", description="W"),
    spread_svg([(40, 44)]),
    slopes_svg([(40, 44), (44, 40), (40, 40)]),
]


@pytest.mark.parametrize("svg", EVERY)
def test_a_picture_has_a_title_and_words_and_obeys_any_security_policy(svg):
    root = parsed(svg)
    named = root.attrib["aria-labelledby"].split()
    found = {one.attrib["id"]: one.text for one in root if "id" in one.attrib}

    assert root.attrib["role"] == "img"
    assert all(found[name] for name in named)
    assert not [word for word in ("style=", "<script", "href") if word in svg]


@pytest.mark.parametrize("svg", EVERY)
def test_a_picture_fits_a_phone_and_its_words_are_not_small(svg):
    root = parsed(svg)

    assert root.attrib["width"] == str(WIDTH)
    assert min(float(one.attrib["font-size"]) for one in root.iter(f"{SVG}text")) >= 12


def test_both_intervals_are_told_apart_by_more_than_colour():
    dashed = [
        one
        for one in parsed(change_svg(ROW)).iter(f"{SVG}line")
        if "stroke-dasharray" in one.attrib
    ]

    assert len(dashed) == 2  # the interval in groups, and its key


def test_the_flow_has_a_box_and_an_arrow_for_each_step():
    steps = [Step(("Before: 9",), ("2 apart",)), Step(("Both: 5",), ("1 new",), is_coming_in=True)]
    root = parsed(flow_picture(steps, description="Words"))

    assert len(list(root.iter(f"{SVG}rect"))) == 1 + 4
    assert len(list(root.iter(f"{SVG}polygon"))) == 1 + 2


def test_an_item_that_stands_out_has_another_mark_than_the_rest():
    rows = [
        DriftRow("a", "1", 0.5, (0.2, 0.8), is_marked=True),
        DriftRow("b", "2", 0.1, (-0.2, 0.4)),
    ]
    root = parsed(drift_picture("d", rows, title="t", axis="x", description="d"))

    assert len(list(root.iter(f"{SVG}polygon"))) == 1
    assert len(list(root.iter(f"{SVG}circle"))) == 1


@settings(max_examples=40)
@given(PAIRS)
def test_everybody_is_counted_once_before_and_once_after(pairs):
    found = spread(pairs)

    assert sum(found.before) == sum(found.after) == len(pairs)
    assert len(found.before) <= MOST_BINS
    for (low, end), n in zip(ends_of(found), found.before, strict=True):
        assert n == sum(low <= round(before, 9) < end for before, _ in pairs)


def test_scores_far_apart_get_the_widest_bins():
    found = spread([(0, 1000)])

    assert found.width == 10
    assert found.before[0] == found.after[-1] == 1


@settings(max_examples=25)
@given(PAIRS)
def test_nothing_of_a_picture_lies_outside_it(pairs):
    for svg in (spread_svg(pairs), slopes_svg(pairs)):
        root = parsed(svg)
        height = float(root.attrib["height"])
        for one in root.iter(f"{SVG}line"):
            assert all(0 <= float(one.attrib[name]) <= WIDTH for name in ("x1", "x2"))
            assert all(0 <= float(one.attrib[name]) <= height for name in ("y1", "y2"))


def test_a_bar_stands_only_where_there_are_people():
    found = spread([(40, 44), (41, 44)])
    bars = list(parsed(spread_svg([(40, 44), (41, 44)])).iter(f"{SVG}rect"))

    assert len(bars) - 1 == sum(n > 0 for n in (*found.before, *found.after))


@pytest.mark.parametrize("draw", [spread, slopes_svg])
def test_nobody_cannot_be_drawn(draw):
    with pytest.raises(ValueError, match="at least one"):
        draw([])


def test_each_person_has_a_line_told_apart_by_its_dashes():
    svg = slopes_svg([(40, 44), (44, 40), (40, 40)])
    people = [one for one in parsed(svg).iter(f"{SVG}line") if "stroke-opacity" in one.attrib]

    assert len({one.attrib.get("stroke-dasharray") for one in people}) == len(people) == 3
    assert FOR_RESEARCHERS in texts(svg)
    assert "3 people; thick line: the mean of all" in texts(svg)


def test_float_noise_is_no_change():
    assert changes_of(np.array([(0.3, 0.1 + 0.2)])).tolist() == [0]


def test_of_very_many_people_the_same_ones_are_drawn_each_time_and_the_picture_says_so():
    pairs = [(50.0, 50.0 + n % 31 - 15) for n in range(1234)]
    drawn = drawn_of(np.array(pairs)).tolist()

    assert len(drawn) == MOST_LINES
    assert drawn == drawn_of(np.array(pairs[::-1])).tolist()
    assert [drawn[0], drawn[-1]] == [list(min(pairs)), list(max(pairs))]
    assert "300 of 1,234 people drawn; thick line: the mean of all" in texts(slopes_svg(pairs))
