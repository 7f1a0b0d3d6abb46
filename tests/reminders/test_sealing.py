"""An address in the database: for nobody without the key, and about nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from survey.config import Settings
from survey.email_address import LONGEST, is_address, read_address
from survey.errors import BadEmailAddress, SealedOtherwise
from survey.reminders.sealing import SEALED_LENGTH, Recipient, seal, unseal
from tests.databases import stored_bytes
from tests.factories import make_card, make_study
from tests.reminding import make_contact

KEY = "k" * 40
LONG = "a" * 64 + "@" + ".".join(["b" * 61, "c" * 61, "d" * 61, "no"])
SHORT = "a@b.no"


@pytest.mark.parametrize("address", [SHORT, LONG])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_was_sealed_is_opened_again(address: str, language: str) -> None:
    recipient = Recipient(address, language)
    assert unseal(seal(recipient, KEY, "me"), KEY, "me") == recipient


def test_all_are_of_one_length_so_that_it_tells_nothing() -> None:
    assert LONGEST >= len(LONG) > 250
    lengths = {len(seal(Recipient(one, "nb"), KEY, "me")) for one in (SHORT, LONG)}
    assert lengths == {SEALED_LENGTH}


def test_the_same_address_looks_different_each_time() -> None:
    assert len({seal(Recipient(SHORT, "nb"), KEY, "me") for _ in range(20)}) == 20


@pytest.mark.parametrize(("key", "person"), [("x" * 40, "me"), (KEY, "somebody else")])
def test_another_key_or_another_row_opens_nothing(key: str, person: str) -> None:
    with pytest.raises(SealedOtherwise) as refused:
        unseal(seal(Recipient(SHORT, "nb"), KEY, "me"), key, person)
    assert SHORT not in str(refused.value)


@pytest.mark.parametrize("place", [0, 12, 100, SEALED_LENGTH - 1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(seal(Recipient(SHORT, "nb"), KEY, "me"))
    sealed[place] ^= 1
    with pytest.raises(SealedOtherwise):
        unseal(bytes(sealed), KEY, "me")


def test_an_error_that_shows_a_recipient_does_not_show_the_address() -> None:
    assert SHORT not in repr(Recipient(SHORT, "nb"))


def test_the_database_file_holds_no_address(app: Flask, settings: Settings) -> None:
    card = make_card(app, make_study(app))
    make_contact(app, card, "kari.nordmann@example.no")
    stored = stored_bytes(settings.database)
    assert card.participant_id.encode() in stored
    assert b"nordmann" not in stored
    assert b"example.no" not in stored


@given(st.text(max_size=60) | st.emails())
@example("kari@example.no\r\nBcc: ola@example.no")
@example("kari@example.no\x00")
@example("@".join(["a"] * 5))
def test_whatever_is_typed_ends_as_an_address_fit_for_a_header_or_is_refused(typed: str) -> None:
    try:
        address = read_address(typed)
    except BadEmailAddress:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' ,;:<>()[]\\"\r\n')
    assert address.count("@") == 1
    assert len(address) <= LONGEST
    assert read_address(address) == address
    assert is_address(address)
