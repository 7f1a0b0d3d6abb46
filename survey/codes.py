"""Participant codes: made, typed, checked, and never stored as they are.

Nine random characters of Crockford's base 32 and a check character, written XXXXX-XXXXX.
The check is a linear code over the field GF(32): character i is multiplied by the field's
generator to the power i and the ten products must add up to zero. All ten multipliers differ
and none is zero, so every single wrong character and every swap of two neighbours is caught.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from survey.errors import BadCode, MistypedCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})  # none of them is in a code
LENGTH = 10
FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2), so that x generates the field


def _multiply(left: int, right: int) -> int:
    """Return the product of two elements of GF(32)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= FIELD_POLYNOMIAL
        right >>= 1
    return product


def _powers_of_x(count: int) -> tuple[int, ...]:
    powers = [1]
    while len(powers) < count:
        powers.append(_multiply(powers[-1], 0b10))
    return tuple(powers)


WEIGHTS = _powers_of_x(
    LENGTH
)  # the last place's weight comes first: the check character has weight 1


def _syndrome(characters: str) -> int:
    total = 0
    for weight, character in zip(WEIGHTS, reversed(characters), strict=True):
        total ^= _multiply(weight, ALPHABET.index(character))
    return total


def new_code() -> str:
    """Return a fresh random code as printed on a card, such as 7K3QM-2XD9A (45 random bits)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    check = ALPHABET[_syndrome(body + ALPHABET[0])]
    return _printed(body + check)


def _printed(characters: str) -> str:
    return f"{characters[:5]}-{characters[5:]}"


def read_code(typed: str) -> str:
    """Return the code a person typed, in printed form; raise BadCode if it cannot be one.

    Case does not matter, nor does anything that is neither letter nor digit: phones turn a hyphen
    into many things and two spaces into a full stop. Wide letters and digits are read as ours, O
    as 0, I and L as 1, U as V.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(LOOK_ALIKES)
    characters = "".join(character for character in plain if character.isalnum())
    # None of these says what was typed: a code never stands in a message.
    if len(characters) != LENGTH:
        raise BadCode("a code has ten characters")
    if not set(characters) <= set(ALPHABET):
        raise BadCode("a code has only digits and letters")
    if _syndrome(characters) != 0:
        raise MistypedCode("the check character does not fit")
    return _printed(characters)


def hash_code(code: str, pepper: str) -> str:
    """Return what the database keeps of a code: HMAC-SHA256 with the pepper, in hexadecimal."""
    return hmac.new(pepper.encode(), b"look-up\0" + code.encode(), hashlib.sha256).hexdigest()
