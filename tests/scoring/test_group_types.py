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
from scoring.group_types import compare_group_types
from scoring.keying import key_items
from scoring.participation import Participation, read_participation
from scoring.people import find_people

SOME = settings(max_examples=20, deadline=None)
LED, SELF = "led", "self_organised"
GROUPS = np.repeat(np.array(list("abcdef"), dtype=object), 3)
TYPES = np.repeat(np.array([SELF, LED] * 3, dtype=object), 3)
CHANGE = np.array([4, 9, 5, -2, 0, 1, -4, 8, 3, 12, 7, 9, 15, 16, 13, 2, 1, 5.0])


def compared(change, group, types):
    """Compare one outcome, named score, by group_type; the whole record as JSON."""
    cohort = SimpleNamespace(group=group, scales=["score"], change=lambda _: change)
    attributes = {} if types is None else {"group_type": types}
    known = Participation(attributes, None, None, None, {})
    out = compare_group_types(cohort, known).to_dict()
    json.dumps(out, allow_nan=False)
    return out


def difference(change, group=GROUPS, types=TYPES):
    return compared(change, group, types)["comparisons"][0]["by_outcome"]["score"]


def of_set(data: pd.DataFrame, name: str):
    rows = data[data["set"] == name]
    return (
        rows["change"].to_numpy(float),
        rows["group"].to_numpy(object),
        rows["type"].to_numpy(object),
    )


@pytest.mark.parametrize("name", ["small", "large"])
def test_the_difference_between_types_is_that_of_lmertest(
    name: str,
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    expected = reference("group_types")
    found = difference(*of_set(reference_data("group_types"), name))
    for figure in ("difference", "se", "df", "p"):
        assert found[figure] == pytest.approx(expected[f"{name}_{figure}"], rel=1e-6)
    assert found["method"] == "random intercept for the group, REML, Satterthwaite df"


def test_without_variance_between_groups_welch_compares_the_groups_means(
    reference: Callable[[str], dict[str, float]], reference_data: Callable[[str], pd.DataFrame]
) -> None:
    expected = reference("group_types")
    found = difference(*of_set(reference_data("group_types"), "alike"))
    for figure in ("difference", "se", "df", "p"):
        assert found[figure] == pytest.approx(expected[f"alike_welch_{figure}"], rel=1e-9)
    in_r = [expected["alike_welch_low"], expected["alike_welch_high"]]
    assert found["ci95"] == pytest.approx(in_r, rel=1e-9)
    assert found["method"] == (
        "Welch's t-test of the groups' mean changes: the model found no variance between groups"
    )


def test_a_comparison_shows_both_types_and_takes_the_second_minus_the_first() -> None:
    out = compared(CHANGE, GROUPS, TYPES)
    assert out["status"] == "exploratory"
    assert "not drawn by lot" in out["note"]
    assert "ranks neither groups nor types" in out["note"]
    comparison = out["comparisons"][0]
    assert (comparison["attribute"], comparison["levels"]) == ("group_type", [SELF, LED])
    found = comparison["by_outcome"]["score"]
    assert list(found) == [
        "n", "n_groups", "mean_change", "difference", "se", "df", "ci95", "p", "method",
    ]  # fmt: skip
    assert found["n"] == {SELF: 9, LED: 9}
    assert found["n_groups"] == {SELF: 3, LED: 3}
    means = found["mean_change"]
    assert means == {SELF: CHANGE[TYPES == SELF].mean(), LED: CHANGE[TYPES == LED].mean()}
    assert found["difference"] == pytest.approx(means[LED] - means[SELF])  # groups of one size


def test_the_type_belongs_to_the_group_also_for_members_who_name_none() -> None:
    some = TYPES.copy()
    some[[0, 4, 17]] = None
    assert difference(CHANGE, types=some) == difference(CHANGE)


def test_a_group_whose_members_name_different_types_is_counted_and_left_out() -> None:
    types = np.append(TYPES, [SELF, LED])
    out = compared(np.append(CHANGE, [60, 60]), np.append(GROUPS, ["g", "g"]), types)
    assert out["comparisons"][0]["n_groups_unclear"] == 1
    assert out["comparisons"][0]["by_outcome"]["score"] == difference(CHANGE)


def test_people_without_a_change_a_group_or_a_type_are_left_out() -> None:
    change = np.append(CHANGE, [np.nan, 60, 60])
    types = np.append(TYPES, [SELF, LED, None])
    assert difference(change, np.append(GROUPS, ["a", None, "h"]), types) == difference(CHANGE)


@pytest.mark.parametrize(("n_groups", "named"), [(1, "1 group"), (0, "no group")])
def test_one_group_of_a_type_gives_no_difference_and_says_so(n_groups: int, named: str) -> None:
    change = CHANGE.copy()
    change[np.isin(GROUPS, list("df") if n_groups else list("bdf"))] = np.nan
    found = difference(change)
    assert found["difference"] is None
    assert found["why"] == (
        f"difference, se, df, ci95, p, method: it cannot be known from {named} of the type {LED}."
    )
    assert found["n_groups"] == {SELF: 3, LED: n_groups}
    assert found["mean_change"].get("why") == (None if n_groups else "led: there is no pair.")


def test_below_five_groups_welch_compares_the_groups_means() -> None:
    found = difference(CHANGE[:12], GROUPS[:12], TYPES[:12])
    assert found["method"].endswith("the model needs at least five groups")


def test_where_everyone_changed_alike_the_difference_is_nought_without_an_interval() -> None:
    found = difference(np.full(18, 3.0))
    assert found["difference"] == 0
    assert found["why"] == "se, df, ci95, p, method: everyone changed by the same number of points."


def test_where_all_groups_of_a_type_have_one_mean_there_is_no_interval() -> None:
    found = difference(np.where(TYPES == LED, 5.0, 2.0))
    assert found["difference"] == 3
    assert found["why"] == "se, df, ci95, p: all groups of a type changed by the same mean."


def test_the_p_of_five_pairs_is_not_shown() -> None:
    types = np.array([SELF, LED, SELF, LED, LED], dtype=object)
    found = difference(CHANGE[:5], np.array(list("abcde"), dtype=object), types)
    assert found["p"] is None
    assert found["ci95"] is not None
    assert found["why"].startswith("p: not shown for five pairs or fewer")


@pytest.mark.parametrize(
    ("group", "types", "reason"),
    [
        (None, TYPES, "the file has no column group"),
        (GROUPS, None, "the file does not have groups of two types"),
        (GROUPS, np.full(18, LED, dtype=object), "the file does not have groups of two types"),
    ],
)
def test_without_groups_of_two_types_nothing_is_compared(group, types, reason: str) -> None:
    out = compared(CHANGE, group, types)
    assert out["comparisons"] == []
    assert out["why"] == f"comparisons: {reason}."


def test_each_outcome_of_a_file_is_compared_by_each_attribute(people) -> None:
    frame = people(60)
    number = frame["group"].str[1:].astype(int)
    frame["group_type"] = np.where(number % 2, LED, SELF)
    frame["life_problem"] = np.where(number < 5, "same", "mixed")
    keyed = key_items(frame, None)
    who = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, who, frame.index, missing="instrument")
    found = compare_group_types(cohort, read_participation(frame, who))
    assert [one.attribute for one in found.comparisons] == ["group_type", "life_problem"]
    assert found.comparisons[1].levels == ("same", "mixed")
    assert set(found.comparisons[0].by_outcome) == set(cohort.scales)
    json.dumps(found.to_dict(), allow_nan=False)


CASES = st.lists(
    st.tuples(
        st.sampled_from([-3.0, -1.0, 0.0, 1.0, 2.0, 30.0, np.nan]),
        st.sampled_from([*"abcdef", None]),
        st.sampled_from([SELF, LED, None]),
    ),
    max_size=14,
).map(lambda rows: pd.DataFrame([*rows, (np.nan, "y", SELF), (np.nan, "z", LED)], dtype=object))


@SOME
@given(CASES, st.booleans())
def test_any_tiny_data_set_has_figures_or_reasons(rows: pd.DataFrame, by_name: bool) -> None:  # noqa: FBT001 - a case
    change, group, types = (rows[column].to_numpy() for column in rows)
    if by_name:  # then no group is unclear
        types = np.array([LED if g in {"a", "b", "c", "z"} else SELF for g in group], dtype=object)
    found = difference(change.astype(float), group, types)
    for name in ("difference", "se", "df", "ci95", "p", "method"):
        named = found.get("why", "").replace(":", ",").replace(". ", ", ").split(", ")
        assert (found[name] is None) == (name in named)


@SOME
@given(st.lists(st.integers(-9, 9), min_size=18, max_size=18), st.integers(-60, 60))
def test_a_constant_and_the_order_change_nothing_and_a_turn_turns(
    change: list[int], constant: int
) -> None:
    change = np.array(change, dtype=float)
    found = difference(change)
    for other, sign in ((difference(change + constant), 1), (difference(-change), -1),
                        (difference(change[::-1], GROUPS[::-1], TYPES[::-1]), 1)):  # fmt: skip
        assert other["difference"] == pytest.approx(sign * found["difference"], abs=1e-6)
        assert other["method"] == found["method"]
        for name in ("se", "df", "p"):
            expected = found[name]
            assert other[name] == (expected and pytest.approx(expected, rel=1e-5, abs=1e-9))
