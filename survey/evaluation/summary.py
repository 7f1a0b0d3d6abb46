"""One page for the study's own people and partners: what was found, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from scoring.conclusion import UNCLEAR
from scoring.plan import GIVEN
from survey.evaluation import summary_people as people
from survey.evaluation import summary_words as words
from survey.evaluation.conclusion import (
    NO_INTERVAL,
    Conclusion,
    conclusion_of,
    is_planned,
    main_column,
)
from survey.evaluation.document import Figures
from survey.evaluation.names import in_order, spans
from survey.evaluation.speech import speaking
from survey.evaluation.summary_picture import summary_picture
from survey.report import sentences
from survey.report.facts import Figures as OutcomeFigures
from survey.report.facts import OutcomeFacts, RegressionScenario
from survey.report.number_forms import as_printed

TEMPLATE = "summary.html"
TOTAL = "soc13_total"
FEWEST_TO_COUNT, FEWEST_IN_A_PART = 20, 5  # as in a municipal report: fewer are single people


@dataclass(frozen=True)
class Block:
    """A heading and the sentences below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Everything that stands on the page, in words."""

    language: str
    title: str
    notice: str  # empty unless something has to be known before any figure
    audience: str
    lead: tuple[str, ...]
    svg: str  # empty where there is too little to draw
    caption: str
    blocks: tuple[Block, ...]
    made_from: str


def summary(evaluation: Figures, language: str, *, title: str, notice: str = "") -> str:
    """Return one standalone HTML page that prints on one sheet of A4, from an evaluation's JSON.

    language: nb, nn or en. It says what was found in the plan's primary outcome, shows every
    outcome's change, and says what the figures cannot show; with too few people, that this is
    so. Changes have one decimal, as in the municipal report, and a sentence follows the
    interval as it is printed. notice: what has to be known before any figure, such as that the
    people are simulated.
    """
    with speaking(language):
        page = _page(evaluation, language, title, notice)
    return _template().render(page=page) + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("survey.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE)


def _page(evaluation: Figures, language: str, title: str, notice: str) -> Page:
    column = main_column(evaluation)
    found = None if column is None else conclusion_of(column, evaluation)
    is_enough = found is None or found.is_found
    outcomes = in_order(evaluation["outcomes"])
    planned = [one for one in outcomes if is_planned(one, evaluation)]
    exploratory = [one for one in outcomes if one not in planned]
    return Page(
        language=language,
        title=f"{_('Before and after')}: {title}",
        notice=notice,
        audience=words.only_for_own_people(),
        lead=tuple(_lead(evaluation, found)),
        svg=summary_picture(evaluation) if is_enough else "",
        caption=words.planned_and_exploratory(planned, exploratory) if is_enough else "",
        blocks=tuple(_blocks(evaluation, found) if is_enough else _for_few(evaluation, found)),
        made_from=words.made_from(evaluation),
    )


def _lead(evaluation: Figures, found: Conclusion | None) -> Iterator[str]:
    if found is None:
        yield words.not_in_the_file(evaluation["plan"]["primary"])
        return
    if not found.is_found:
        yield words.nothing_to_conclude(found)
        if found.way != NO_INTERVAL:
            yield words.answers_are_not_lost()
        return
    figures = evaluation["outcomes"][found.column]
    yield sentences.change_found(_facts(figures, found), found.n)
    yield words.which_interval(found, figures["clustered"])
    if found.way != UNCLEAR and any(not as_printed(end) for end in found.ci95 or ()):
        yield words.next_to_zero()
    if figures["equivalence"]["equivalent"]:
        is_given = evaluation["plan"]["source"] == GIVEN
        yield words.smaller_than_the_bound(figures["equivalence"]["bound"], is_given=is_given)


def _facts(figures: Figures, found: Conclusion) -> OutcomeFacts:
    """Return what the municipal report makes its sentence from."""
    lowest, highest = spans()[found.column]
    low, high = found.ci95  # type: ignore[misc]  # there is one of a change that is found
    moments = {
        f"{name}_{kind}": figures[name][kind]
        for name in ("pre", "post", "change")
        for kind in ("mean", "sd")
    }
    moments["change_mean"] = found.estimate
    return OutcomeFacts(
        found.column, lowest, highest, OutcomeFigures(**moments, low=low, high=high)
    )


def _blocks(evaluation: Figures, found: Conclusion | None) -> Iterator[Block]:
    yield Block(_("Who answered"), tuple(_who(evaluation, found)))
    if found is not None:
        if lines := tuple(_each_person(evaluation["outcomes"][found.column])):
            yield Block(_("Person by person"), lines)
        yield Block(_("Regression to the mean"), (_regression(evaluation, found.column),))
    yield Block(_("What this page cannot show"), tuple(_limits(evaluation)))


def _for_few(evaluation: Figures, found: Conclusion | None) -> Iterator[Block]:
    yield Block(_("Who answered"), tuple(people.who_answered(evaluation, found)))
    yield Block(_("What this page cannot show"), (sentences.no_cause(),))


def _who(evaluation: Figures, found: Conclusion | None) -> Iterator[str]:
    first, *counts = people.who_answered(evaluation, found)
    yield first
    if counts := [*counts, *people.asked_otherwise(evaluation["comparability"])]:
        yield " ".join(counts)
    if found is not None and evaluation["attrition"]["n_lost"]:
        scenarios = evaluation["missing_scenarios"]["by_outcome"][found.column]
        yield from people.if_the_others_had_answered(scenarios, found)


def _each_person(figures: Figures) -> Iterator[str]:
    """Yield the counts by alpha, or by the retest correlation where alpha gives none."""
    counted = [one for one in figures["reliable_change"] if one["threshold95"] is not None]
    if not counted:
        return
    parts = [counted[0][name] for name in ("improved", "unchanged", "deteriorated")]
    if figures["n_pairs"] >= FEWEST_TO_COUNT and min(parts) >= FEWEST_IN_A_PART:
        yield people.person_by_person(counted[0])
    else:
        yield people.too_few_in_a_part()


def _regression(evaluation: Figures, column: str) -> str:
    found = evaluation["regression_to_the_mean"]["by_outcome"][column]
    if found["expected_low"] is None:
        return words.no_population_mean(column)
    low, high = found["population_mean"]
    scenario = RegressionScenario(low, high, found["expected_low"], found["expected_high"])
    told = sentences.regression_to_the_mean(scenario)
    return f"{told} {words.within_that_range()}" if found["observed_within_range"] else told


def _limits(evaluation: Figures) -> Iterator[str]:
    yield sentences.no_cause()
    if evaluation["plan"]["source"] != GIVEN:
        yield words.no_plan_of_its_own()
    if any(column.startswith("soc13") for column in evaluation["outcomes"]):
        yield words.three_sides(total_is_main=evaluation["plan"]["primary"] == TOTAL)
        yield sentences.no_norm_no_ranking()
