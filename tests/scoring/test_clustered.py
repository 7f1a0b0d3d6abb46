from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.clustered import clustered
from scoring.record import as_json

SOME = settings(max_examples=20, deadline=None)
FIGURES = ["estimate", "se", "df", "ci95", "p", "var_group", "var_residual", "icc", "design_effect", "method"]  # fmt: skip  # noqa: E501 - one list
SIX_GROUPS = np.repeat(np.array(["a", "b", "c", "d", "e", "f"], dtype=object), 3)
CHANGE = np.array([4, 9, 5, -2, 0, 1, -4, 8, 3, 12, 7, 9, 15, 16, 13, 2, 1, 5.0])
TINY = st.lists(
    st.tuples(
        st.sampled_from([-3.0, -1.0, 0.0, 1.0, 2.0, 30.0, np.nan]),
        st.sampled_from(["a", "b", "c", "d", "e", "f", None]),
    ),
    max_size=14,
).map(
    lambda rows: (
        np.array([change for change, _ in rows], dtype=float),
        np.array([group for _, group in rows], dtype=object),
    )
)


def of_set(data: pd.DataFrame, name: str):
    rows = data[data["set"] == name]
    return rows["change"].to_numpy(float), rows["group"].to_numpy(object)


@pytest.mark.parametrize("name", ["dyestuff", "small", "large"])
def test_a_model_with_variance_between_groups_is_that_of_lmertest(
    name: str,
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    expected = reference("clustered")
    found = clustered(*of_set(reference_data("clustered"), name)).to_dict()
    for figure in ("estimate", "se", "df", "p", "var_group", "var_residual"):
        assert found[figure] == pytest.approx(expected[f"{name}_{figure}"], rel=1e-6)
    assert found["method"].startswith("random intercept for the group, REML, Satterthwaite df; ")
    assert "why" not in found


def test_without_variance_between_groups_the_groups_means_are_tested_and_the_model_shown(
    reference: Callable[[str], dict[str, float]], reference_data: Callable[[str], pd.DataFrame]
) -> None:
    expected = reference("clustered")
    found = clustered(*of_set(reference_data("clustered"), "dyestuff2"))
    for figure in ("estimate", "se", "df", "p"):
        in_r = expected[f"dyestuff2_means_{figure}"]
        assert getattr(found, figure) == pytest.approx(in_r, rel=1e-9)
    in_r = [expected["dyestuff2_means_low"], expected["dyestuff2_means_high"]]
    assert found.ci95 == pytest.approx(in_r, rel=1e-9)
    assert (found.var_group, found.icc, found.design_effect) == (0, 0, 1)
    assert found.var_residual == pytest.approx(expected["dyestuff2_var_residual"], rel=1e-9)
    assert found.method.startswith(
        "t-test of the groups' mean changes, each group once, df = groups - 1: "
        "the model found no variance between groups"
    )


def test_below_five_groups_the_means_are_tested_and_what_the_model_found_is_shown() -> None:
    found = clustered(CHANGE[6:], SIX_GROUPS[6:])
    assert found.n_groups == 4
    assert found.df == 3
    assert found.var_group > 0
    assert "the model needs at least five groups; design effect" in found.method


def test_where_every_group_has_one_person_people_are_tested_as_groups() -> None:
    found = clustered(CHANGE[:6], SIX_GROUPS[::3])
    assert (found.estimate, found.df) == (CHANGE[:6].mean(), 5)
    assert found.method == (
        "t-test of the groups' mean changes, each group once, df = groups - 1: "
        "every group has one person"
    )
    assert found.to_dict()["why"] == (
        "var_group, var_residual, icc, design_effect: every group has one person."
    )


def test_where_everyone_changed_as_their_group_did_the_groups_are_tested() -> None:
    found = clustered(np.repeat([1.0, 2, 3, 4, 5, 9], 3), SIX_GROUPS)
    assert (found.estimate, found.df) == (4, 5)
    assert found.method.endswith("the model found no variance within groups")
    assert found.icc is None


def test_a_model_with_next_to_no_df_gives_way_to_the_groups_means() -> None:
    change = np.array([5.0, -1, -7, -7, 5, -5, 4, 0, 3, 7])
    found = clustered(change, np.array(list("abcdeabbaa"), dtype=object))
    assert "the model has less than one degree of freedom" in found.method
    assert found.df == 4
    assert found.var_group > 0


def test_the_design_effect_uses_the_size_of_the_average_persons_group() -> None:
    change, group = np.append(CHANGE, [3.0, 7, 8]), np.append(SIX_GROUPS, ["a", "a", "b"])
    found = clustered(change, group)
    m = (5**2 + 4**2 + 4 * 3**2) / 21
    assert found.icc > 0
    assert found.design_effect == pytest.approx(1 + (m - 1) * found.icc)


def test_pairs_without_a_group_are_counted_and_left_out() -> None:
    change = np.append(CHANGE, [50.0, np.nan, np.nan])
    found = clustered(change, np.append(SIX_GROUPS, [None, None, "g"]))
    assert (found.n_groups, found.n_pairs, found.n_without_group) == (6, 18, 1)
    assert found.estimate == clustered(CHANGE, SIX_GROUPS).estimate


def test_a_file_without_groups_has_no_figure_and_says_so() -> None:
    found = clustered(CHANGE, None).to_dict()
    assert (found["n_groups"], found["n_pairs"], found["n_without_group"]) == (None, 0, 18)
    assert found["why"] == f"n_groups, {', '.join(FIGURES)}: the file has no column group."


@pytest.mark.parametrize(
    ("group", "reason"), [("a", "it cannot be known from one group"), (None, "no pair has a group")]
)
def test_one_group_or_none_has_no_figure_and_says_so(group, reason: str) -> None:
    found = clustered(CHANGE, np.full(18, group, dtype=object)).to_dict()
    assert [found[name] for name in FIGURES] == [None] * len(FIGURES)
    assert found["why"] == f"{', '.join(FIGURES)}: {reason}."


def test_where_everyone_changed_alike_only_the_estimate_exists() -> None:
    found = clustered(np.full(18, 4.0), SIX_GROUPS).to_dict()
    assert found["estimate"] == 4
    assert found["why"] == (
        f"{', '.join(FIGURES[1:])}: everyone changed by the same number of points."
    )


def test_where_all_groups_have_one_mean_there_is_no_interval() -> None:
    found = clustered(np.tile([1.0, 2, 6], 6), SIX_GROUPS).to_dict()
    assert (found["estimate"], found["df"], found["var_group"]) == (3, 5, 0)
    assert found["why"] == "se, ci95, p: all groups changed by the same mean."


@pytest.mark.parametrize(("n", "is_shown"), [(5, False), (6, True)])
def test_a_p_is_shown_from_six_pairs_on(n: int, is_shown: bool) -> None:  # noqa: FBT001 - a case
    found = clustered(CHANGE[:n], np.array(list("abcabc"), dtype=object)[:n]).to_dict()
    assert (found["p"] is not None) == is_shown
    assert found["ci95"] is not None
    assert ("not shown for five pairs" in found.get("why", "")) != is_shown


@SOME
@given(TINY)
def test_any_tiny_data_set_has_figures_or_reasons(people) -> None:
    change, group = people
    found = clustered(change, group).to_dict()
    json.dumps(as_json(found), allow_nan=False)
    for name in FIGURES:
        assert (found[name] is None) == (name in found.get("why", "").replace(":", ",").split(", ")
                                         or f" {name}" in found.get("why", ""))  # fmt: skip
    assert found["df"] is None or found["df"] >= 1


@SOME
@given(TINY, st.randoms(use_true_random=False))
def test_neither_order_nor_names_of_groups_matter(people, random) -> None:
    change, group = people
    order = random.sample(range(len(change)), len(change))
    renamed = np.array([name and f"x{name}" for name in group], dtype=object)
    assert_same(clustered(change, group), clustered(change[order], renamed[order]))


@SOME
@given(TINY, st.integers(-60, 60))
def test_a_constant_added_to_every_change_moves_the_estimate_and_nothing_else(
    people, constant: int
) -> None:
    change, group = people
    assert_same(clustered(change, group), clustered(change + constant, group), shift=constant)


@SOME
@given(TINY)
def test_turning_every_change_turns_the_estimate_and_nothing_else(people) -> None:
    change, group = people
    assert_same(clustered(change, group), clustered(-change, group), sign=-1)


def assert_same(one, other, *, shift: float = 0.0, sign: int = 1) -> None:
    before, after = one.to_dict(), other.to_dict()
    for name in ("estimate", "se", "df", "var_group", "var_residual", "icc", "design_effect"):
        expected = before.pop(name)
        if name == "estimate" and expected is not None:
            expected = sign * expected + shift
        found = after.pop(name)
        assert found == (
            expected if expected is None else pytest.approx(expected, rel=1e-5, abs=1e-6)
        )
    for figures in (before, after):
        for name in ("p", "ci95"):
            figures[name] = figures[name] is None
    assert before == after
