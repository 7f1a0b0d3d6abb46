"""Numbers that are written by hand and typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.check_digits import BadNumber, hash_card_number, new_number, read_number
from survey.codes import hash_code

LENGTHS = (6, 9)


def printed(length: int) -> st.SearchStrategy[str]:
    return st.builds(lambda _: new_number(length), st.integers())


@pytest.mark.parametrize("length", LENGTHS)
def test_a_new_number_has_its_digits_in_threes_and_is_read_back(length: int) -> None:
    for _ in range(200):
        number = new_number(length)
        assert [len(part) for part in number.split(" ")] == [3] * (length // 3)
        assert read_number(number, length) == number


@given(printed(9), st.sampled_from([" ", "-", ".", " ", "", "/"]))
def test_whatever_stands_between_the_digits_makes_no_difference(number: str, between: str) -> None:
    assert read_number(f" {between.join(number.replace(' ', ''))} ", 9) == number


@given(printed(9), st.integers(0, 8), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(number: str, place: int, by: int) -> None:
    digits = number.replace(" ", "")
    wrong = str((int(digits[place]) + by) % 10)
    with pytest.raises(BadNumber):
        read_number(digits[:place] + wrong + digits[place + 1 :], 9)


@given(printed(9), st.integers(0, 7))
def test_every_swap_of_two_neighbours_is_caught(number: str, place: int) -> None:
    digits = number.replace(" ", "")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped == digits:
        assert read_number(swapped, 9) == number
    else:
        with pytest.raises(BadNumber):
            read_number(swapped, 9)


@pytest.mark.parametrize("typed", ["", "12345678", "1234567890", "12a45b78c", "١٢٣٤٥٦٧٨٩"])
def test_what_is_no_number_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(BadNumber) as refused:
        read_number(typed, 9)
    assert not typed or typed not in str(refused.value)


def test_two_numbers_are_hardly_ever_the_same() -> None:
    assert len({new_number(9) for _ in range(1000)}) > 998


def test_a_number_and_a_code_that_look_alike_have_nothing_in_common_in_the_database() -> None:
    assert hash_card_number("1234567890", "p" * 32) != hash_code("1234567890", "p" * 32)
