"""The report, the poster and the appendix never disagree, in any language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings

from survey.report import sentences
from survey.report.document import Document, Highlights
from survey.report.facts import PLANNED, OutcomeFacts, ReportFacts
from survey.report.number_forms import points
from survey.report.sections import APPENDIX, DOCUMENTS, MUNICIPALITY, POSTER
from tests.report_facts import reports, words_of

LANGUAGES = ("nb", "nn", "en")
UP = {"nb": "høyere", "nn": "høgare", "en": "higher"}
DOWN = {"nb": "lavere", "nn": "lågare", "en": "lower"}
UNCLEAR = {"nb": "ingen tydelig endring", "nn": "inga tydeleg endring", "en": "no clear change"}
OUTCOME = {
    "soc13_total": {
        "nb": "opplevelse av sammenheng",
        "nn": "oppleving av samanheng",
        "en": "sense of coherence",
    },
    "gse_total": {
        "nb": "mestringsforventning",
        "nn": "meistringsforventning",
        "en": "self-efficacy",
    },
}
NUMBER = re.compile(r"−?\d+(?:[.,]\d+)?")
WORKED_WITH_AN_APP = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)


def made(facts: ReportFacts, register: str, language: str) -> Document:
    with force_locale(language):
        return DOCUMENTS[register](facts)


def findings_of(document: Document, key: str) -> list[str]:
    """Return every statement of a document on what was found in a planned outcome."""
    place = PLANNED.index(key)
    shown = {section.key: section.blocks for section in document.sections}
    match document.register:
        case "poster":
            large, *in_words = shown["found"]
            assert isinstance(large, Highlights)
            one = large.items[place]
            return [f"{one.name}: {one.large}, {one.figures}", in_words[place].text]
        case "appendix":
            table = next(block for block in shown["figures"] if block.kind == "table")
            row = table.rows[0 if key == "soc13_total" else -1]
            return [shown["figures"][place].text, "; ".join((*row.cells[:1], *row.cells[4:]))]
        case _:
            table = next(block for block in shown["change"] if block.kind == "table")
            row = table.rows[0 if key == "soc13_total" else -1]
            ready = re.split(r"(?<=\)\.) |(?<=\.) ", shown["overview"][1].text)
            brief = next(part for part in ready if OUTCOME[key][document.language] in part.lower())
            told = "; ".join((*row.cells[:1], *row.cells[4:]))
            return [shown["found"][place].text, told, brief]


def way_of(line: OutcomeFacts) -> str:
    assert line.figures is not None
    if line.figures.low > 0:
        return "up"
    return "down" if line.figures.high < 0 else "unclear"


def claims(statement: str, language: str) -> set[str]:
    """Return which directions a statement names."""
    words = {"up": UP[language], "down": DOWN[language], "unclear": UNCLEAR[language]}
    return {way for way, word in words.items() if word in statement}


@given(facts=reports())
@WORKED_WITH_AN_APP
def test_every_statement_carries_the_same_number_and_direction(
    app: Flask, facts: ReportFacts
) -> None:
    for key in PLANNED:
        line = facts.outcome(key)
        for register in DOCUMENTS:
            for language in LANGUAGES:
                document = made(facts, register, language)
                for statement in findings_of(document, key):
                    agrees(statement, line, language)


def agrees(statement: str, line: OutcomeFacts, language: str) -> None:
    """Hold one statement against the facts."""
    assert OUTCOME[line.key][language] in statement.lower()
    if line.figures is None:
        assert ":" in statement
        assert not re.search(r"\d[.,]\d", statement)
        assert claims(statement, language) == set()
        return
    with force_locale(language):
        numbers = [points(end) for end in (line.figures.low, line.figures.high)]
        moved = {points(line.figures.change_mean), points(-line.figures.change_mean)}
    assert all(number in NUMBER.findall(statement) for number in numbers)
    assert moved & set(NUMBER.findall(statement))
    told = claims(statement, language)
    is_appendix_row = not told and "(" in statement  # spreads stand there instead of words
    assert told == {way_of(line)} or is_appendix_row


@given(facts=reports())
@WORKED_WITH_AN_APP
def test_every_register_carries_every_caveat_and_the_same_people(
    app: Flask, facts: ReportFacts
) -> None:
    for language in LANGUAGES:
        with force_locale(language):
            caveats = (sentences.no_cause(), sentences.those_who_did_not_answer_again(facts))
        for register in DOCUMENTS:
            said = words_of(made(facts, register, language))
            assert all(caveat in said for caveat in caveats)
            assert str(facts.n_pairs) in NUMBER.findall(said)
            assert str(facts.n_groups) in NUMBER.findall(said)


@given(facts=reports())
@WORKED_WITH_AN_APP
def test_the_three_languages_of_a_register_hold_the_same_numbers(
    app: Flask, facts: ReportFacts
) -> None:
    for register in DOCUMENTS:
        numbers = [numbers_in(words_of(made(facts, register, one))) for one in LANGUAGES]
        assert numbers[0] == numbers[1] == numbers[2]


@given(facts=reports())
@WORKED_WITH_AN_APP
def test_the_poster_has_no_number_that_the_report_lacks_and_the_report_none_the_appendix_lacks(
    app: Flask, facts: ReportFacts
) -> None:
    found = {one: set(numbers_in(words_of(made(facts, one, "en")))) for one in DOCUMENTS}
    assert found[POSTER] <= found[MUNICIPALITY] | {"2"}
    of_the_law = {"5", "7"}
    assert found[MUNICIPALITY] <= found[APPENDIX] | of_the_law | without_sign(facts)


def without_sign(facts: ReportFacts) -> set[str]:
    """Return changes as sentences have them: so many points lower."""
    shown = [line.figures for line in facts.outcomes if line.figures is not None]
    return {points(abs(one.change_mean)) for one in shown}


def numbers_in(words: str) -> list[str]:
    return sorted(number.replace(",", ".") for number in NUMBER.findall(words))


@given(facts=reports())
@WORKED_WITH_AN_APP
def test_facts_survive_being_written_down_whatever_is_in_them(
    app: Flask, facts: ReportFacts
) -> None:
    again = ReportFacts.from_json(facts.to_json())
    assert again == facts
    assert again.to_json() == facts.to_json()


@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_facts_of_another_version_are_refused(
    app: Flask, facts: ReportFacts, register: str
) -> None:
    text = facts.to_json().replace('"n_pairs"', '"n_people"')
    with pytest.raises(TypeError):
        DOCUMENTS[register](ReportFacts.from_json(text))


def test_a_statement_that_disagrees_would_be_found(app: Flask, facts: ReportFacts) -> None:
    line = facts.outcome("soc13_total")
    good: dict[str, Any] = {"language": "en", "line": line}
    agrees("Sense of coherence: 2.7 points higher (from 0.3 to 5.2)", **good)
    for wrong in (
        "Sense of coherence: 2.7 points lower (from 0.3 to 5.2)",
        "Sense of coherence: 2.6 points higher (from 0.3 to 5.2)",
        "Sense of coherence: 2.7 points higher (from 0.3 to 5.1)",
    ):
        with pytest.raises(AssertionError):
            agrees(wrong, **good)
