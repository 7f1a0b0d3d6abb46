"""The page for the study's own people and partners."""

from __future__ import annotations

import copy
import re

import pytest

from survey.evaluation.speech import speaking
from survey.evaluation.summary import summary
from survey.report.number_forms import as_printed
from survey.report.sentences import no_cause, three_sides
from tests import page_rules
from tests.page_tree import Element, read_tree
from tests.simulated_evaluation import KINDS, simulated
from tests.text_rules import NO_FIGURE, decimals, from_to, never_said

LANGUAGES = ("nb", "nn", "en")
TITLE = "Prøve 2026"
WORDS = {
    "higher": {"nb": "poeng høyere på", "nn": "poeng høgare på", "en": "points higher on"},
    "lower": {"nb": "poeng lavere på", "nn": "poeng lågare på", "en": "points lower on"},
    "unclear": {"nb": "ingen tydelig", "nn": "inga tydeleg", "en": "no clear change in"},
    "five": {
        "nb": "kan vi ikke vite ut fra n = 5",
        "nn": "kan vi ikkje vite ut frå n = 5",
        "en": "cannot be known from n = 5",
    },
    "nobody": {"nb": "Ennå har ingen", "nn": "Enno har ingen", "en": "Nobody has answered"},
}


def page(evaluation, language: str) -> Element:
    return read_tree(summary(evaluation, language, title=TITLE))


def words(root: Element) -> str:
    return root.one("main").text


@pytest.fixture(autouse=True)
def _in_three_languages(catalogues):
    """Compile the translations first."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_to_the_rules_of_every_page_and_to_the_house_words(kind, language):
    html = summary(simulated(kind), language, title=TITLE)
    root = read_tree(html)

    rules = [one for one in page_rules.RULES if "inline" not in one.__name__]
    assert [fault for rule in rules for fault in rule(root)] == []
    assert list(never_said(words(root), language)) == []
    assert not NO_FIGURE.search(words(root))
    assert "<script" not in html
    assert not re.search(r"(?:src|href|url)\s*[=(]", html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "way"), [("rise", "higher"), ("fall", "lower"), ("unclear", "unclear")]
)
def test_the_main_result_has_the_change_the_interval_and_the_direction(kind, way, language):
    figures = simulated(kind)["outcomes"]["soc13_total"]
    told = words(page(simulated(kind), language))
    change = figures["clustered"]["estimate"]  # what the interval is around
    first = told.split(TITLE)[1]

    assert WORDS[way][language] in first
    printed = change if way == "unclear" else abs(change)
    assert decimals(float(as_printed(printed)), 1, language) in first
    ends = [float(as_printed(end)) for end in figures["clustered"]["ci95"]]
    assert from_to(ends, 1, language) in first
    assert way == "unclear" or str(figures["n_pairs"]) in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_pairs_are_too_few_to_know_and_are_thanked(language):
    root = page(simulated("five"), language)
    figures = simulated("five")["outcomes"]["soc13_total"]

    assert WORDS["five"][language] in words(root)
    assert decimals(figures["clustered"]["estimate"], 1, language) in words(root)
    assert from_to(figures["clustered"]["ci95"], 1, language) in words(root)
    assert {"nb": "ikke tapt", "nn": "ikkje tapte", "en": "not lost"}[language] in words(root)
    assert not root.all("svg")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_pair_it_says_so_and_shows_no_figure_of_change(language):
    root = page(simulated("nobody"), language)

    assert WORDS["nobody"][language] in words(root)
    assert not root.all("svg")


def test_one_persons_own_change_is_not_told():
    told = words(page(simulated("one"), "en"))

    assert "cannot be known from n = 1" in told
    assert "average" not in told


def test_everyone_changing_alike_has_no_interval():
    told = words(page(simulated("alike"), "en"))

    assert "moved by the same: 0.0" in told
    assert "not lost" not in told


def test_the_interval_is_named_with_its_groups_or_without():
    assert "being alike (14 groups)" in words(page(simulated("rise"), "en"))
    assert "takes people one by one" in words(page(simulated("without_groups"), "en"))


def test_another_conclusion_without_groups_is_told():
    evaluation = simulated("rise")
    other = copy.deepcopy(evaluation)
    other["outcomes"]["soc13_total"]["clustered"]["ci95"] = [-1.0, 12.0]

    assert "the conclusion is another" in words(page(other, "en"))
    assert "the conclusion is another" not in words(page(evaluation, "en"))


def test_the_figure_told_is_the_one_its_interval_is_around():
    other = copy.deepcopy(simulated("rise"))
    other["outcomes"]["soc13_total"]["clustered"] |= {"estimate": 25.0, "ci95": [20.0, 30.0]}
    told = words(page(other, "en"))

    assert "25.0 points higher" in told
    assert "from 20.0 to 30.0" in told


def test_without_a_plan_of_the_studys_own_the_page_says_so():
    other = copy.deepcopy(simulated("large"))
    other["plan"]["source"] = "default"
    told = words(page(other, "en"))

    assert "No analysis plan was given" in told
    assert "a working limit of the default plan" in told
    assert "No analysis plan was given" not in words(page(simulated("large"), "en"))


def test_where_a_part_is_small_nobody_is_counted_up_or_down():
    other = copy.deepcopy(simulated("large"))
    for counted in other["outcomes"]["soc13_total"]["reliable_change"]:
        counted["deteriorated"] = 4
    told = words(page(other, "en"))

    assert "is not shown here because one of the groups is small" in told
    assert "clearly higher" not in told


def test_where_nobody_has_answered_again_it_says_so():
    assert "Nobody has answered again yet." in words(page(simulated("nobody"), "en"))


def test_a_change_within_the_plans_limit_is_told_with_whose_limit_it_is():
    told = words(page(simulated("large"), "en"))

    assert "smaller than 4.0 points" in told
    assert "no recognised limit" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_end_that_is_written_as_nought_is_explained(language):
    other = copy.deepcopy(simulated("rise"))
    other["outcomes"]["soc13_total"]["clustered"]["ci95"] = [0.03, 15.0]
    told = words(page(other, language))

    assert WORDS["unclear"][language] in told
    assert {"nb": "skrives 0,0", "nn": "skriven 0,0", "en": "written as 0.0"}[language] in told


def test_an_outcome_without_an_interval_has_a_line_without_marks():
    other = copy.deepcopy(simulated("rise"))
    for name in ("t_test", "clustered"):
        other["outcomes"]["gse_total"][name]["ci95"] = None
    labels = [one.text for one in page(other, "en").one("svg").all("text")]

    assert labels[labels.index("Self-efficacy") + 1] == ":"


def test_people_with_too_few_answers_for_a_score_are_told_apart():
    other = copy.deepcopy(simulated("rise"))
    other["attrition"]["n_both"] = 64

    assert "to count in the main result: 62." in words(page(other, "en"))


def test_every_outcome_has_a_line_and_says_whether_it_was_planned():
    root = page(simulated("rise"), "en")

    labels = [one.text for one in root.one("svg").all("text")]
    assert {"Sense of coherence", "Manageability", "Self-efficacy"} <= set(labels)
    planned = "Main results of the plan (diamonds): sense of coherence and self-efficacy."
    assert planned in words(root)
    assert "Exploratory (circles): comprehensibility, manageability" in words(root)


def test_who_was_not_there_is_counted_and_the_conclusion_tried_on_them():
    evaluation = simulated("rise")
    attrition = evaluation["attrition"]
    told = words(page(evaluation, "en"))

    assert f"{attrition['n_pre']} answered before and {attrition['n_both']} answered" in told
    assert "The conclusion holds if we assume that the others did not change" in told
    assert "not counted: 4." in told
    assert "Answered another wording afterwards than before: 3." in told
    assert "lay 10 to 28 weeks" in told


def test_a_conclusion_that_does_not_hold_is_told_with_what_it_fails_under():
    other = copy.deepcopy(simulated("rise"))
    for one in other["missing_scenarios"]["by_outcome"]["soc13_total"]["scenarios"]:
        one["agrees"] = one["key"] == "no_change" or None
    assert "does not hold" not in words(page(other, "en"))
    other["missing_scenarios"]["by_outcome"]["soc13_total"]["scenarios"][0]["agrees"] = False

    assert "does not hold if we assume that the others did not change" in words(page(other, "en"))


def test_improved_unchanged_and_deteriorated_stand_with_what_chance_gives():
    other = copy.deepcopy(simulated("rise"))
    counted = other["outcomes"]["soc13_total"]["reliable_change"][0]
    counted |= {"improved": 11, "unchanged": 43, "deteriorated": 8}
    told = words(page(other, "en"))

    for part in ("improved", "unchanged", "deteriorated", "n"):
        assert str(counted[part]) in told
    assert f"about {counted['expected_by_chance']:.1f} in each direction" in told


def test_the_limits_are_those_of_the_municipal_report():
    told = words(page(simulated("rise"), "nn"))

    with speaking("nn"):
        assert no_cause() in told
        assert three_sides() in told


def test_a_subscale_as_main_result_is_named_and_the_total_is_not_called_main():
    told = words(page(simulated("subscale_first"), "en"))

    assert "points higher on manageability" in told
    assert "How much that alone could give in manageability is not known" in told
    assert "The total is the main result" not in told


def test_a_file_without_the_plans_main_result_says_so():
    told = words(page(simulated("without_soc13"), "en"))

    assert "The plan's main result is sense of coherence, and the file has no answers" in told


def test_alpha_of_nothing_leaves_the_count_of_single_people_out():
    other = copy.deepcopy(simulated("rise"))
    for one in other["outcomes"]["soc13_total"]["reliable_change"]:
        one["threshold95"] = None

    assert "Person by person" not in words(page(other, "en"))


def test_a_language_it_does_not_speak_is_refused():
    with pytest.raises(KeyError):
        summary(simulated("rise"), "sv", title=TITLE)


@pytest.mark.parametrize("is_within", [True, False])
def test_a_change_that_regression_alone_could_give_is_said_to_be_so(is_within):
    other = copy.deepcopy(simulated("rise"))
    scenario = other["regression_to_the_mean"]["by_outcome"]["soc13_total"]
    scenario["observed_within_range"] = is_within

    assert ("The change we saw lies within this." in words(page(other, "en"))) is is_within
