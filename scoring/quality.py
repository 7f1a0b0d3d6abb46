"""Answers that may have been given without reading: counted, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from scoring.cohort import Cohort
from scoring.conclusion import ChangeFound, agreement, change_found
from scoring.instrument import Instrument
from scoring.keying import Codes, KeyedItems, reverse_keyed
from scoring.people import pick
from scoring.record import Record, Why, no_reasons

RULES = {
    "people": (
        "each n counts people to whom a rule applies at pre or at post; one person may be in "
        "several, and n_flagged counts everyone once; answers are looked at as they were given, "
        "and nothing is deleted"
    ),
    "straightlined": (
        "every answered item of an instrument with reversed items has the same answer, and no "
        "more items are open than the instrument's own missing rule allows; ten equal answers to "
        "GSE, which has no reversed items, are no fault"
    ),
    "long_string": (
        "in an instrument with reversed items, more than half of the items in a row have the same "
        "answer, reversed and other items among them (7 or more of SOC-13's 13); an open item "
        "ends the row; a straight-lined form does not count again"
    ),
    "too_many_missing": (
        "an instrument is begun, but more items are open than the missing rule of this evaluation "
        "allows its total"
    ),
    "implausible": (
        "the means of the reversed items, turned, and of the others lie more than half the range "
        "apart (3 points of SOC-13's 1 to 7), or every answer lies at the other end of the range "
        "than the one before; only where enough items for a total are answered, and a "
        "straight-lined form does not count again"
    ),
}

DECIMALS_KEPT = 9  # means of thirds and fifths that are 3 points apart differ by 3 and float noise

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class WithAndWithout(Record):
    """One outcome's change in everyone, and without the people who are flagged."""

    everyone: ChangeFound
    without_flagged: ChangeFound
    agrees: bool | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Quality(Record):
    """How many answered rows there are, how many people are flagged, and what it matters."""

    status: str
    n_rows: int
    n_flagged: int
    n_straightlined: int
    n_long_string: int
    n_too_many_missing: int
    n_implausible: int
    rules: Mapping[str, str]
    with_and_without: Mapping[str, WithAndWithout]


def response_quality(cohort: Cohort) -> Quality:
    """Return how many people's answers look unread, and every outcome with and without them.

    n_rows counts rows at pre and at post with at least one answered item; the other n count
    people, by the `rules`. A person flagged on any instrument at either wave is left out of
    without_flagged for every outcome. Changes are post minus pre in points. agrees is None with
    a reason where either of the two has no conclusion. Nothing is deleted: every other figure
    of an evaluation is of everyone.

    The thresholds are this project's own, for none is agreed on. Of 2,077 open answers to
    SOC-13 (Delacre & Klein 2019) none is straight-lined, 2 have a run of 7 or more equal
    answers, and in 11 the two directions lie more than 3 points apart.
    Sources: runs of equal answers, Johnson (2005), J Res Pers 39, 103-129; a review of rules,
    Curran (2016), J Exp Soc Psychol 66, 4-19.
    """
    flags = [_flags(cohort, items) for items in cohort.keyed]
    found = {name: _of_people(cohort, [one[name] for one in flags]) for name in flags[0]}
    is_flagged = np.logical_or.reduce(list(found.values()))
    count = {name: int(np.count_nonzero(people)) for name, people in found.items()}
    return Quality(
        status="exploratory",
        n_rows=sum(int(np.count_nonzero(wave)) for wave in cohort.has_answered),
        n_flagged=int(np.count_nonzero(is_flagged)),
        n_straightlined=count["straightlined"],
        n_long_string=count["long_string"],
        n_too_many_missing=count["too_many_missing"],
        n_implausible=count["implausible"],
        rules=RULES,
        with_and_without={
            column: _with_and_without(cohort.change(column), is_flagged) for column in cohort.scales
        },
    )


def _with_and_without(change: NDArray[np.float64], is_flagged: Flags) -> WithAndWithout:
    everyone, without = change_found(change), change_found(change[~is_flagged])
    agrees, why = agreement(everyone, without)
    return WithAndWithout(everyone, without, agrees, why=why)


def _of_people(cohort: Cohort, rows: list[Flags]) -> Flags:
    """Return who has a flag on any instrument at pre or at post; (people,)."""
    flagged = np.logical_or.reduce(rows)
    before, after = (pick(flagged, wave, absent=False) for wave in (cohort.pre, cohort.post))
    return np.asarray(before | after)


def _flags(cohort: Cohort, items: KeyedItems) -> dict[str, Flags]:
    """Return each rule's flags on one instrument, for the file's rows."""
    instrument = items.instrument
    raw = items.codes.copy()
    reverse_keyed(raw, instrument)
    has_no_total = cohort.scores[instrument.total.column].isna().to_numpy()
    straightlined = _straightlined(raw, instrument)
    implausible = _directions_disagree(items) | _swings(raw, instrument.n_points)
    return {
        "straightlined": straightlined,
        "long_string": _long_string(raw, instrument) & ~straightlined,
        "too_many_missing": items.answered & has_no_total,
        "implausible": implausible & ~straightlined,
    }


def _enough_answered(codes: Codes, instrument: Instrument) -> Flags:
    """Whether a row has answers enough for a total, to items of both directions among them."""
    turned = _turned(instrument)
    answered = codes != 0
    n_open = len(codes) - answered.sum(axis=0)
    has_both = answered[turned].any(axis=0) & answered[~turned].any(axis=0)
    return np.asarray(has_both & (n_open <= instrument.total.allowed_open))


def _straightlined(raw: Codes, instrument: Instrument) -> Flags:
    lowest = np.where(raw == 0, np.uint8(instrument.n_points), raw).min(axis=0)
    return np.asarray((lowest == raw.max(axis=0)) & _enough_answered(raw, instrument))


def _long_string(raw: Codes, instrument: Instrument) -> Flags:
    """Whether a row has a run that is long, and too long to lie within one direction."""
    directions = [len(list(run)) for _, run in groupby(_turned(instrument))]
    longest_allowed = max(len(raw) // 2, *directions)
    run = np.zeros(raw.shape[1], dtype=np.int16)
    longest = run.copy()
    before = np.zeros_like(raw[0])
    for answers in raw:
        run = np.where(answers == 0, 0, np.where(answers == before, run + 1, 1))
        np.maximum(longest, run, out=longest)
        before = answers
    return np.asarray(longest > longest_allowed)


def _directions_disagree(items: KeyedItems) -> Flags:
    turned = _turned(items.instrument)
    enough = _enough_answered(items.codes, items.instrument)
    one, other = (_means(items.codes[which][:, enough]) for which in (turned, ~turned))
    flags = np.zeros(len(enough), dtype=bool)
    apart = np.abs(one - other).round(DECIMALS_KEPT)
    flags[enough] = apart > (items.instrument.n_points - 1) / 2
    return flags


def _means(codes: Codes) -> NDArray[np.float64]:
    return np.asarray(codes.sum(axis=0, dtype=np.int64) / np.count_nonzero(codes, axis=0))


def _swings(raw: Codes, n_points: int) -> Flags:
    """Whether each answer lies at the other end than the one before; none may be open."""
    at_ends = np.asarray(((raw == 1) | (raw == n_points)).all(axis=0))
    changes = (raw[1:] != raw[:-1]).all(axis=0)
    return np.asarray(at_ends & changes & (len(raw) > 1))


def _turned(instrument: Instrument) -> Flags:
    return np.array([item.is_reversed for item in instrument.items])
