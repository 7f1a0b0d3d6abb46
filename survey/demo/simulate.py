"""A whole simulated study from one seed: who takes part, when, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.demo.after import Known, Row, draw_after, standard_change
from survey.demo.answers import (
    Answers,
    answer_post,
    answer_pre,
    draw_standing,
    soc_behind_answers,
)
from survey.demo.declined import Declined, draw_declined
from survey.demo.margins import Floats
from survey.demo.population import (
    MUNICIPALITIES,
    Group,
    Municipality,
    draw_groups,
    draw_people,
    draw_post_weeks,
    week_names,
)

# About a third are lost at post, somewhat likelier among those with a weak sense of coherence.
LOST_LOGIT, LOST_PER_SD = -0.75, -0.25
SHARE_REUSE = 0.8  # who also lets their answers be kept for later research; chosen
N_GENERATORS = 7  # one for each kind of chance, so that none depends on the others' draws


@dataclass(frozen=True, eq=False)
class Simulated:
    """A simulated study; every array has one row a person, in the groups' order."""

    seed: int
    municipalities: tuple[Municipality, ...]  # those that have groups
    groups: tuple[Group, ...]
    group: NDArray[np.int64]  # place in `groups`
    pre_week: tuple[str, ...]  # ISO week, such as 2025-W07
    meetings: NDArray[np.str_]  # before pre: none | 1-2 | 3+
    language: NDArray[np.str_]  # nb | nn | en
    lets_reuse: NDArray[np.bool_]  # where the letter asks about later research
    pre: Answers
    has_post: NDArray[np.bool_]
    has_left_early: NDArray[np.bool_]  # answered post because of leaving; False where lost
    post_week: tuple[str | None, ...]  # None where lost
    post: Answers  # all 0 where lost
    after: tuple[Row | None, ...]  # what else was asked at post; None where lost
    declined_pre: Declined
    declined_post: Declined

    @property
    def is_late_pre(self) -> NDArray[np.bool_]:
        """Return who had been to three meetings or more before pre."""
        return np.asarray(self.meetings == "3+")


def simulate(seed: int, *, n_people: int = 240) -> Simulated:
    """Return a study of n_people (48 or more) in groups of 4 to 8; the seed decides everything."""
    for_groups, *_others = np.random.default_rng(seed).spawn(N_GENERATORS)
    return simulate_in(draw_groups(for_groups, n_people), seed)


def simulate_in(groups: tuple[Group, ...], seed: int) -> Simulated:
    """Return people in groups that are known, and all they answer."""
    generators = np.random.default_rng(seed).spawn(N_GENERATORS)
    _groups, for_people, for_answers, for_loss, for_after, for_declined, for_reuse = generators
    people = draw_people(for_people, groups)
    n_people = len(people.group)
    standing = draw_standing(for_answers, n_people)
    pre = answer_pre(for_answers, standing)
    has_post = for_loss.random(n_people) >= _chance_of_loss(soc_behind_answers(standing))
    post_week, has_left_early = draw_post_weeks(for_people, people.pre_week)
    post = answer_post(for_answers, standing, people.group, has_left_early)
    known = Known(
        group=people.group,
        has_left_early=has_left_early,
        weeks=post_week - people.pre_week,
        meetings_before=people.meetings,
        change=standard_change(pre, post),
    )
    after = draw_after(for_after, known)
    in_use = {group.municipality for group in groups}
    return Simulated(
        seed=seed,
        municipalities=tuple(each for each in MUNICIPALITIES if each.number in in_use),
        groups=groups,
        group=people.group,
        pre_week=week_names(people.pre_week),
        meetings=people.meetings,
        language=people.language,
        lets_reuse=for_reuse.random(n_people) < SHARE_REUSE,
        pre=pre,
        has_post=has_post,
        has_left_early=has_left_early & has_post,
        post_week=tuple(
            week if is_kept else None
            for week, is_kept in zip(week_names(post_week), has_post, strict=True)
        ),
        post=Answers(post.soc13 * has_post[:, None], post.gse * has_post[:, None]),
        after=tuple(row if is_kept else None for row, is_kept in zip(after, has_post, strict=True)),
        declined_pre=draw_declined(for_declined, pre),
        declined_post=draw_declined(for_declined, post),
    )


def _chance_of_loss(soc: Floats) -> Floats:
    """Return each person's chance of not answering post."""
    return np.asarray(1 / (1 + np.exp(-(LOST_LOGIT + LOST_PER_SD * soc))))
