"""What is not printed leaves no trace: not on a page, in a drawing, a file or its metadata."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from flask import Flask, render_template
from flask_babel import force_locale
from pypdf import PdfReader

from survey.report.document import Picture
from survey.report.facts import SUBSCALE_KEYS, Area, Edition, ReportContext, ReportFacts, StudyFacts
from survey.report.people import people_of
from survey.report.sections import DOCUMENTS
from survey.report.summarise import facts_of
from survey.report.typeset import typeset

MakeFrame = Callable[..., pd.DataFrame]
STUDY = StudyFacts("demo", "Prøve 2026", is_demonstration=True, has_stand_in=True)
CONTEXT = ReportContext(
    STUDY, Area("municipality", "1806", "Narvik"), Edition(1, "2027-W20"), None, 30, 25
)
TWO_DECIMALS = re.compile(r"\d[.,]\d\d")
ASSUMED = {"0,10", "0,02", "0,12", "0,69", "0,78", "0,74", "0,54", "1,96"}


def told(frame: pd.DataFrame) -> ReportFacts:
    return facts_of(people_of(frame), CONTEXT)


def all_alike(frame: pd.DataFrame) -> pd.DataFrame:
    """Let everybody answer one subscale alike, so that the three are hidden."""
    return frame.assign(soc13_01=4, soc13_04=4, soc13_07=4, soc13_12=4)


def moved_between_hidden_subscales(frame: pd.DataFrame) -> pd.DataFrame:
    """Take a point from one hidden subscale and give it to another: the total stays."""
    moved = frame.copy()
    may = (moved["soc13_02"].between(2, 6)) & (moved["soc13_03"].between(2, 6))
    moved.loc[may, "soc13_02"] += 1  # both are turned: comprehensibility down,
    moved.loc[may, "soc13_03"] -= 1  # manageability up
    assert may.sum() > 5
    return moved


def test_hidden_subscales_can_be_any_and_not_a_byte_differs(
    app: Flask, make_frame: MakeFrame
) -> None:
    frame = all_alike(make_frame([9, 9, 9]))
    facts, other = told(frame), told(moved_between_hidden_subscales(frame))
    assert [facts.outcome(key).figures for key in SUBSCALE_KEYS] == [None] * 3
    assert facts.outcome("soc13_total").figures is not None
    assert facts.to_json() == other.to_json()
    assert typeset(facts, "nb") == typeset(other, "nb")


@pytest.mark.parametrize("worse", range(5))
def test_a_small_part_can_be_of_any_size_and_not_a_byte_differs(
    make_frame: MakeFrame, worse: int
) -> None:
    frame = make_frame([9, 9, 9])
    after = frame.index[frame["wave"] == "post"]
    frame["overall_change"] = np.nan
    frame.loc[after, "overall_change"] = [2] * (20 - worse) + [0] * 7 + [-1] * worse
    none_worse = frame.copy()
    none_worse.loc[after, "overall_change"] = [2] * 20 + [0] * 7
    assert told(frame).to_json() == told(none_worse).to_json()


@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_no_figure_anywhere_has_two_decimals_that_is_not_assumed(
    app: Flask, make_frame: MakeFrame, register: str
) -> None:
    facts = told(make_frame([9, 9, 9], seed=5))
    pages = PdfReader(io.BytesIO(typeset(facts, "nb", register))).pages
    with force_locale("nb"):
        document = DOCUMENTS[register](facts)
        page = render_template("public/example.html", document=document, registers={})
    page = re.sub(r' points="[^"]*"', "", page)  # places of a drawing: pairs with a comma
    for text in (" ".join(one.extract_text() for one in pages), page):
        assert set(TWO_DECIMALS.findall(text)) <= {one[-4:] for one in ASSUMED}


class Study:
    key, kind = "demo", "demonstration"


def test_what_is_behind_the_printed_digit_is_in_no_drawing(
    app: Flask, make_frame: MakeFrame
) -> None:
    frame = make_frame([9, 9, 9], seed=3)
    facts = told(frame)
    people = people_of(frame)
    people["soc13_total_post"] += 0.0004  # too little to be printed
    nudged = facts_of(people, CONTEXT)
    drawn = [
        [
            block.svg + block.description
            for section in DOCUMENTS["municipality"](one).sections
            for block in section.blocks
            if isinstance(block, Picture)
        ]
        for one in (facts, nudged)
    ]
    assert drawn[0] == drawn[1] != []
    assert facts.to_json() == nudged.to_json()


def test_no_week_and_nobody_stands_in_a_file(app: Flask, make_frame: MakeFrame) -> None:
    frame = make_frame([9, 9, 9])
    facts = told(frame)
    pdf = typeset(facts, "nb")
    reader = PdfReader(io.BytesIO(pdf))
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()
    text = " ".join(page.extract_text() for page in reader.pages) + metadata + str(reader.metadata)
    for word in ("W36", "W10", "W20", "2027-05", "1806-", "participant"):
        assert word not in text
    stored = facts.to_json()
    assert not any(person in stored for person in frame["participant"])
    assert "2026-W36" not in stored
