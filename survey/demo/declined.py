"""Which of the items that the simulated people left open they said no to; the share is chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.demo.answers import Answers, Responses

SHARE_DECLINED = 0.3  # of the items left open


@dataclass(frozen=True, eq=False)
class Declined:
    """Items of which people said that they prefer not to answer: a row a person."""

    soc13: NDArray[np.bool_]
    gse: NDArray[np.bool_]


def draw_declined(rng: np.random.Generator, answers: Answers) -> Declined:
    """Return for each item left open whether it was declined rather than skipped."""
    return Declined(_draw(rng, answers.soc13), _draw(rng, answers.gse))


def _draw(rng: np.random.Generator, responses: Responses) -> NDArray[np.bool_]:
    return np.asarray((responses == 0) & (rng.random(responses.shape) < SHARE_DECLINED))
