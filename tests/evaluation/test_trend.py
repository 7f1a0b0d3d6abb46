"""The TREND checklist."""

from __future__ import annotations

import pytest

from survey.evaluation.trend import trend
from tests.simulated_evaluation import KINDS, simulated
from tests.text_rules import NO_FIGURE, decimals, from_to, never_said


def rows(kind: str) -> dict[str, list[str]]:
    """Return the cells of each item's row, by its number."""
    lines = [line for line in trend(simulated(kind)).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row for row in cells[2:]}


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_22_items_and_each_says_who_fills_it(kind):
    found = rows(kind)

    assert list(found) == [str(number) for number in range(1, 23)]
    assert {len(row) for row in found.values()} == {5}
    assert all(row[3] or row[4].startswith("[for the authors: ") for row in found.values())


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_to_the_house_words(kind):
    text = trend(simulated(kind))

    assert list(never_said(text, "en")) == []
    assert not NO_FIGURE.search(text)


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("rise", "higher"),
        ("fall", "lower"),
        ("unclear", "no clear change"),
        ("five", "too few to know"),
    ],
)
def test_the_primary_result_is_that_of_the_evaluation(kind, way):
    figures = simulated(kind)["outcomes"]["soc13_total"]
    told = rows(kind)["17"][3].split(";")

    assert told[0] == f"sense of coherence (planned), n = {figures['n_pairs']}: {way}"
    assert decimals(figures["change"]["mean"], 2, "en") in told[1]
    assert from_to(figures["clustered"]["ci95"], 2, "en") in told[1]


def test_without_a_pair_it_says_so():
    assert "n = 0: no pair" in rows("nobody")["17"][3]
    assert "everyone changed by 0.00 points" in rows("alike")["17"][3]
    assert rows("nobody")["7"][3] == "Power cannot be worked out from these pairs."


def test_one_persons_own_change_is_not_told():
    assert rows("one")["17"][3].startswith("sense of coherence (planned), n = 1: too few to know;")


def test_assignment_blinding_and_baseline_equivalence_do_not_apply_and_it_says_why():
    found = rows("rise")

    for number in ("8", "9", "15"):
        assert found[number][3].startswith("Does not apply: ")
    assert "one condition" in found["8"][3]


def test_the_flow_has_every_number():
    flow = simulated("rise")["flow"]
    told = rows("rise")["12"][3]

    for name in ("n_invited", "n_pre", "n_post", "n_linked", "n_pre_only", "n_unlinked_post"):
        assert str(flow[name]) in told
    assert "people invited" not in rows("rise")["12"][4]
    assert "people invited" in rows("unclear")["12"][4]


def test_a_file_without_the_primary_outcome_says_so():
    assert "the primary outcome is not in the file" in rows("without_soc13")["1"][3]


def test_the_statement_is_cited_in_full():
    assert "*American Journal of Public Health, 94*(3), 361–366." in trend(simulated("rise"))
