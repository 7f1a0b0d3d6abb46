from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.release.gate import load_thresholds
from survey.report import sentences
from survey.report.document import Picture
from survey.report.facts import (
    Area,
    Figures,
    OutcomeFacts,
    RegressionScenario,
    ReportFacts,
    StudyFacts,
    TooFew,
)
from survey.report.number_forms import as_printed, month_of_week, points
from survey.report.sections import DOCUMENTS, report_document

FIGURES = Figures(58.3, 11.5, 61.0, 11.2, 2.7, 8.4, 0.3, 5.1)
LANGUAGES = ("nb", "nn", "en")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
NEVER = re.compile(
    r"anonym|effekt|virkning|førte til|på grunn av gruppa|signifikant|pasient|bruker\b|klient|"
    r"behandling|\btest(?:er|s)?\b|diagnose|risiko|frafalne|p-verdi|lav OAS|"
    r"høy OAS|significan|effect\b|caused|led to|patient|cut-off",
    re.IGNORECASE,
)


def told(low: float, high: float, mean: float | None = None) -> str:
    centre = (low + high) / 2 if mean is None else mean
    figures = replace(FIGURES, change_mean=centre, low=low, high=high)
    return sentences.change_found(OutcomeFacts("soc13_total", 13, 91, figures), 34)


def words_of(facts: ReportFacts, language: str, register: str = "municipality") -> str:
    """Return everything the report says, without the drawing's own numbers."""
    with force_locale(language):
        document = DOCUMENTS[register](facts)
    said = repr([replace(document, sections=()), *document.sections])
    for block in (block for section in document.sections for block in section.blocks):
        if isinstance(block, Picture):
            said = said.replace(repr(block.svg), "")
    return said.replace("\\xa0", " ")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.3, 5.1, "2.7 points higher"),
        (-5.1, -0.3, "2.7 points lower"),
        (-0.3, 5.1, "no clear change"),
        (0.0, 5.1, "no clear change"),
        (0.04, 5.1, "no clear change"),  # printed as 0.0
        (0.06, 5.1, "points higher"),
        (-5.1, -0.04, "no clear change"),
    ],
)
def test_the_printed_interval_decides_the_sentence(low: float, high: float, words: str) -> None:
    assert words in told(low, high)


@given(st.floats(-20, 20), st.floats(0.01, 20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_direction_is_never_claimed_when_the_interval_holds_zero(
    app: Flask, low: float, width: float
) -> None:
    sentence = told(low, low + width)
    claims = "points higher" in sentence or "points lower" in sentence
    assert not (claims and low <= 0 <= low + width)
    assert claims or "no clear change" in sentence


def test_bokmaal_and_nynorsk_say_it_in_their_own_words(app: Flask) -> None:
    with force_locale("nb"):
        assert told(0.3, 5.1).startswith(
            "De 34 som svarte begge ganger, skåret i gjennomsnitt 2,7 poeng høyere på opplevelse "
            "av sammenheng etterpå enn før."
        )
    with force_locale("nn"):
        assert told(-5.1, -0.3).startswith(
            "Dei 34 som svarte begge gongene, skåra i gjennomsnitt 2,7 poeng lågare på oppleving "
            "av samanheng etterpå enn før."
        )


def test_figures_have_a_decimal_comma_and_a_true_minus(app: Flask) -> None:
    with force_locale("nb"):
        assert points(-1.25) == "\N{MINUS SIGN}1,2"
        assert points(-0.04) == "0,0"
    with force_locale("en"):
        assert points(61.04) == "61.0"
        assert points(None) == ":"


@given(st.floats(-100, 100))
def test_a_printed_figure_is_within_half_a_tenth(value: float) -> None:
    assert abs(float(as_printed(value)) - value) <= 0.05 + 1e-9


def test_a_month_is_the_one_most_of_the_week_lies_in(app: Flask) -> None:
    with force_locale("nb"):
        assert month_of_week("2026-W36") == "september 2026"  # Monday is 31 August


@pytest.mark.usefixtures("app")
def test_all_three_languages_carry_the_same_numbers(facts: ReportFacts) -> None:
    numbers = [
        sorted(found.replace(",", ".") for found in NUMBER.findall(words_of(facts, language)))
        for language in LANGUAGES
    ]
    assert numbers[0] == numbers[1] == numbers[2]
    assert "2.7" in numbers[0]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_never_list_is_used(facts: ReportFacts, language: str) -> None:
    real = replace(facts, study=replace(facts.study, is_demonstration=False, has_stand_in=False))
    for one in (facts, real, replace(facts, n_pairs=12)):
        for register in DOCUMENTS:
            said = words_of(one, language, register).partition("key='sources'")[0]
            assert NEVER.findall(said) == []


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_nothing_is_left_in_english(facts: ReportFacts, language: str) -> None:
    for register in DOCUMENTS:
        said = words_of(facts, language, register).partition("key='sources'")[0]
        assert not re.search(r"\b(the|people|answers|before|after)\b", said)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.7, 4.2, "a little higher"),
        (-4.2, -1.7, "a little lower"),
        (-0.8, 1.1, "a little closer to the average"),
    ],
)
def test_regression_to_the_mean_is_told_in_its_direction(
    low: float, high: float, words: str
) -> None:
    assert words in sentences.regression_to_the_mean(RegressionScenario(66, 72, low, high))


@pytest.mark.usefixtures("app")
def test_a_hidden_total_is_a_colon_and_tells_no_figure_elsewhere(
    with_total: Callable[[Figures | None], ReportFacts],
) -> None:
    hidden = replace(with_total(None), regression=None)
    text = words_of(hidden, "en")
    assert "The figures for sense of coherence are not shown (:)." in text
    assert "nobody can be recognised" in text
    for figure in ("58.3", "61.0", "11.5", "2.7", "8.4", "Regression to the mean"):
        assert figure not in text


@pytest.mark.usefixtures("app")
def test_a_real_study_says_nothing_of_invented_answers(facts: ReportFacts) -> None:
    real = replace(facts, study=replace(facts.study, is_demonstration=False, has_stand_in=False))
    document = report_document(real)
    assert (document.stamp, document.not_real) == ("", "")


@pytest.mark.usefixtures("app")
def test_a_stand_in_text_is_never_called_the_instrument(facts: ReportFacts) -> None:
    document = report_document(facts)
    assert document.not_real == (
        "Invented answers. The questions are a stand-in text, not SOC-13 or GSE. "
        "The figures say nothing about real people."
    )
    assert "SOC" not in repr([s for s in document.sections if s.key not in {"method", "sources"}])


@pytest.mark.usefixtures("app")
def test_too_few_gives_the_sentence_and_nothing_else() -> None:
    study = StudyFacts("demo", "Prøve 2026", is_demonstration=False, has_stand_in=False)
    refusal = TooFew(study, Area("1806", "Narvik"), load_thresholds())
    assert sentences.too_few(refusal) == (
        "Too few answers. We show figures only when at least 10 people from at least 3 groups "
        "have answered both before and after, so that nobody can recognise themselves or others. "
        "The answers are not lost: they count when more have answered."
    )


def test_too_few_names_the_pool_and_the_next_edition_where_they_exist(app: Flask) -> None:
    study = StudyFacts("demo", "Prøve 2026", is_demonstration=False, has_stand_in=False)
    refusal = TooFew(study, Area("1806", "Narvik"), load_thresholds(), "Nordland", "2027-W10")
    with force_locale("nn"):
        assert sentences.too_few(refusal).endswith(
            "og i tala for Nordland. Neste moglege utgåve: mars 2027."
        )


@pytest.mark.usefixtures("app")
def test_few_people_are_said_to_be_few(facts: ReportFacts) -> None:
    few = "few people behind the figures"
    assert few in repr(report_document(replace(facts, n_pairs=29)))
    assert few not in repr(report_document(replace(facts, n_pairs=30)))
