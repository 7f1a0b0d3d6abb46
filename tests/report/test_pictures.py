from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.report.document import Picture
from survey.report.drawing import axis_around_zero
from survey.report.facts import Figures, ReportFacts
from survey.report.pictures import PictureWords, distribution_of, distribution_picture
from survey.report.sections import report_document

SVG = "{http://www.w3.org/2000/svg}"
POINTS = st.lists(st.integers(-78, 78), min_size=1, max_size=60)


def picture_of(facts: ReportFacts) -> Picture:
    blocks = [block for section in report_document(facts).sections for block in section.blocks]
    return next(block for block in blocks if isinstance(block, Picture))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.usefixtures("app")
def test_the_picture_has_a_title_and_a_description_it_points_to(facts: ReportFacts) -> None:
    drawing = parsed(picture_of(facts).svg)
    named = drawing.attrib["aria-labelledby"].split()
    found = {element.attrib["id"]: element.text for element in drawing if "id" in element.attrib}
    assert drawing.attrib["role"] == "img"
    assert [found[name] for name in named] == [
        "Mean change with its uncertainty interval",
        picture_of(facts).description,
    ]


@pytest.mark.usefixtures("app")
def test_the_picture_obeys_the_security_policy_of_the_pages(facts: ReportFacts) -> None:
    svg = picture_of(facts).svg
    assert "style" not in svg
    assert "<script" not in svg
    assert "href" not in svg
    assert 'font-family="Source Sans Pro,' in svg


@pytest.mark.usefixtures("app")
def test_numbers_stand_beside_the_marks(facts: ReportFacts) -> None:
    assert "2.7 (from 0.3 to 5.2)" in texts(picture_of(facts).svg)


@pytest.mark.usefixtures("app")
def test_a_subscale_is_drawn_in_per_cent_of_its_own_range(facts: ReportFacts) -> None:
    drawing = parsed(picture_of(facts).svg)
    total = next(drawing.iter(f"{SVG}polygon")).attrib["points"].split()[0].split(",")[0]
    part = next(drawing.iter(f"{SVG}circle")).attrib["cx"]
    axis = axis_around_zero([-6, 11], left=250, right=520)
    assert float(total) == pytest.approx(axis.place(2.7 / 78 * 100), abs=0.1)  # as printed
    assert float(part) == pytest.approx(axis.place(0.9 / 30 * 100), abs=0.1)


@pytest.mark.usefixtures("app")
def test_what_is_hidden_is_neither_drawn_nor_described(
    with_total: Callable[[Figures | None], ReportFacts],
) -> None:
    picture = picture_of(with_total(None))
    assert len(list(parsed(picture.svg).iter(f"{SVG}polygon"))) == 1  # self-efficacy alone
    assert "Sense of coherence, total: :" in picture.description
    assert "2.7" not in picture.svg


@pytest.mark.usefixtures("app")
def test_a_picture_with_everything_hidden_is_still_a_picture(facts: ReportFacts) -> None:
    hidden = tuple(replace(outcome, figures=None) for outcome in facts.outcomes)
    svg = picture_of(replace(facts, outcomes=hidden)).svg
    assert texts(svg).count(":") == 5


@given(st.lists(st.floats(-100, 100), max_size=12))
def test_the_axis_holds_every_value_and_zero_inside(values: list[float]) -> None:
    axis = axis_around_zero(values, left=0, right=1)
    assert axis.first < 0 < axis.last
    assert all(0 <= axis.place(value) <= 1 for value in values)
    assert len(axis.ticks()) <= 12


@given(POINTS)
def test_the_bars_hold_everybody_once(changes: list[int]) -> None:
    spread = distribution_of(changes, mean=0, low=-1, high=1)
    assert sum(spread.counts) == len(changes) == spread.n_up + spread.n_zero + spread.n_down


@given(POINTS)
def test_everybody_stands_in_the_bar_of_their_change(changes: list[int]) -> None:
    spread = distribution_of(changes, mean=0, low=-1, high=1)
    last = spread.first + spread.width * len(spread.counts)
    assert spread.first <= min(changes)
    assert max(changes) < last


def test_float_noise_is_no_change() -> None:
    spread = distribution_of([0.1 + 0.2 - 0.3], mean=0, low=-1, high=1)
    assert (spread.n_up, spread.n_zero, spread.n_down) == (0, 1, 0)


def test_a_distribution_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        distribution_of([], mean=0, low=-1, high=1)


def test_the_researchers_picture_has_a_bar_for_every_bin_with_people_in_it() -> None:
    spread = distribution_of([-5, -1, 0, 0, 1, 3, 9], mean=1.0, low=-3.0, high=5.0)
    words = PictureWords(
        "Spread", "In words & signs", "Points", "People", lambda value: f"{value:g}"
    )
    svg = distribution_picture(spread, words)
    drawn = parsed(svg).iter(f"{SVG}rect")
    bars = [mark for mark in drawn if mark.attrib["fill"] != "#ffffff"]  # white is ground
    assert len(bars) == sum(count > 0 for count in spread.counts)
    assert {"-4", "0", "4", "8"} <= set(texts(svg))
    assert "In words &amp; signs" in svg
