"""What the simulated people say about taking part: possible answers, of a plausible kind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from survey.after_questions import CLIMATE, KEYS, QUESTIONS
from survey.demo.after import standard_change
from survey.demo.simulate import Simulated, simulate

TURNED = ("climate_room", "climate_leader", "climate_conflict")


def said(people: Simulated) -> pd.DataFrame:
    """Return what was said, a row for each person who answered post."""
    return pd.DataFrame([row for row in people.after if row is not None]).convert_dtypes()


def test_the_same_seed_gives_the_same_answers(usual: Simulated) -> None:
    assert_frame_equal(said(simulate(1)), said(usual))


def test_exactly_those_who_answered_post_were_asked(usual: Simulated) -> None:
    assert [row is not None for row in usual.after] == usual.has_post.tolist()
    assert {tuple(row) for row in usual.after if row is not None} == {KEYS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.key)
def test_every_answer_is_one_that_a_page_offers(many: Simulated, question) -> None:
    given = set(said(many)[question.key].dropna())
    if question.points:
        assert given == {point for point, _ in question.points}
    else:
        assert min(given) >= 0
        assert max(given) <= 60


def test_who_left_early_says_so_and_nobody_else_does(many: Simulated) -> None:
    status = said(many)["status"]
    has_left = many.has_left_early[many.has_post]
    told = status.notna().to_numpy()
    np.testing.assert_array_equal((status == "left_early").fillna(value=False), has_left & told)
    assert status.isna().mean() < 0.03


def test_nobody_who_is_still_in_gives_a_reason_to_leave(many: Simulated) -> None:
    frame = said(many)
    assert frame.loc[frame["status"] == "still_in", "leaving_reason"].isna().all()
    assert frame.loc[frame["status"] == "left_early", "leaving_reason"].notna().mean() > 0.95


def test_who_left_early_has_been_to_fewer_meetings(many: Simulated) -> None:
    meetings = said(many).groupby("status")["meetings"].mean()
    assert 6 < meetings["left_early"] < 12
    assert 16 < meetings["still_in"] < 24


def test_the_judgement_of_change_goes_together_with_the_change_modestly(many: Simulated) -> None:
    change = standard_change(many.pre, many.post)[many.has_post]
    judged = said(many)["overall_change"].astype(float)
    assert 0.3 < judged.corr(pd.Series(change)) < 0.5
    assert 0 < judged.mean() < 1


def test_the_statements_go_together_and_those_turned_the_other_way(many: Simulated) -> None:
    frame = said(many)[[one.key for one in CLIMATE]].astype(float)
    frame[list(TURNED)] *= -1
    apart = frame.corr().to_numpy()[np.triu_indices(len(CLIMATE), 1)]
    assert apart.min() > 0.3
    assert apart.max() < 0.6


def test_those_who_left_early_are_less_content_but_not_all_of_them(many: Simulated) -> None:
    frame = said(many)
    trust = frame.groupby("status")["climate_trust"].mean()
    assert trust["left_early"] < trust["still_in"] - 0.2
    left = frame[frame["status"] == "left_early"]
    assert (left["climate_trust"] >= 4).mean() > 0.3
