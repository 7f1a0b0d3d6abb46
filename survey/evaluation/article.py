"""A ready text for an article: methods and results, with formulas, versions and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from scoring.borrowed import NO_SOURCE
from scoring.conclusion import conclude
from scoring.instrument import all_instruments
from scoring.record import Interval
from survey.evaluation.article_numbers import Numbers
from survey.evaluation.citations import Citations
from survey.evaluation.conclusion import conclusions, is_planned, main_column
from survey.evaluation.document import Figures
from survey.evaluation.names import EXPLORATORY, in_order, role_of

LANGUAGES = ("nb", "en")
MODEL = "random intercept"  # how the method of a fitted mixed model begins
NOT_TESTED = "cannot be tested with n"
DOUBLE_SPACE = re.compile(r"(?<=\S) {2,}")


def article(evaluation: Figures, language: str) -> str:
    """Return methods, results, limitations and references as Markdown, from an evaluation's JSON.

    language: nb or en; What only the author knows stands in square
    brackets. Every result says whether it was planned or exploratory; a conclusion is that of
    `survey.evaluation.conclusion`. Raises ValueError for another language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"an article is written in {' or '.join(LANGUAGES)}, not {language!r}")
    return markdown(f"article.{language}.md", evaluation, language)


def markdown(template: str, evaluation: Figures, language: str) -> str:
    """Return a text from a template of this folder, with one empty line between its parts."""
    citations = Citations(language)
    text = (
        _environment()
        .get_template(template)
        .render(
            context(evaluation),
            **Numbers(language).forms(),
            cite=citations.cite,
            references=citations.references,
        )
    )
    return "\n".join(_single_empty_lines(text)) + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("survey.evaluation"),
        autoescape=False,  # noqa: S701 - Markdown, from figures and the plan's own sources
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def context(evaluation: Figures) -> dict[str, Any]:
    """Return what the texts are made from: the evaluation, and what is read out of it."""
    outcomes = evaluation["outcomes"]
    columns = in_order(outcomes)
    return {
        "e": evaluation,
        "columns": columns,
        "found": conclusions(evaluation),
        "main": main_column(evaluation),
        "secondary": next(
            (one for one in columns if role_of(one, evaluation) == "secondary"), None
        ),
        "exploratory": [one for one in columns if role_of(one, evaluation) == EXPLORATORY],
        "planned": {column: is_planned(column, evaluation) for column in columns},
        "instruments": _instruments(columns),
        "in_model": {column: _is_model(figures) for column, figures in outcomes.items()},
        "one_by_one": {column: _one_by_one(figures) for column, figures in outcomes.items()},
        "invariance": _invariance(evaluation["measurement"]["factor_models"]),
        "no_source": NO_SOURCE,
        "flagged": _flagged(evaluation["quality"]),
    }


def _instruments(columns: list[str]) -> dict[str, dict[str, Any]]:
    """Return the instruments in the file, with the numbers of their reversed items."""
    return {
        one.key: {
            "definition": one,
            "reversed": [str(item.number) for item in one.items if item.is_reversed],
        }
        for one in all_instruments()
        if one.total.column in columns
    }


def _is_model(figures: Figures) -> bool:
    return str(figures["clustered"]["method"] or "").startswith(MODEL)


def _one_by_one(figures: Figures) -> str | None:
    """Return what the interval that takes people one by one would conclude."""
    ends = figures["t_test"]["ci95"]
    return conclude(Interval(*ends)) if ends else None


def _invariance(models: Figures) -> dict[str, str]:
    return {column: _verdict(scale) for column, scale in models["by_scale"].items()}


def _verdict(scale: Mapping[str, Any]) -> str:
    """Return how far a scale's models held, as one word that each language has a sentence for."""
    if scale["latent_mean_change"] is not None:
        return "equal"
    if not scale["models"]:
        return "few" if scale["verdict"].startswith(NOT_TESTED) else "untestable"
    last = scale["models"][-1]
    if last["chi_square"] is None:
        return "improper"
    return "misfit" if last["name"] == "configural" else f"{last['name']}_differs"


def _flagged(quality: Figures) -> dict[str, int]:
    """Return how many people each rule of response quality flags."""
    names = ("n_straightlined", "n_long_string", "n_too_many_missing", "n_implausible")
    return {name.removeprefix("n_"): quality[name] for name in names}


def _single_empty_lines(text: str) -> Iterator[str]:
    """Yield the lines without the empty lines and spaces that conditions leave behind."""
    was_empty = True
    for line in text.splitlines():
        is_empty = not line.strip()
        if not (is_empty and was_empty):
            yield DOUBLE_SPACE.sub(" ", line.rstrip())
        was_empty = is_empty
