from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.errors import BadColumns, BadValues
from scoring.instrument import Instrument, load_instrument
from scoring.keying import BLOCK, key_items
from scoring.scales import score

Frames = Callable[..., pd.DataFrame]
MadeUp = Callable[[str], Instrument]


def cells(frame: pd.DataFrame, *instruments: Instrument) -> BadValues:
    with pytest.raises(BadValues) as caught:
        key_items(frame, instruments or None)
    return caught.value


def mood_frame(**columns: Any) -> pd.DataFrame:
    answers = {f"mood_{number:02}": [1, 2] for number in range(1, 5)}
    return pd.DataFrame({**answers, **columns}, index=[2, 3])


def test_a_turned_item_is_counted_from_the_other_end(made_up: MadeUp) -> None:
    mood = made_up("mood")
    (keyed,) = key_items(mood_frame(), [mood])
    assert keyed.values(mood.total).tolist() == [[1, 5, 1, 1], [2, 4, 2, 2]]


def test_an_open_item_stays_open_also_when_it_is_turned(
    made_up: MadeUp,
) -> None:
    mood = made_up("mood")
    (keyed,) = key_items(mood_frame(mood_02=[np.nan, 1]), [mood])
    assert np.isnan(keyed.values(mood.total)[0, 1])
    assert keyed.values(mood.total)[1, 1] == 5


def test_a_response_of_nought_is_an_answer_where_the_range_starts_there(
    made_up: MadeUp,
) -> None:
    zero = made_up("zero")
    frame = pd.DataFrame({"zero_01": [0, 3], "zero_02": [0, 3], "zero_03": [0, 3]})
    (keyed,) = key_items(frame, [zero])
    assert keyed.answered.all()
    assert keyed.values(zero.total).tolist() == [[0, 0, 3], [3, 3, 0]]


@pytest.mark.parametrize("missing_value", [None, np.nan, pd.NA])
def test_an_empty_cell_among_objects_is_an_open_item(missing_value: Any, made_up: MadeUp) -> None:
    column = pd.Series([missing_value, 2], index=[2, 3], dtype=object)
    scores = score(mood_frame(mood_01=column), [made_up("mood")])
    assert scores["mood_calm_missing"].tolist() == [1, 0]


@pytest.mark.parametrize(
    "dtype",
    ["int8", "uint8", "int64", "float32", "float64", "Int64", "Float64", "object", "category",
     "int64[pyarrow]", "double[pyarrow]"],
)  # fmt: skip
def test_a_number_is_a_number_whatever_column_holds_it(dtype: str, made_up: MadeUp) -> None:
    plain = mood_frame()
    assert score(plain.astype(dtype), [made_up("mood")]).equals(score(plain, [made_up("mood")]))


def test_gaps_in_a_nullable_column_are_open_items(made_up: MadeUp) -> None:
    frame = mood_frame(mood_01=pd.array([pd.NA, 2], dtype="Int64"))
    assert score(frame, [made_up("mood")])["mood_calm_missing"].tolist() == [1, 0]


def test_decimals_from_a_database_are_numbers(made_up: MadeUp) -> None:
    frame = mood_frame(mood_01=[decimal.Decimal(1), decimal.Decimal(2)])
    assert score(frame, [made_up("mood")]).equals(score(mood_frame(), [made_up("mood")]))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0, "is outside 1 to 5"),
        (6, "is outside 1 to 5"),
        (-1, "is outside 1 to 5"),
        (257, "is outside 1 to 5"),
        (2.5, "is not a whole number"),
        (8.5, "is outside 1 to 5"),
        (float("inf"), "is outside 1 to 5"),
        (-float("inf"), "is outside 1 to 5"),
        (10**400, "is outside 1 to 5"),
        (decimal.Decimal("1.5"), "is not a whole number"),
        ("yes", "is not a number"),
        ("2", "is not a number"),
        ("", "is not a number"),
        (True, "is not a number"),
        ([2], "is not a number"),
        (pd.Timestamp("2026-01-05"), "is not a number"),
    ],
)
@pytest.mark.parametrize("beside", [2, None])
def test_a_value_that_is_no_response_is_refused_with_its_place(
    value: Any, reason: str, beside: Any, made_up: MadeUp
) -> None:
    column = pd.Series([beside, value], index=[2, 3])
    error = cells(mood_frame(mood_03=column), made_up("mood"))
    assert [(cell.row, cell.column, cell.reason) for cell in error.cells] == [
        (3, "mood_03", reason)
    ]


@pytest.mark.parametrize("dtype", ["bool", "boolean", "complex128"])
def test_true_false_and_complex_numbers_are_refused_cell_by_cell(
    dtype: str, made_up: MadeUp
) -> None:
    error = cells(mood_frame(mood_04=pd.Series([True, False], [2, 3], dtype)), made_up("mood"))
    assert [cell.row for cell in error.cells] == [2, 3]


def test_a_column_of_text_that_is_all_empty_is_an_item_nobody_answered(
    made_up: MadeUp,
) -> None:
    frame = mood_frame(mood_04=pd.Series([None, None], [2, 3], "str"))
    assert score(frame, [made_up("mood")])["mood_cheer_missing"].tolist() == [1, 1]


def test_the_message_names_row_column_value_and_what_to_do(
    made_up: MadeUp,
) -> None:
    message = str(cells(mood_frame(mood_01=[8, 2]), made_up("mood")))
    assert message == (
        "1 value cannot be scored:\n"
        "  row 2, column mood_01: 8 is outside 1 to 5\n"
        "Correct each value, or leave the cell empty if the item was not answered. "
        "Nothing was scored."
    )


def test_a_long_text_is_cut_in_the_message(made_up: MadeUp) -> None:
    message = str(cells(mood_frame(mood_01=["why do you ask? " * 10, 2]), made_up("mood")))
    assert "'why do you ask? why do you ask? why do ..." in message


def test_bad_values_of_several_instruments_come_in_one_error_row_by_row(
    everyone_answers: Frames,
) -> None:
    frame = everyone_answers([4, 9], [0, 2])
    frame["soc13_02"] = [4, 4]
    error = cells(frame)
    assert error.n_cells == 12 + 10
    assert [cell.row for cell in error.cells] == [0] * 10 + [1] * 12
    assert error.cells[10].column == "soc13_01"
    assert "... and 12 more" in str(error)


def test_of_very_many_bad_values_the_first_thousand_are_kept_and_all_are_counted(
    everyone_answers: Frames,
) -> None:
    error = cells(everyone_answers([9] * 200))
    assert error.n_cells == 13 * 200
    assert len(error.cells) == 1000
    assert error.cells[-1].row == 76


def test_a_bad_value_far_down_a_large_column_is_found(made_up: MadeUp) -> None:
    frame = pd.DataFrame({f"mood_{n:02}": np.ones(BLOCK + 10) for n in range(1, 5)})
    frame.loc[BLOCK + 5, "mood_02"] = 7
    assert cells(frame, made_up("mood")).cells[0].row == BLOCK + 5


@pytest.mark.parametrize(
    "name",
    ["soc13_14", "soc13_00", "soc13_1", "SOC13_01", "soc13_01 ", "soc13-01", "soc13_001", "soc1302",
     "soc13_01.1", "gse_1", "gse_11", "Gse_01", "gse10"],
)  # fmt: skip
def test_a_column_that_looks_like_an_item_but_is_none_is_refused(
    name: Any, everyone_answers: Frames
) -> None:
    frame = everyone_answers([4], [2]).assign(**{name: 1})
    with pytest.raises(BadColumns, match="looks like an item") as caught:
        key_items(frame)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["soc13_total", "soc13_total_missing", "soc13_total_prorated", "gse_total", "soc13_version",
     "age", 7],
)  # fmt: skip
def test_other_columns_are_no_items(name: Any, everyone_answers: Frames) -> None:
    frame = everyone_answers([4], [2])
    frame[name] = 1
    assert len(key_items(frame)) == 2


def test_an_instrument_with_none_of_its_columns_is_left_out(
    everyone_answers: Frames,
) -> None:
    frame = everyone_answers([4], [2]).drop(columns=list(load_instrument("soc13").item_keys))
    assert [items.instrument.key for items in key_items(frame)] == ["gse"]


def test_only_some_items_of_an_instrument_are_refused_with_the_missing_ones(
    everyone_answers: Frames,
) -> None:
    frame = everyone_answers([4], [2]).drop(columns=["soc13_01", "soc13_07"])
    with pytest.raises(BadColumns, match="missing: soc13_01, soc13_07"):
        key_items(frame)


def test_an_item_column_that_stands_twice_is_refused(
    everyone_answers: Frames,
) -> None:
    frame = everyone_answers([4], [2])
    frame = pd.concat([frame, frame[["gse_03"]]], axis="columns")
    with pytest.raises(BadColumns, match="gse_03 stands twice"):
        key_items(frame)


def test_a_file_without_any_item_is_refused_with_the_names_it_should_have() -> None:
    with pytest.raises(BadColumns, match="soc13_01 to soc13_13 or gse_01 to gse_10"):
        key_items(pd.DataFrame({"age": [50]}))


def test_the_frame_that_is_handed_in_is_not_changed(
    everyone_answers: Frames,
) -> None:
    frame = everyone_answers([4.0, None], [2.0, 1.0]).astype({"gse_01": "uint8"})
    before = frame.copy(deep=True)
    score(frame)
    pd.testing.assert_frame_equal(frame, before)
