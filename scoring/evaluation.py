"""The whole evaluation of an item file: change, reliability and attrition, ready for JSON."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.attrition import Attrition, attrition
from scoring.change import paired_change
from scoring.fingerprint import fingerprint
from scoring.instrument import Instrument, Subscale
from scoring.keying import KeyedItems, key_items
from scoring.multiplicity import holm_over_t_tests
from scoring.people import People, find_people, pick
from scoring.plan import Plan, default_plan
from scoring.reliability import Reliability, cronbach_alpha
from scoring.results import Data, Evaluation, Outcome
from scoring.scales import score_keyed

NO_GROUPS = "the file has no column group"


def evaluate(
    frame: pd.DataFrame,
    plan: Plan | None = None,
    *,
    instruments: Sequence[Instrument] | None = None,
) -> Evaluation:
    """Return what changed between `pre` and `post`, how reliable the scores are, who was lost.

    frame: one row a person and wave, with `participant`, `wave` (pre, post or follow_up), raw
    items, and optionally `group` and `late_pre`; scores that stand in it are not read. Row
    labels are used in messages. plan: default is the project's own. instruments: default is
    SOC-13 and GSE; one with none of its columns is left out.

    Late starters (late_pre 1 on their pre row) are counted in data.n_late_pre and kept out of
    everything else. A post without pre counts in n_post, never in pairs. follow_up rows are
    counted in n_rows and otherwise not used yet. A person whose group changes counts in
    data.n_group_changed and belongs to the group at pre.

    Outcomes, by score column: n_pre and n_post count people with a score; n_prorated counts
    prorated scores among those n_pre + n_post; everything else is of the pairs, in points (see
    `scoring.change.paired_change`). p_holm runs over the plan's holm_family: it does not make an
    exploratory outcome confirmatory, and the primary is judged on its own p.

    Reliability is from complete rows of each wave, attrition from people with at least one
    answered item. data.sha256 is `scoring.fingerprint.fingerprint`. `.to_dict()` has the
    evaluation in JSON's own types; a figure that does not exist is null, and the dict it stands
    in has a "why" (see `scoring.results`).

    Raises BadColumns and BadValues (see `scoring.keying.key_items`) and BadFrame (see
    `scoring.people.find_people`).
    """
    plan = plan or default_plan()
    keyed = key_items(frame, instruments)
    people = find_people(frame, [items.instrument for items in keyed])
    kept = ~people.is_late
    pre, post = people.pre[kept], people.post[kept]
    scores = score_keyed(keyed, frame.index, missing=plan.missing)
    scales = [(items, scale) for items in keyed for scale in items.instrument.scales]
    return Evaluation(
        plan=plan.to_dict(),
        data=_data(frame, keyed, people),
        outcomes=_outcomes(scores, [scale for _, scale in scales], pre, post, plan),
        reliability={
            "pre": _reliability(scales, pre[pre >= 0]),
            "post": _reliability(scales, post[post >= 0]),
        },
        attrition=_attrition(keyed, pre, post),
    )


def _outcomes(
    scores: pd.DataFrame,
    scales: Sequence[Subscale],
    pre: NDArray[np.intp],
    post: NDArray[np.intp],
    plan: Plan,
) -> dict[str, Outcome]:
    before, after = (
        {one.column: pick(scores[one.column].to_numpy(), rows, absent=np.nan) for one in scales}
        for rows in (pre, post)
    )
    paired = {column: paired_change(before[column], after[column]) for column in before}
    adjusted = holm_over_t_tests(plan.holm_family, paired)
    outcomes = {}
    for column, change in paired.items():
        prorated = scores[f"{column}_prorated"].to_numpy()
        p_holm, why = adjusted[column]
        outcomes[column] = Outcome(
            n_pre=int(np.count_nonzero(~np.isnan(before[column]))),
            n_post=int(np.count_nonzero(~np.isnan(after[column]))),
            n_prorated=int(prorated[pre[pre >= 0]].sum() + prorated[post[post >= 0]].sum()),
            paired=change,
            p_holm=p_holm,
            why=why,
        )
    return outcomes


def _reliability(
    scales: Sequence[tuple[KeyedItems, Subscale]], rows: NDArray[np.intp]
) -> Mapping[str, Reliability]:
    found = {}
    for items, scale in scales:
        keys = [items.instrument.item_keys[number - 1] for number in scale.items]
        found[scale.column] = cronbach_alpha(items.values(scale)[rows], keys)
    return found


def _attrition(
    keyed: Sequence[KeyedItems], pre: NDArray[np.intp], post: NDArray[np.intp]
) -> Attrition:
    answered = np.logical_or.reduce([items.answered for items in keyed])
    return attrition(pick(answered, pre, absent=False), pick(answered, post, absent=False))


def _data(frame: pd.DataFrame, keyed: Sequence[KeyedItems], people: People) -> Data:
    groups = people.groups()
    n_groups = n_group_changed = None
    if groups is not None:
        named, changed = groups
        n_groups = len(set(named[pd.notna(named)]))
        n_group_changed = int(np.count_nonzero(changed))
    return Data(
        sha256=fingerprint(keyed, people),
        n_rows=len(frame),
        n_participants=len(people.keys),
        n_groups=n_groups,
        n_late_pre=int(np.count_nonzero(people.is_late)),
        n_group_changed=n_group_changed,
        software={
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "pandas", "scipy")},
        },
        why={} if groups else dict.fromkeys(("n_groups", "n_group_changed"), NO_GROUPS),
    )
