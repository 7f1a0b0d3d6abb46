"""The laws of the participant code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.codes import ALPHABET, LENGTH, hash_code, new_code, read_code
from survey.errors import BadCode

codes = st.builds(new_code)
places = st.integers(0, LENGTH - 1)
signs = st.sampled_from(ALPHABET)


def with_sign(code: str, place: int, sign: str) -> str:
    characters = code.replace("-", "")
    return characters[:place] + sign + characters[place + 1 :]


def test_ten_thousand_new_codes_are_valid_and_differ() -> None:
    made = [new_code() for _ in range(10_000)]
    assert [read_code(code) for code in made] == made
    assert len(set(made)) == len(made)


def test_the_alphabet_leaves_out_what_is_mistaken_for_something_else() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_a_code_is_printed_as_two_times_five_signs() -> None:
    left, right = new_code().split("-")
    assert (len(left), len(right)) == (5, 5)


@given(codes, places, signs)
def test_every_single_wrong_sign_is_caught(code: str, place: int, sign: str) -> None:
    wrong = with_sign(code, place, sign)
    if wrong != code.replace("-", ""):
        with pytest.raises(BadCode):
            read_code(wrong)


def test_every_single_wrong_sign_of_one_code_is_caught() -> None:
    code = new_code()
    for place in range(LENGTH):
        for sign in set(ALPHABET) - {code.replace("-", "")[place]}:
            with pytest.raises(BadCode):
                read_code(with_sign(code, place, sign))


@given(codes, st.integers(0, LENGTH - 2))
def test_every_swap_of_two_neighbours_is_caught(code: str, place: int) -> None:
    signs = list(code.replace("-", ""))
    signs[place], signs[place + 1] = signs[place + 1], signs[place]
    if signs[place] != signs[place + 1]:
        with pytest.raises(BadCode):
            read_code("".join(signs))


def read_or_none(typed: str) -> str | None:
    try:
        return read_code(typed)
    except BadCode:
        return None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_as_a_code_or_refused(typed: str) -> None:
    code = read_or_none(typed)
    assert code is None or read_code(code) == code


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(BadCode) as refused:
        read_code("7K3QM-2XD9B")
    assert "7K3QM" not in str(refused.value)


@pytest.mark.parametrize(
    "hyphen", ["", "-", " - ", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212"]
)
@given(codes)
def test_hyphens_and_spaces_do_not_matter(hyphen: str, code: str) -> None:
    assert read_code(f"  {code.replace('-', hyphen)}\t") == code


@given(codes)
def test_small_letters_and_look_alikes_are_read_as_meant(code: str) -> None:
    assert read_code(code.lower().replace("0", "o").replace("1", "l")) == code
    assert read_code(code.replace("0", "O").replace("1", "I")) == code


def test_letters_that_only_look_like_ours_are_refused() -> None:
    with pytest.raises(BadCode):
        read_code("\u0410" * LENGTH)  # a Cyrillic A


def test_digits_of_other_scripts_are_refused() -> None:
    with pytest.raises(BadCode):
        read_code("\u0660" * LENGTH)  # an Arabic zero


def test_the_stored_hash_depends_on_the_pepper() -> None:
    code = new_code()
    assert hash_code(code, "p" * 32) != hash_code(code, "q" * 32)
    assert len(hash_code(code, "p" * 32)) == 64
