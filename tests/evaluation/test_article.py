"""The text for an article's methods and results."""

from __future__ import annotations

import copy
import re

import pytest

from scoring.conclusion import conclude
from scoring.record import Interval
from survey.evaluation.article import LANGUAGES, article
from survey.evaluation.article_numbers import Numbers
from survey.evaluation.citations import all_works
from tests.simulated_evaluation import KINDS, simulated
from tests.text_rules import NO_FIGURE, decimals, from_to, never_said

MAIN = "soc13_total"
WAYS = {
    "rise": {"en": "points higher on sense of coherence", "nb": "poeng høyere på opplevelse av"},
    "fall": {"en": "points lower on sense of coherence", "nb": "poeng lavere på opplevelse av"},
    "unclear": {"en": "No clear change was found in", "nb": "Vi fant ingen tydelig endring i"},
    "five": {"en": "cannot be known from n = 5", "nb": "kan ikke sies ut fra n = 5"},
    "nobody": {"en": "can be given: no participant had", "nb": "ingen deltaker hadde skår både"},
}
PRIMARY = {"en": "## Primary outcome (planned)", "nb": "## Primært utfall (planlagt)"}


def part(text: str, heading: str) -> str:
    """Return what stands below a heading."""
    return re.split(r"^#+ ", text.split(heading)[1], flags=re.MULTILINE)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_whole_and_keeps_to_the_house_words(kind, language):
    text = article(simulated(kind), language)

    assert list(never_said(text, language)) == []
    assert not NO_FIGURE.search(text)
    assert "\n\n\n" not in text
    assert not re.search(r"\S {2,}|[ ,;]\.(?!\d)|\(\)| ;|\{|\}", text)
    tables = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    assert len(tables) == 3
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_has_the_decimal_sign_of_the_language_and_a_true_minus(language):
    text = article(simulated("fall"), language)
    body = re.sub(r"“[^”]*”|«[^»]*»|Python [\d.]+|\w+ \d+\.\d+\.\d+", "", text.split("# Ref")[0])

    body = re.sub(r"\d{1,3}(?:,\d{3})+", "", body) if language == "en" else body
    assert re.findall(r"\d,\d" if language == "en" else r"\d\.\d", body) == []
    assert re.findall(r"[\s(]-\d|\d\s*–\s*\d", body) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(WAYS))
def test_the_primary_result_has_n_change_interval_and_direction(kind, language):
    told = part(article(simulated(kind), language), PRIMARY[language])
    figures = simulated(kind)["outcomes"][MAIN]

    assert WAYS[kind][language] in told
    if kind == "nobody":
        assert not re.search(r"\d", told)
        return
    change = figures["change"]["mean"]
    assert decimals(abs(change) if kind in {"rise", "fall"} else change, 2, language) in told
    assert from_to(figures["clustered"]["ci95"], 2, language) in told
    assert str(figures["n_pairs"]) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_direction_is_that_of_the_interval_it_rests_on(language):
    for kind in ("rise", "fall", "unclear", "without_groups"):
        figures = simulated(kind)["outcomes"][MAIN]
        ends = figures["clustered"]["ci95"] or figures["t_test"]["ci95"]
        way = conclude(Interval(*ends))
        told = part(article(simulated(kind), language), PRIMARY[language])
        words = {"higher": ("higher", "høyere"), "lower": ("lower", "lavere")}
        expected = words.get(way, ("No clear change", "ingen tydelig endring"))
        assert expected[LANGUAGES.index(language) - 1] in told


def test_both_intervals_stand_and_a_different_conclusion_is_told():
    figures = simulated("unclear")["outcomes"][MAIN]
    told = part(article(simulated("unclear"), "en"), PRIMARY["en"])

    assert from_to(figures["t_test"]["ci95"], 2, "en") in told
    assert "Person by person the conclusion would have been another (higher)" in told


def test_no_p_of_five_pairs_is_given():
    text = article(simulated("five"), "en")
    told = part(text, PRIMARY["en"])

    assert "no p is given for five pairs or fewer" in told
    assert "There were too few pairs to count single people." in text


def test_one_persons_own_change_is_nowhere():
    figures = simulated("one")["outcomes"][MAIN]
    text = article(simulated("one"), "en")

    for name in ("pre", "post", "change"):
        assert decimals(figures[name]["mean"], 2, "en") not in text


def test_the_same_change_in_all_has_neither_interval_nor_p():
    told = part(article(simulated("alike"), "en"), PRIMARY["en"])

    assert "All 12 participants changed by the same 0.00 points" in told


def test_each_outcome_is_called_planned_or_exploratory_as_the_plan_has_it():
    text = article(simulated("subscale_first"), "en")

    assert "| Manageability | planned | 90 |" in text
    assert "| Self-efficacy | exploratory | 90 |" in text
    assert "on manageability" in part(text, PRIMARY["en"])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("rise", "1 of 5 (comprehensibility)"),
        ("subscale_first", "only to those who answered every item"),
        ("share", "at most 20.0\N{NO-BREAK SPACE}% of the items were open"),
    ],
)
def test_the_missing_rule_is_the_plans(kind, words):
    evaluation = copy.deepcopy(simulated("rise" if kind == "share" else kind))
    if kind == "share":
        evaluation["plan"]["missing"] = 0.2

    assert words in article(evaluation, "en")


def test_the_plan_its_hash_and_the_versions_stand_in_it():
    evaluation = simulated("rise")
    text = article(evaluation, "en")

    assert evaluation["plan"]["sha256"] in text
    assert evaluation["data"]["sha256"] in text
    for program, version in evaluation["data"]["software"].items():
        assert f"{program} {version}".lower() in text.lower()


def test_every_work_that_is_named_is_listed_and_every_listed_one_is_named():
    rise, few = (article(simulated(kind), "en") for kind in ("rise", "without_soc13"))

    assert len(all_works()) == rise.split("# References")[1].count("\n- ")
    assert "Antonovsky" not in few


def test_works_are_cited_as_the_language_does():
    text = article(simulated("rise"), "nb")

    assert "(Algina og Keselman, 2003)" in text
    assert "(Des Jarlais mfl., 2004)" in text


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "could not be examined"),
        (("configural",), "the one-factor model did not fit"),
        (("configural", "metric"), "loadings did not look equal"),
        (("configural", "metric", "scalar"), "loadings looked equal and intercepts did not"),
        (("improper",), "a model had no proper solution"),
    ],
)
def test_the_verdict_on_measurement_is_told_in_words(names, words):
    evaluation = copy.deepcopy(simulated("rise"))
    scale = evaluation["measurement"]["factor_models"]["by_scale"][MAIN]
    scale["models"] = [
        {"name": name, "chi_square": None if name == "improper" else 99.0} for name in names
    ]
    told = part(article(evaluation, "en"), "## Measurement (exploratory)")
    assert words in told.strip().splitlines()[0]


def test_scales_without_variance_cannot_be_fitted_and_equal_ones_show_the_latent_change():
    evaluation = copy.deepcopy(simulated("large"))
    scale = evaluation["measurement"]["factor_models"]["by_scale"][MAIN]

    assert f"changed by {scale['latent_mean_change']:.2f} SD" in article(evaluation, "en")
    gone = {"latent_mean_change": None, "models": [], "verdict": "cannot be tested: alike"}
    scale |= gone
    assert "the models could not be fitted" in article(evaluation, "en")


def test_everything_that_the_file_has_is_told():
    text = article(simulated("rise"), "en")

    for heading in (
        "Kinds of groups",
        "The climate of the group",
        "Regression to the mean: a scenario",
        "Sensitivity",
        "Quality of answers",
    ):
        assert f"## {heading} (exploratory)" in text
    assert "own judgement (exploratory)" in text
    assert "Of 120 people invited" in text
    assert "People who answered another wording after than before: n = 3." in text


def test_another_conclusion_without_an_item_or_with_complete_answers_is_told():
    evaluation = copy.deepcopy(simulated("rise"))
    found = evaluation["sensitivity"]["by_outcome"][MAIN]
    found["n_changed"] = 2
    for one in (found["analyses"][0], found["analyses"][-1]):
        one["agrees"] = False
    evaluation["measurement"]["item_direction"]["against"]["pre"] = ["soc13_02"]
    evaluation["quality"]["n_flagged"] = 3
    texts = [article(evaluation, language) for language in LANGUAGES]

    assert "without soc13_01" in texts[1]
    assert "people who left nothing open (" in texts[1]
    assert "before: soc13_02; after: none" in texts[1]
    assert all("soc13_02" in text for text in texts)


def test_what_only_the_author_knows_stands_in_square_brackets():
    text = article(simulated("rise"), "nb")

    assert "[Rekruttering, hvem som kunne delta, tidsrom, etisk godkjenning med referanse" in text


def test_no_article_is_written_in_a_third_language():
    with pytest.raises(ValueError, match="nb or en, not 'nn'"):
        article(simulated("rise"), "nn")


@pytest.mark.parametrize(
    ("value", "english", "bokmaal"),
    [
        (0.0341, "p = .034", "p = 0,034"),
        (0.0004, "p < .001", "p < 0,001"),
        (0.9996, "p > .999", "p > 0,999"),
        (None, "no p is given", "ingen p oppgis"),
    ],
)
def test_p_is_written_after_the_house(value, english, bokmaal):
    assert Numbers("en").p(value) == english
    assert Numbers("nb").p(value) == bokmaal


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "= –"), (5e6, "> 1,000,000"), (0.004, "< 0.01"), (2.5, "= 2.50")],
)
def test_a_bayes_factor_is_never_endlessly_long(value, words):
    assert Numbers("en").ratio(value) == words


def test_figures_that_do_not_exist_are_dashes_and_minus_nothing_is_nothing():
    numbers = Numbers("en")

    told = [numbers.fixed(None), numbers.whole(None), numbers.percent(None), numbers.between(None)]
    assert told == ["–"] * 4
    assert numbers.p_cell(None) == "–"
    assert numbers.p_cell(0.5) == ".500"
    assert numbers.fixed(-0.0001) == "0.00"
    assert numbers.share(-0.25) == "−.25"
    assert Numbers("nb").whole(12345) == "12\N{NO-BREAK SPACE}345"
    assert [numbers.chance(0.8), numbers.chance(0.999)] == [".80", "> .99"]
