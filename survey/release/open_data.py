"""What has been released as open data: a table of figures as they are printed, and what it means.

Made from the facts of released documents alone. English, as all names in files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from survey.csv_cells import guarded
from survey.models.study import EVALUATION
from survey.release.gate import NOT_SHOWN
from survey.report.facts import OUTCOME_KEYS, Headline, OutcomeFacts, ReportFacts
from survey.report.number_forms import as_printed

CSV_NAME, SCHEMA_NAME = "series.csv", "series.json"
NEWEST = "newest_answers"
FIGURES = {
    "pre_mean": "mean of the first answers",
    "pre_sd": "standard deviation of the first answers",
    "post_mean": "mean of the second answers",
    "post_sd": "standard deviation of the second answers",
    "change_mean": "mean change of the same people, second minus first",
    "change_sd": "standard deviation of the change",
    "low": "lower end of the interval of the mean change",
    "high": "upper end of the interval of the mean change",
}
NUMBER, WHOLE, TEXT = "number", "integer", "string"
COLUMNS = {
    "study": (TEXT, "key of the study"),
    "edition": (WHOLE, "number of the edition in its study"),
    "cut_off_week": (TEXT, "ISO week up to which answers count, such as 2027-W22"),
    "area_kind": (TEXT, "municipality, pool (several municipalities together) or study"),
    "area_number": (TEXT, "official number of the municipality; empty for pools and studies"),
    "area_name": (TEXT, "name of the municipality or pool; empty for a whole study"),
    "part_kind": (
        TEXT,
        (
            "empty: the whole report; contact_point, group_type, life_problem, municipality or "
            f"county: a line of its table; {NEWEST}: those who came in since the edition before"
        ),
    ),
    "part_name": (TEXT, "which part; empty for the whole report"),
    "outcome": (
        TEXT,
        (
            "soc13_total: sense of coherence (13 to 91 points), with its three sides; gse_total: "
            "self-efficacy (10 to 40 points)"
        ),
    ),
    "n_pairs": (WHOLE, "people who answered both times; the same in every outcome"),
    "n_groups": (WHOLE, "groups they are in"),
    **{name: (NUMBER, f"{what}, in points, one decimal") for name, what in FIGURES.items()},
    "level": (NUMBER, "coverage of the interval"),
    "icc": (NUMBER, "likeness within groups that the interval assumes; never from these answers"),
    "check_code": (TEXT, "printed on the report; /reports/check says what it belongs to"),
    "is_invented": (TEXT, "yes in demonstrations and trials, where nobody is real; else no"),
}
# Not an outcome of a few people hidden beside others: the whole set says ':' or it says figures.
MISSING = {
    NOT_SHOWN: "not shown, whatever the reason",
    "": "does not apply",
}
NOT_FOR = (
    (
        "to rank municipalities, contact points or groups, or to compare them with one another: "
        "who takes part, and when, differs from place to place"
    ),
    (
        "to say what the groups did: nobody was asked who had not joined one, so a change may come "
        "from the passing of time, other help or other things in life"
    ),
    "to call a figure high or low: there are no Norwegian norms",
    "to try to find out about single people or groups",
)

Told = Iterable[tuple[str, ReportFacts]]  # each with the kind of its study


def as_csv(reports: Told) -> bytes:
    """Return one line for each released set and outcome."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(COLUMNS), restval="", lineterminator="\n")
    writer.writeheader()
    for kind, facts in reports:
        writer.writerows(_safe(row) for row in rows(facts, is_invented=kind != EVALUATION))
    return text.getvalue().encode()


def rows(facts: ReportFacts, *, is_invented: bool) -> Iterator[dict[str, str]]:
    """Yield the lines of one report: its own set, who is new in it, and the lines of its table."""
    about = {
        "study": facts.study.key,
        "edition": str(facts.edition.number),
        "cut_off_week": facts.edition.cut_off_week,
        "area_kind": facts.area.kind,
        "area_number": facts.area.number or "",
        "area_name": facts.area.name or "",
        "level": str(facts.assumptions.level),
        "icc": str(facts.assumptions.icc),
        "check_code": facts.edition.check_code,
        "is_invented": "yes" if is_invented else "no",
    }
    sizes = _sizes(facts.n_pairs, facts.n_groups)
    yield from (about | sizes | _outcome(one) for one in facts.outcomes)
    parts = [(part.kind, part.name, part.headline) for part in facts.parts if not part.is_empty]
    if facts.newest is not None:
        parts.insert(0, (NEWEST, "", facts.newest))
    for kind, name, headline in parts:
        part = {"part_kind": kind, "part_name": name}
        yield from (about | part | told for told in _headline(headline))


def _headline(headline: Headline | None) -> Iterator[dict[str, str]]:
    if headline is None:
        hidden = dict.fromkeys(("n_pairs", "n_groups", *FIGURES), NOT_SHOWN)
        yield from (hidden | {"outcome": key} for key in OUTCOME_KEYS)
        return
    sizes = _sizes(headline.n_pairs, headline.n_groups)
    yield from (sizes | _outcome(one) for one in headline.outcomes)


def _sizes(n_pairs: int, n_groups: int) -> dict[str, str]:
    return {"n_pairs": str(n_pairs), "n_groups": str(n_groups)}


def _outcome(one: OutcomeFacts) -> dict[str, str]:
    if one.figures is None:
        return {"outcome": one.key, **dict.fromkeys(FIGURES, NOT_SHOWN)}
    figures = {name: str(as_printed(getattr(one.figures, name))) for name in FIGURES}
    return {"outcome": one.key, **figures}


def _safe(row: dict[str, str]) -> dict[str, str]:
    """Return a line that no spreadsheet runs; a figure may begin with its minus."""
    return {
        name: guarded(value) if COLUMNS[name][0] == TEXT else value for name, value in row.items()
    }


def schema(*, is_invented: bool) -> dict[str, Any]:
    """Return what the table means, as a Frictionless data package."""
    return {
        "name": "before-and-after-in-self-help-groups",
        "title": "Before and after in self-help groups: what has been released",
        "description": (
            "What people in self-organised self-help groups answered before and after, in sets of "
            "at least ten people from at least three groups. Every figure stands in a released "
            "report. There was no comparison group."
            + (" Demonstrations and trials: nobody in them is real." if is_invented else "")
        ),
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "sources": [
            {"title": "the released reports, each under its check code", "path": "/reports"}
        ],
        "may_not_be_used": list(NOT_FOR),
        "resources": [
            {
                "name": "series",
                "path": CSV_NAME,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n"},
                "schema": {
                    "fields": [
                        {"name": name, "type": kind, "description": told}
                        for name, (kind, told) in COLUMNS.items()
                    ],
                    "missingValues": [
                        {"value": value, "label": label} for value, label in MISSING.items()
                    ],
                },
            }
        ],
    }
