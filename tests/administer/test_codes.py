"""The laws of the participant code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
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


@pytest.mark.parametrize(
    "typed_as",
    [
        str.lower,
        str.upper,
        str.title,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        "\u00a0".join,
        "\u2009".join,
        "\u200b".join,
        lambda code: "\ufeff" + code + "\u200e",
        lambda code: code.replace("-", "\u00ad"),
        lambda code: code.replace("-", "."),
        lambda code: code.replace("-", ". "),
        lambda code: code.replace("-", "_"),
        lambda code: code.replace("-", "/"),
        lambda code: f"\u00ab{code}\u00bb\n",
        lambda code: code.replace("-", "\uff0d"),
        lambda code: code.replace("0", "O"),
        lambda code: code.replace("0", "o"),
        lambda code: code.replace("1", "I"),
        lambda code: code.replace("1", "i"),
        lambda code: code.replace("1", "L"),
        lambda code: code.replace("1", "l"),
        lambda code: code.replace("V", "U"),
        lambda code: code.replace("V", "u"),
        lambda code: "".join(chr(ord(one) + 0xFEE0) for one in code),
        lambda code: "".join(chr(ord(one) + 0xFEE0) for one in code.lower()),
    ],
    ids=[
        "small letters",
        "capitals",
        "a telephone's capitals",
        "a space",
        "no hyphen",
        "spaces that do not break",
        "thin spaces",
        "spaces without width",
        "marks that a copied text brings",
        "a soft hyphen",
        "a full stop",
        "the full stop that a phone makes of two spaces",
        "a line below",
        "a stroke",
        "quotation marks and a new line",
        "a wide hyphen",
        "O for 0",
        "small O for 0",
        "I for 1",
        "small I for 1",
        "L for 1",
        "small L for 1",
        "U for V",
        "small U for V",
        "wide letters and digits",
        "wide small letters and digits",
    ],
)
@given(code=codes)
@example(code="01V01-V01VW")
@example(code="10V0V-V110D")
def test_a_code_is_read_however_a_phone_or_a_person_writes_it(
    typed_as: Callable[[str], str], code: str
) -> None:
    assert read_code(typed_as(code)) == code


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
