"""Where each study stands, and what comes next in it, for the list of studies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from survey.extensions import db
from survey.models import Study
from survey.models.study import DEMONSTRATION, DRAFT, NEEDS_PERMISSION
from survey.set_up.checklist import OPENING, next_step, steps
from survey.set_up.step_words import STATES, TITLES


@dataclass(frozen=True)
class Standing:
    """A study's state, and the step to go on with while it is set up."""

    state: LazyString
    next: LazyString | None


def shown_standings(studies: Iterable[Study]) -> dict[str, Standing]:
    """Return where each study stands, by its key."""
    return {one.key: Standing(STATES[one.state], _next(one)) for one in studies}


def _next(study: Study) -> LazyString | None:
    if study.kind == DEMONSTRATION or study.state not in {DRAFT, NEEDS_PERMISSION}:
        return None
    left = next_step(steps(db.session, study))
    return TITLES[left.key] if left is not None and left.is_needed else TITLES[OPENING]
