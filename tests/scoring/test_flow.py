from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.cohort import make_cohort
from scoring.flow import flow
from scoring.keying import key_items
from scoring.participation import read_participation
from scoring.people import find_people

Frames = Callable[..., pd.DataFrame]
ITEMS = [*(f"soc13_{i:02}" for i in range(1, 14)), *(f"gse_{i:02}" for i in range(1, 11))]


def flow_of(frame: pd.DataFrame, n_invited: int | None = None) -> dict[str, Any]:
    keyed = key_items(frame)
    people = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, people, frame.index, missing="instrument")
    taking_part = read_participation(frame, people).kept(~people.is_late)
    n_late_pre = int(people.is_late.sum())
    return flow(cohort, taking_part, n_invited=n_invited, n_late_pre=n_late_pre).to_dict()


def test_the_flow_goes_from_the_invited_to_the_analysed(people: Frames) -> None:
    frame = people(gaps=0)
    frame["late_pre"] = np.where(frame["participant"] == "code-9", 1, 0)
    frame["status"] = np.where(frame["wave"] == "post", "still_in", None)
    frame.loc[frame.index[-1], "status"] = "left_early"
    frame.loc[frame.index[-2], ITEMS] = np.nan  # an empty row at post is no answer
    frame.loc[frame.index[-3], ITEMS[:4]] = np.nan  # answered, but no SOC-13 total
    frame = frame.drop(index=[frame.index[0], frame.index[21]])
    assert flow_of(frame, n_invited=30) == {
        "n_invited": 30, "n_pre": 18, "n_post": 17, "n_linked": 16, "n_unlinked_post": 1,
        "n_pre_only": 2, "n_late_pre": 1, "n_left_early": 1,
        "n_analysed": {
            "soc13_comprehensibility": 16, "soc13_manageability": 16,
            "soc13_meaningfulness": 15, "soc13_total": 15, "gse_total": 16,
        },
    }  # fmt: skip


def test_what_nobody_asked_is_not_known(people: Frames) -> None:
    found = flow_of(people())
    assert found["n_invited"] is found["n_left_early"] is None
    assert found["why"] == (
        "n_invited: the plan does not say. n_left_early: the file has no column status."
    )


def test_more_answers_than_invitations_are_said_and_not_hidden(people: Frames) -> None:
    found = flow_of(people(), n_invited=19)
    assert (found["n_invited"], found["n_pre"]) == (19, 20)
    assert found["note"].startswith("more people answered at pre than")
    assert "note" not in flow_of(people(), n_invited=20)


def test_nobody_is_a_flow_too(people: Frames) -> None:
    found = flow_of(people()[:0], n_invited=5)
    assert (found["n_pre"], found["n_post"], found["n_analysed"]["gse_total"]) == (0, 0, 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_everybody_is_counted_once(answered: list[tuple[bool, bool]]) -> None:
    n = len(answered)
    values = np.array(answered, float).T.ravel()
    frame = pd.DataFrame({key: np.where(values == 1, 2.0, np.nan) for key in ITEMS})
    frame["participant"], frame["wave"] = [*range(n)] * 2, ["pre"] * n + ["post"] * n
    found = flow_of(frame)
    assert found["n_pre"] == found["n_linked"] + found["n_pre_only"]
    assert found["n_post"] == found["n_linked"] + found["n_unlinked_post"]
    assert found["n_linked"] + found["n_pre_only"] + found["n_unlinked_post"] == sum(
        map(any, answered)
    )
    assert set(found["n_analysed"].values()) == {found["n_linked"]}
