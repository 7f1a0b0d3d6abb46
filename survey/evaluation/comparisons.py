"""Kinds of groups and conditions: what goes together, never a ranking of groups."""

from __future__ import annotations

from collections.abc import Iterator

from survey.evaluation.document import Block, Figures, Paragraph, Section, Table
from survey.evaluation.names import in_order, name_of
from survey.evaluation.numbers import count, one_decimal, p_value, points, signed, signed_interval
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import At, Column, about, outcome_table

ATTRIBUTES = {"group_type": "How the group is led", "life_problem": "Life problems in the group"}
TESTED: tuple[Column, ...] = (
    ("difference", At("difference", signed)),
    ("se", At("se", points)),
    ("df", At("df", one_decimal)),
    ("95 % interval", At("ci95", signed_interval)),
    ("p", At("p", p_value)),
)
SLOPE_HEAD = (
    "outcome",
    "climate",
    "people",
    "groups",
    "slope, people",
    "95 % interval",
    "p",
    "slope, groups",
    "95 % interval",
    "p",
)


def comparisons(evaluation: Figures) -> Section | None:
    """Return the section, or None where the evaluation says nothing of it."""
    blocks = (
        *_group_types(evaluation.get("group_types", {})),
        *_conditions(evaluation.get("conditions", {})),
    )
    return Section("groups", "Kinds of groups, and conditions in them", blocks) if blocks else None


def _group_types(section: Figures) -> Iterator[Block]:
    if not section:
        return
    yield from about(section, "Kinds of groups")
    if why := section.get("why"):
        yield Paragraph(str(why))
    for comparison in section.get("comparisons") or ():
        yield _comparison(comparison)


def _comparison(comparison: Figures) -> Table:
    first, second = comparison["levels"]
    attribute = str(comparison.get("attribute"))
    unclear = comparison.get("n_groups_unclear")
    left_out = f"; {count(unclear)} groups left out, whose members differ on it" if unclear else ""
    return outcome_table(
        f"types-{attribute}",
        f"{ATTRIBUTES.get(attribute, attribute)}: change in points, "
        f"difference {_told(second)} minus {_told(first)}{left_out}",
        (*(_mean_column(level) for level in (first, second)), *TESTED),
        comparison.get("by_outcome") or {},
    )


def _mean_column(level: str) -> Column:
    def cell(figures: Figures) -> str:
        mean, n, groups = (
            (figures.get(name) or {}).get(level) for name in ("mean_change", "n", "n_groups")
        )
        return f"{signed(mean)} ({count(n)}; {count(groups)})"

    return f"{_told(level)} (people; groups)", cell


def _told(level: str) -> str:
    return level.replace("_", "-")


def _conditions(section: Figures) -> Iterator[Block]:
    by_outcome = section.get("by_outcome") or {}
    rows, named = [], {}
    for column in in_order(by_outcome):
        for item, figures in by_outcome[column].items():
            named[f"{name_of(column)} ({_climate(item)})"] = figures
            rows.append(
                (
                    name_of(column),
                    _climate(item),
                    count(figures.get("n")),
                    count(figures.get("n_groups")),
                    *_slope(figures.get("person") or {}),
                    *_slope(figures.get("group") or {}),
                )
            )
    if not rows:
        return
    yield from about(section, "Change and the climate in the group")
    caption = "Points of change that go with one point of climate (1 to 5)"
    yield Table("climate", caption, SLOPE_HEAD, tuple(rows), reasons(named), in_text=False)


def _climate(item: str) -> str:
    return item.removeprefix("climate_")


def _slope(slope: Figures) -> tuple[str, str, str]:
    return signed(slope.get("slope")), signed_interval(slope.get("ci95")), p_value(slope.get("p"))
