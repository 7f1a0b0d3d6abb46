"""``sammenheng plan`` from the outside."""

from __future__ import annotations

import json

import pytest

from survey.release.gate import load_thresholds


def rows_of(page: str) -> list[list[str]]:
    """Return the table's rows: groups, people, expected pairs, power, chance of a report."""
    lines = page.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("------")) + 1
    table = lines[start : lines.index("", start)]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table]


def test_the_page_gives_the_groups_needed_and_what_other_numbers_give(sammenheng):
    result = sammenheng("plan")

    assert result.code == 0
    page = " ".join(result.out.split())
    assert "a change of 4 points in soc13_total, if there is one, with a power of 80 %" in page
    assert "16 groups that start, 96 people." in page
    assert "4 groups that start, 24 people." in page
    rows = {row[0]: row for row in rows_of(result.out)}
    assert rows["16"][1:4] == ["96", "57.6", "81 %"]
    assert rows["2"][3:] == ["-", "0 %"]


def test_the_page_says_what_it_rests_on_and_that_it_is_an_expectation(sammenheng):
    page = " ".join(sammenheng("plan").out.split())

    for part in (
        "12.3 points (975 rehabilitation patients in western Norway",
        "0.74 (Eriksson & Lindström 2005",
        "SD of change of 8.87 points",
        "a chance of 60 %",
        "ICC: 0.1 (our assumption",
        "expectations: a study may well get fewer",
        "no comparison group",
    ):
        assert part in page


def test_the_limits_of_a_report_are_those_in_force(sammenheng):
    in_force = load_thresholds()

    limits = json.loads(sammenheng("plan", "--json").out)["limits"]

    assert limits == {
        "persons": in_force.persons,
        "groups": in_force.groups,
        "residual": in_force.residual,
    }


def test_the_page_and_the_json_hold_the_same_numbers(sammenheng):
    figures = json.loads(sammenheng("plan", "--json").out, parse_constant=pytest.fail)

    rows = rows_of(sammenheng("plan").out)
    assert [row[0] for row in rows] == [str(one["n_groups"]) for one in figures["rows"]]
    assert figures["needed"] == {"for_power": 16, "for_release": 4}
    sixteen = next(one for one in figures["rows"] if one["n_groups"] == 16)
    assert sixteen["power"] >= figures["power_sought"]
    assert "why" in figures["rows"][0]


def test_the_groups_that_are_asked_for_are_shown_once_and_in_order(sammenheng):
    page = sammenheng("plan", "--groups", 12, "--groups", 7, "--groups", 12).out

    assert [row[0] for row in rows_of(page)] == ["7", "12"]


def test_another_outcome_has_its_own_bound_spread_and_retest(sammenheng):
    design = json.loads(sammenheng("plan", "--outcome", "gse_total", "--json").out)["design"]

    assert (design["change"], design["sd"], design["retest"]) == (2, 5, 0.54)


def test_figures_given_with_the_command_go_before_those_that_are_borrowed(sammenheng):
    options = {"--change": 6, "--sd": 12, "--retest": 0.75, "--icc": 0, "--response": 1}
    given = [part for option in options.items() for part in option]

    figures = json.loads(sammenheng("plan", *given, "--group-size", 1, "--json").out)

    assert figures["needed"]["for_power"] == 18
    assert set(figures["sources"].values()) == {"given with the command"}


def test_an_outcome_without_a_published_retest_asks_for_one(sammenheng):
    refused = sammenheng("plan", "--outcome", "soc13_manageability")

    assert refused.code == 2
    assert "'--retest': no test-retest correlation of soc13_manageability" in refused.err
    assert sammenheng("plan", "--outcome", "soc13_manageability", "--retest", 0.6).code == 0


def test_what_no_number_of_groups_can_give_is_said(sammenheng):
    result = sammenheng("plan", "--change", 0.001)

    assert result.code == 0
    assert "not even 10,000 groups are enough" in " ".join(result.out.split())
    assert rows_of(result.out)[-1][0] == "1,000"


@pytest.mark.parametrize(
    ("option", "value", "range_"),
    [
        ("--response", 1.4, "0<x<=1"),
        ("--response", "nan", "0<x<=1"),
        ("--change", 0, "0<x<=100"),
        ("--change", "inf", "0<x<=100"),
        ("--sd", -1, "0<x<=100"),
        ("--retest", 1, "0<=x<1"),
        ("--icc", -0.1, "0<=x<1"),
        ("--group-size", 0, "1<=x<=50"),
        ("--power", 1, "0<x<1"),
        ("--alpha", 0, "0<x<1"),
        ("--groups", 0, "1<=x<=10000"),
    ],
)
def test_a_figure_out_of_its_range_is_a_usage_error(sammenheng, option, value, range_):
    refused = sammenheng("plan", option, value)

    assert refused.code == 2
    assert f"'{option}': {value} is not in the range {range_}" in refused.err.replace(".0", "")
    assert refused.out == ""
