"""Who takes part in the demonstration: municipalities, groups, people and their weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.weeks import week_of

FEWEST_GROUPS = 12
SMALLEST_GROUP, LARGEST_GROUP = 4, 8
FEWEST_PEOPLE = FEWEST_GROUPS * SMALLEST_GROUP
GROUPS_PER_MUNICIPALITY = 5  # below this a municipality may miss the thresholds of a release

# All chosen for this demonstration. Every answer lies in the past, whenever it is run.
FIRST_MONDAY = dt.date(2024, 8, 19)  # groups start from here on ...
N_STARTING_WEEKS = 40  # ... for so many weeks
SHARE_SELF_ORGANISED = 0.85
SHARE_SAME_PROBLEM = 0.6
SHARE_JOINING_LATER = 0.15
MEETINGS = ("none", "1-2", "3+")  # before the person answered pre; the last is `late_pre`
MEETINGS_SHARES = (0.70, 0.22, 0.08)
SHARE_NYNORSK = {True: 0.75, False: 0.04}  # where nynorsk is at home, and elsewhere
SHARE_ENGLISH = 0.02
SHARE_LEFT_EARLY = 0.15  # of those who answer post


@dataclass(frozen=True)
class Municipality:
    """A municipality with its contact points; those are invented."""

    number: str
    name: str
    contact_points: tuple[str, ...]
    weight: int  # its part of the groups
    writes_nynorsk: bool = False


@dataclass(frozen=True)
class Group:
    """A group: where, of what kind, since when, and how many people it has."""

    municipality: str  # its number
    contact_point: str
    group_type: str  # self_organised | led
    life_problem: str  # same | mixed
    start_week: str
    n_members: int


@dataclass(frozen=True, eq=False)
class People:
    """What is known of the people before any answer; arrays of length n_people."""

    group: NDArray[np.int64]  # place in the list of groups
    pre_week: NDArray[np.int64]  # counted from the first Monday
    meetings: NDArray[np.str_]
    language: NDArray[np.str_]


# Hamarøy has too few groups on purpose: it shows the page that says so.
TOO_FEW = Municipality("1875", "Hamarøy", ("Hamarøy frivilligsentral",), 0)
N_GROUPS_TOO_FEW = 2
# A place with too few is reported together with a larger one beside it.
POOL_NAME, POOL = "Ofoten og omegn", ("1806", "1875")
MUNICIPALITIES = (
    Municipality(
        "1804",
        "Bodø",
        ("Frivilligsentralen i Bodø", "Frisklivssentralen i Bodø", "Mestringshuset i Bodø"),
        9,
    ),
    Municipality(
        "4647",
        "Sunnfjord",
        ("Frivilligsentralen i Sunnfjord", "Frisklivssentralen i Sunnfjord"),
        8,
        writes_nynorsk=True,
    ),
    Municipality(
        "1806", "Narvik", ("Frivilligsentralen i Narvik", "Frisklivssentralen i Narvik"), 7
    ),
    Municipality("1577", "Volda", ("Frivilligsentralen i Volda",), 7, writes_nynorsk=True),
    Municipality("1824", "Vefsn", ("Frivilligsentralen i Vefsn", "Frisklivssentralen i Vefsn"), 7),
    TOO_FEW,
)


def draw_groups(rng: np.random.Generator, n_people: int) -> tuple[Group, ...]:
    """Return groups of 4 to 8 with n_people in all, municipality by municipality."""
    if n_people < FEWEST_PEOPLE:
        raise ValueError(f"n_people must be at least {FEWEST_PEOPLE}, not {n_people}")
    n_groups = max(FEWEST_GROUPS, round(n_people / 6))
    places = [
        (municipality, municipality.contact_points[rng.integers(len(municipality.contact_points))])
        for municipality, share in _groups_per_municipality(n_groups)
        for _ in range(share)
    ]
    self_organised = rng.random(n_groups) < SHARE_SELF_ORGANISED
    same_problem = rng.random(n_groups) < SHARE_SAME_PROBLEM
    starts = week_names(rng.integers(N_STARTING_WEEKS, size=n_groups))
    return tuple(
        Group(
            municipality.number,
            contact_point,
            "self_organised" if self_organised[place] else "led",
            "same" if same_problem[place] else "mixed",
            starts[place],
            n_members,
        )
        for place, ((municipality, contact_point), n_members) in enumerate(
            zip(places, _sizes(rng, n_people, n_groups), strict=True)
        )
    )


def draw_people(rng: np.random.Generator, groups: Sequence[Group]) -> People:
    """Return the groups' members: when they joined and answered pre, and in which language."""
    group = np.repeat(np.arange(len(groups)), [each.n_members for each in groups])
    n_people = len(group)
    numbers = {name: number for number, name in enumerate(week_names(range(N_STARTING_WEEKS)))}
    start = np.array([numbers[each.start_week] for each in groups])[group]
    joined_later = rng.random(n_people) < SHARE_JOINING_LATER
    joined = start + np.where(joined_later, rng.integers(4, 25, n_people), 0)
    meetings = rng.choice(len(MEETINGS), p=MEETINGS_SHARES, size=n_people)
    # Groups meet weekly: so many meetings, so many weeks before pre.
    weeks_of_meetings = [
        np.zeros(n_people, dtype=np.int64),
        rng.integers(1, 3, n_people),
        rng.integers(3, 9, n_people),
    ]
    return People(
        group=group,
        pre_week=joined + np.choose(meetings, weeks_of_meetings),
        meetings=np.array(MEETINGS)[meetings],
        language=_languages(rng, groups, group),
    )


def draw_post_weeks(
    rng: np.random.Generator, pre_week: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return when each person would answer post, and who does so because of leaving early."""
    n_people = len(pre_week)
    has_left_early = rng.random(n_people) < SHARE_LEFT_EARLY
    # Due after 26 weeks; most answer within a few weeks of that.
    in_time = np.clip(np.rint(rng.normal(26.5, 2.0, n_people)), 22, 34).astype(np.int64)
    return pre_week + np.where(has_left_early, rng.integers(5, 21, n_people), in_time), (
        has_left_early
    )


def week_names(weeks: Sequence[int] | NDArray[np.int64]) -> tuple[str, ...]:
    """Return the ISO weeks, such as 2025-W07, that lie so many weeks after the first Monday."""
    names = {
        week: week_of(FIRST_MONDAY + dt.timedelta(weeks=week)) for week in {int(n) for n in weeks}
    }
    return tuple(names[int(week)] for week in weeks)


def _groups_per_municipality(n_groups: int) -> list[tuple[Municipality, int]]:
    """Share the groups out by weight; with few groups, over fewer municipalities."""
    available = n_groups - N_GROUPS_TOO_FEW
    large = [each for each in MUNICIPALITIES if each is not TOO_FEW]
    large = large[: max(1, available // GROUPS_PER_MUNICIPALITY)]
    ends = np.rint(
        np.cumsum([each.weight for each in large]) * available / sum(each.weight for each in large)
    ).astype(int)
    shares = [int(share) for share in np.diff(ends, prepend=0)]
    return [*zip(large, shares, strict=True), (TOO_FEW, N_GROUPS_TOO_FEW)]


def _sizes(rng: np.random.Generator, n_people: int, n_groups: int) -> list[int]:
    """Return sizes from 4 to 8 that sum to n_people: four sure chairs each, the rest drawn."""
    spare = LARGEST_GROUP - SMALLEST_GROUP
    taken = rng.permutation(n_groups * spare)[: n_people - n_groups * SMALLEST_GROUP]
    sizes = SMALLEST_GROUP + np.bincount(taken // spare, minlength=n_groups)
    return [int(size) for size in sizes]


def _languages(
    rng: np.random.Generator, groups: Sequence[Group], group: NDArray[np.int64]
) -> NDArray[np.str_]:
    """Return each person's language: nynorsk mostly where it is the municipality's own."""
    nynorsk_home = {each.number for each in MUNICIPALITIES if each.writes_nynorsk}
    share = np.array([SHARE_NYNORSK[each.municipality in nynorsk_home] for each in groups])[group]
    draw = rng.random(len(group))
    return np.select([draw < SHARE_ENGLISH, draw < SHARE_ENGLISH + share], ["en", "nn"], "nb")
