"""The report filled with invented numbers: anybody may see it, so nothing in it may be real."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from flask import Flask
from pypdf import PdfReader

from scoring.change import design_effect_interval
from survey.report.example import example_facts
from survey.report.facts import SUBSCALE_KEYS, ReportFacts
from survey.report.individuals import individuals
from survey.report.number_forms import printed
from survey.report.sections import DOCUMENTS
from survey.report.shares import may_stand
from survey.report.typeset import typeset

STAMPS = {
    "nb": "Eksempel med oppdiktede tall",
    "nn": "Døme med oppdikta tal",
    "en": "Example with invented numbers",
}


@pytest.mark.parametrize("register", list(DOCUMENTS))
@pytest.mark.parametrize("language", list(STAMPS))
def test_every_page_says_that_the_numbers_are_invented(
    app: Flask, register: str, language: str
) -> None:
    pdf = typeset(example_facts(), language, register)
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert STAMPS[language] in page.extract_text()


def test_its_intervals_are_those_of_its_own_figures() -> None:
    facts = example_facts()
    for line in facts.outcomes:
        assert line.figures is not None
        interval = design_effect_interval(
            line.figures.change_mean, line.figures.change_sd, facts.n_pairs, facts.n_groups
        )
        assert (line.figures.low, line.figures.high) == tuple(map(printed, interval))


def test_its_three_sides_add_up_to_its_total() -> None:
    facts = example_facts()
    for name in ("pre_mean", "post_mean", "change_mean"):
        parts = [getattr(facts.outcome(key).figures, name) for key in SUBSCALE_KEYS]
        assert sum(parts) == pytest.approx(getattr(facts.outcome("soc13_total").figures, name))


def test_its_counts_keep_the_rules() -> None:
    facts = example_facts()
    assert facts.overall is not None
    for shares in (*facts.climate, facts.overall):
        assert may_stand([part.n for part in shares.parts or ()], facts.assumptions)
        assert shares.n == facts.n_pairs
    first = facts.individuals[0]
    assert (first.improved or 0) + (first.unchanged or 0) + (first.deteriorated or 0) == 46


def test_its_threshold_is_worked_out_like_any_other() -> None:
    facts = example_facts()
    total = facts.outcome("soc13_total").figures
    assert total is not None
    before = np.full(46, 52.0)
    after = before + np.repeat([30.0, 0.0, -30.0], [8, 33, 5])
    people = pd.DataFrame({"soc13_total_pre": before, "soc13_total_post": after})
    found = individuals("soc13_total", people, total.pre_sd, facts.assumptions, None)
    assert found == facts.individuals[0]


def test_it_can_be_shown_without_pandas_or_scipy() -> None:
    heavy = "{'pandas', 'scipy', 'pyarrow', 'typst'}"
    code = f"import sys, survey.report.example; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_is_written_down_and_read_like_any_other() -> None:
    assert ReportFacts.from_json(example_facts().to_json()) == example_facts()
