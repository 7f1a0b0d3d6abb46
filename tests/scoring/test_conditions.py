from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.cohort import make_cohort
from scoring.conditions import conditions
from scoring.keying import key_items
from scoring.participation import Participation, read_participation
from scoring.people import find_people

SOME = settings(max_examples=20, deadline=None)
GROUPS = np.repeat(np.array(list("abcdef"), dtype=object), 3)
CHANGE = np.array([4, 9, 5, -2, 0, 1, -4, 8, 3, 12, 7, 9, 15, 16, 13, 2, 1, 5.0])
TRUST = np.array([3, 5, 4, 2, 3, 1, 2, 4, 4, 5, 4, 3, 5, 4, 5, 1, 2, 3.0])
FIGURES = ("slope", "se", "df", "ci95", "p")
RELY = "random intercept for the group, REML, Satterthwaite df"


def condition(change=CHANGE, trust=TRUST, group=GROUPS):
    """Return one outcome, named score, against trust, as JSON."""
    cohort = SimpleNamespace(group=group, scales=["score"], change=lambda _: change)
    known = Participation({}, None, None, None, {"climate_trust": trust})
    out = conditions(cohort, known).to_dict()
    json.dumps(out, allow_nan=False)
    assert out["status"] == "exploratory"
    return out["by_outcome"]["score"]["climate_trust"]


def of_set(data: pd.DataFrame, name: str):
    rows = data[data["set"] == name]
    return [rows[column].to_numpy(kind) for column, kind in
            (("change", float), ("x", float), ("group", object))]  # fmt: skip


def agrees(slope, expected: dict[str, float], prefix: str, rel: float) -> None:
    for figure in ("slope", "se", "df", "p"):
        assert slope[figure] == pytest.approx(expected[f"{prefix}_{figure}"], rel=rel), figure


def nothing(reason: str):
    return {**dict.fromkeys(FIGURES), "why": f"{', '.join(FIGURES)}: {reason}."}


@pytest.mark.parametrize("name", ["small", "large"])
def test_both_slopes_are_those_of_lmertest(
    name: str,
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    found = condition(*of_set(reference_data("conditions"), name))
    agrees(found["person"], reference("conditions"), f"{name}_person", 1e-6)
    agrees(found["group"], reference("conditions"), f"{name}_group", 1e-6)
    assert found["method"] == RELY
    assert list(found) == ["n", "n_groups", "person", "group", "method"]


def test_without_variance_between_groups_slopes_are_of_ordinary_regression_at_each_level(
    reference: Callable[[str], dict[str, float]], reference_data: Callable[[str], pd.DataFrame]
) -> None:
    found = condition(*of_set(reference_data("conditions"), "alike"))
    agrees(found["person"], reference("conditions"), "alike_within", 1e-9)
    agrees(found["group"], reference("conditions"), "alike_means", 1e-9)
    assert found["method"] == (
        "ordinary regression within groups, df = pairs - groups - 1, and over the groups' means, "
        "df = groups - 2: the model found no variance between groups"
    )


def test_without_a_column_group_only_the_person_slope_exists(
    reference: Callable[[str], dict[str, float]], reference_data: Callable[[str], pd.DataFrame]
) -> None:
    change, trust, _ = of_set(reference_data("conditions"), "small")
    found = condition(change, trust, None)
    agrees(found["person"], reference("conditions"), "small_alone", 1e-9)
    assert found["group"] == nothing("the file has no column group")
    assert (found["n_groups"], found["why"]) == (None, "n_groups: the file has no column group.")
    assert found["method"].startswith("ordinary regression over people, df = pairs - 2")


def test_the_note_says_that_both_were_answered_at_one_sitting() -> None:
    cohort = SimpleNamespace(group=GROUPS, scales=["score"], change=lambda _: CHANGE)
    found = conditions(cohort, Participation({}, None, None, None, {}))
    assert "at the same sitting by the same person" in found.note
    assert "not what leads to what" in found.note
    assert found.to_dict()["by_outcome"] == {"score": {}}


def test_people_without_a_change_an_answer_or_a_group_are_left_out() -> None:
    found = condition(
        np.append(CHANGE, [np.nan, 60, 60]),
        np.append(TRUST, [3, np.nan, 3]),
        np.append(GROUPS, ["a", "a", None]),
    )
    assert (found["n"], found["n_groups"]) == (18, 6)
    assert found == condition()


def test_below_five_groups_there_is_no_group_slope() -> None:
    found = condition(CHANGE[6:], TRUST[6:], GROUPS[6:])
    assert found["group"] == nothing("it needs at least five groups")
    assert found["person"]["df"] == 12 - 4 - 1
    assert found["method"].endswith("the model needs at least five groups")


def test_where_all_groups_have_one_mean_climate_there_is_no_group_slope() -> None:
    found = condition(trust=np.tile([2.0, 3, 4], 6))
    assert found["group"] == nothing("all groups have the same mean climate")
    assert found["person"]["se"] > 0


def test_where_each_group_answers_as_one_there_is_no_person_slope() -> None:
    found = condition(trust=np.repeat([1.0, 2, 3, 4, 5, 5], 3))
    assert found["person"] == nothing("nobody's answer differs from the mean of their group")
    assert found["group"]["se"] > 0


def test_where_everyone_answers_alike_there_is_no_slope_at_all() -> None:
    found = condition(trust=np.full(18, 4.0))
    assert (found["person"]["slope"], found["group"]["slope"]) == (None, None)
    assert (found["method"], found["why"]) == (None, "method: there is no slope.")
    found = condition(trust=np.full(18, 4.0), group=None)
    assert found["person"] == nothing("everyone gave the same answer on climate")


def test_where_everyone_changed_alike_there_is_no_slope_and_it_says_so() -> None:
    found = condition(np.full(18, 4.0))
    assert found["person"] == nothing("everyone changed by the same number of points")
    assert found["why"] == "method: everyone changed by the same number of points."


def test_where_nobody_has_both_answers_there_is_no_slope() -> None:
    found = condition(trust=np.full(18, np.nan))
    assert (found["n"], found["n_groups"]) == (0, 0)
    assert found["group"] == nothing("nobody has a pair, an answer on climate and a group")


def test_changes_on_a_line_have_a_slope_without_an_interval() -> None:
    found = condition(2 * TRUST)
    assert found["person"]["slope"] == pytest.approx(2)
    assert found["person"]["why"] == (
        "se, ci95, p: the changes lie on a line, without spread about it."
    )


@pytest.mark.parametrize("n", [0, 1, 2])
def test_two_people_without_groups_have_no_slope(n: int) -> None:
    found = condition(CHANGE[:n], TRUST[:n], None)
    assert found["person"] == nothing("there are too few pairs for a slope and its spread")


def test_two_people_of_one_group_have_no_slope() -> None:
    found = condition(CHANGE[:2], TRUST[:2], GROUPS[:2])
    assert found["person"] == nothing("there are too few pairs for a slope and its spread")


@pytest.mark.parametrize(("n", "is_shown"), [(5, False), (6, True)])
def test_a_p_is_shown_from_six_pairs_on(n: int, is_shown: bool) -> None:  # noqa: FBT001 - a case
    found = condition(CHANGE[:n], TRUST[:n], None)["person"]
    assert (found["p"] is not None) == is_shown
    assert found["ci95"] is not None


def test_each_climate_item_of_a_file_stands_against_each_outcome(people) -> None:
    frame = people(60)
    random = np.random.default_rng(3)
    for name in ("climate_trust", "climate_room"):
        frame[name] = np.where(frame["wave"] == "post", random.integers(1, 6, len(frame)), np.nan)
    keyed = key_items(frame, None)
    who = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, who, frame.index, missing="instrument")
    found = conditions(cohort, read_participation(frame, who)).to_dict()["by_outcome"]
    assert set(found) == set(cohort.scales)
    assert list(found["soc13_total"]) == ["climate_trust", "climate_room"]
    assert found["soc13_total"]["climate_room"]["n_groups"] == 12


CASES = st.lists(
    st.tuples(
        st.sampled_from([-3.0, -1.0, 0.0, 1.0, 30.0, np.nan]),
        st.sampled_from([1.0, 2.0, 5.0, np.nan]),
        st.sampled_from([*"abcdef", None]),
    ),
    max_size=14,
)


@SOME
@given(CASES, st.booleans())
def test_any_tiny_data_set_has_figures_or_reasons(rows, has_groups: bool) -> None:  # noqa: FBT001 - a case
    change, trust = (np.array([row[i] for row in rows], dtype=float) for i in (0, 1))
    group = np.array([row[2] for row in rows], dtype=object) if has_groups else None
    found = condition(change, trust, group)
    for slope in (found["person"], found["group"]):
        named = slope.get("why", "").replace(":", ",").replace(". ", ", ").split(", ")
        assert [name for name in FIGURES if slope[name] is None] == [
            name for name in FIGURES if name in named
        ]
    assert (found["method"] is None) == ("method" in found.get("why", ""))


@SOME
@given(st.lists(st.integers(-9, 9), min_size=18, max_size=18), st.integers(-60, 60))
def test_a_constant_and_the_order_change_nothing_and_a_turn_turns(
    change: list[int], constant: int
) -> None:
    change = np.array(change, dtype=float)
    found = condition(change)
    for other, sign in ((condition(change + constant), 1), (condition(-change), -1),
                        (condition(change[::-1], TRUST[::-1], GROUPS[::-1]), 1)):  # fmt: skip
        assert other["method"] == found["method"]
        for level in ("person", "group"):
            before, after = found[level], other[level]
            assert after.get("why") == before.get("why")
            for name in ("slope", "se", "df", "p"):
                turned = sign if name == "slope" else 1
                if before[name] is not None:
                    assert after[name] == pytest.approx(turned * before[name], rel=1e-5, abs=1e-6)
