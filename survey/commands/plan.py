"""``sammenheng plan``: how many groups a study needs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import click

from scoring.borrowed import ICC_SOURCE, RETEST, SPREAD
from scoring.plan import default_plan, standard_outcomes
from scoring.planning import MOST_GROUPS, ReleaseLimits, StudyDesign, groups_needed, outlook
from scoring.power import ICC
from survey.commands._plan_page import Planned, planning_page
from survey.release.gate import load_thresholds

STEPS = (2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500, 1000)
SHOWN_BEYOND = 2  # steps past the fewest groups, to see what more would give
GIVEN = "given with the command"


class Number(click.FloatRange):
    """A number in a range; nan, which is in no range, is refused too."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number, or fail with the range."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return float(number)


SHARE = Number(0, 1, min_open=True, max_open=True)


@click.command("plan")
@click.option(
    "--outcome",
    type=click.Choice(standard_outcomes()),
    default="soc13_total",
    show_default=True,
    help="The score that is to change.",
)
@click.option(
    "--change",
    type=Number(0, 100, min_open=True),
    help="The change to find, in points; by default the plan's bound (4 for soc13_total).",
)
@click.option(
    "--sd",
    type=Number(0, 100, min_open=True),
    help="Standard deviation of the score, in points; by default a published one.",
)
@click.option(
    "--retest",
    type=Number(0, 1, max_open=True),
    help="Test-retest correlation; by default a published one (.74 for soc13_total).",
)
@click.option(
    "--response",
    type=Number(0, 1, min_open=True),
    default=0.6,
    show_default=True,
    help="Share of those who start that answers both before and after.",
)
@click.option(
    "--icc",
    type=Number(0, 1, max_open=True),
    default=ICC,
    show_default=True,
    help="How alike change is within a group, 0 to 1.",
)
@click.option(
    "--group-size",
    type=click.IntRange(1, 50),
    default=6,
    show_default=True,
    help="People who start in a group.",
)
@click.option("--power", type=SHARE, default=0.8, show_default=True, help="The power asked for.")
@click.option("--alpha", type=SHARE, default=0.05, show_default=True, help="Level of the test.")
@click.option(
    "--groups",
    type=click.IntRange(1, MOST_GROUPS),
    multiple=True,
    metavar="N",
    help="Show what N groups give. Repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    outcome: str,
    change: float | None,
    sd: float | None,
    retest: float | None,
    response: float,
    icc: float,
    group_size: int,
    power: float,
    alpha: float,
    groups: Sequence[int],
    *,
    as_json: bool,
) -> None:
    """Say how many groups are needed to find a change, and to give a municipal report.

    The figures are expectations for a study that has not begun.
    """
    design = StudyDesign(
        change=default_plan().equivalence_bounds[outcome] if change is None else change,
        sd=SPREAD[outcome].value if sd is None else sd,
        retest=_retest(outcome) if retest is None else retest,
        response=response,
        icc=icc,
        group_size=group_size,
        alpha=alpha,
    )
    in_force = load_thresholds()
    limits = ReleaseLimits(in_force.persons, in_force.groups, in_force.residual)
    needed = groups_needed(design, power, limits)
    planned = Planned(
        outcome=outcome,
        power_sought=power,
        design=design,
        sources={
            "change": "this project's equivalence bound" if change is None else GIVEN,
            "sd": SPREAD[outcome].source if sd is None else GIVEN,
            "retest": RETEST[outcome].source if retest is None else GIVEN,
            "icc": ICC_SOURCE if math.isclose(icc, ICC) else GIVEN,
        },
        limits=limits,
        needed=needed,
        rows=tuple(
            outlook(design, n, limits) for n in sorted(set(groups)) or _steps(needed.for_power)
        ),
    )
    if as_json:
        figures = planned.to_dict()
        click.echo(json.dumps(figures, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(planning_page(planned), nl=False)


def _retest(outcome: str) -> float:
    if outcome not in RETEST:
        message = f"no test-retest correlation of {outcome} is published; give one, 0 to below 1"
        raise click.BadParameter(message, param_hint="'--retest'")
    return RETEST[outcome].value


def _steps(needed: int | None) -> list[int]:
    """Return the numbers of groups to show: round ones, and the fewest that are enough."""
    if needed is None:
        return list(STEPS)
    larger = [step for step in STEPS if step > needed][:SHOWN_BEYOND]
    return [*(step for step in STEPS if step < needed), needed, *larger]
