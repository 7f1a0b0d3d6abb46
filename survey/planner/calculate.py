"""Works out the answer with the functions of ``sammenheng plan``. Loads scipy: jobs only."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete

from scoring.planning import Outlook, ReleaseLimits, StudyDesign, groups_needed, outlook
from survey.extensions import db
from survey.models import Artefact
from survey.planner.asked import Asked, asked_in
from survey.planner.operations import NAME, fingerprint
from survey.release.gate import load_thresholds
from survey.report import artefacts

POWER_SOUGHT = 0.80
STEPS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500)
SHOWN_BEYOND = 2  # steps past what is needed and planned, to see what more would give


def make_plan(study_id: str, area: str) -> None:
    """Answer one question; the answer takes the place of the study's last one."""
    content = json.dumps(answer(asked_in(area)), allow_nan=False).encode()
    with db.writing() as session:
        session.execute(delete(Artefact).filter_by(study_id=study_id, name=NAME))
        artefacts.keep(session, study_id, area, {NAME: content}, fingerprint())
        session.commit()


def answer(asked: Asked) -> dict[str, Any]:
    """Return what is needed, and what each number of groups may be expected to give."""
    design = StudyDesign(
        change=asked.change / 10,
        sd=asked.sd / 10,
        retest=asked.retest / 100,
        response=asked.response / 100,
        icc=asked.icc / 100,
        group_size=asked.group_size,
    )
    in_force = load_thresholds()
    limits = ReleaseLimits(in_force.persons, in_force.groups, in_force.residual)
    needed = groups_needed(design, POWER_SOUGHT, limits)
    enough = max(needed.for_power or 0, needed.for_release or 0, asked.groups)
    beyond = [step for step in STEPS if step > enough][:SHOWN_BEYOND]
    shown = {step for step in STEPS if step <= enough} | {*beyond, asked.groups}
    return {
        "for_power": needed.for_power,
        "for_release": needed.for_release,
        "sd_change": design.sd_change,
        "rows": [_row(outlook(design, n, limits)) for n in sorted(shown)],
    }


def _row(one: Outlook) -> dict[str, Any]:
    return {
        "groups": one.n_groups,
        "people": one.n_people,
        "pairs": one.expected_pairs,
        "power": one.power,
        "release": one.chance_of_release,
    }
