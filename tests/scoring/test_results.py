from __future__ import annotations

import pytest

from scoring.change import Distribution
from scoring.record import as_json, sentences


def test_figures_with_one_reason_share_a_sentence() -> None:
    why = {"t": "no pair", "p": "no pair", "d_z": "no spread"}
    assert sentences(why) == "t, p: no pair. d_z: no spread."


def test_a_record_without_a_missing_figure_has_no_why() -> None:
    assert Distribution(1.5, 2.0).to_dict() == {"mean": 1.5, "sd": 2.0}


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_never_leaves_a_record(figure: float) -> None:
    with pytest.raises(ValueError, match="must be None with a why"):
        Distribution(figure, 1.0).to_dict()


def test_sequences_become_lists() -> None:
    assert as_json({"ci95": (1.0, 2.0), 3: ["a"]}) == {"ci95": [1.0, 2.0], "3": ["a"]}
