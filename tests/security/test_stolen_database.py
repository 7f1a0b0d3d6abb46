"""Somebody has the whole database and none of the keys: an operator of the machine, a thief.

Answers that were sent in stand in it as they are; what can be kept from its reader is tried here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import DateTime, Integer, Time

from survey.administer.drafts import draft_key, unseal
from survey.administer.standing import draft_place
from survey.config import Settings
from survey.models.base import Base
from tests.databases import ON_SQLITE, stored_bytes
from tests.factories import (
    PHONE,
    Card,
    make_answered,
    make_card,
    make_staff,
    make_study,
    random_responses,
)
from tests.own_pages import WORD, answer_with_word
from tests.page_client import PageClient
from tests.pages import QuestionsPage, SignInPage, begin
from tests.reminding import make_contact
from tests.stored_rows import rows

OpenClient = Callable[..., PageClient]
ADDRESS = "kari.nordmann@example.no"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, contact_key="c" * 32, staff_second_factor="required")


@pytest.fixture
def card(app: Flask, open_client: OpenClient) -> Card:
    """Somebody who has sent in, chosen a word, left an address and begun the second time."""
    card = make_card(app, make_study(app))
    client = open_client()
    answer_with_word(client, card, random_responses(1))
    make_contact(app, card, ADDRESS)
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    return card


def cells(app: Flask) -> Iterator[object]:
    for found in rows(app.extensions["database"]).values():
        for row in found:
            yield from row


def test_no_code_no_word_and_no_address_stands_in_it(app: Flask, card: Card) -> None:
    stored = stored_bytes(app.config["SETTINGS"].database)
    assert card.participant_id.encode() in stored
    readable = [card.code, card.code.replace("-", ""), card.number, WORD, WORD.casefold(), ADDRESS]
    assert [one for one in readable if one.encode() in stored] == []


def test_no_hash_in_it_can_be_had_from_a_code_without_the_pepper(app: Flask, card: Card) -> None:
    known = [value.encode() for value in cells(app) if isinstance(value, str)]
    tried = set()
    for code in (card.code, card.code.replace("-", ""), card.code.lower()):
        for key in (b"", *known):
            tried.add(hmac.new(key, code.encode(), hashlib.sha256).hexdigest().encode())
            tried.add(hmac.new(key, b"code\0" + code.encode(), hashlib.sha256).hexdigest().encode())
        tried.add(hashlib.sha256(code.encode()).hexdigest().encode())
    assert len(tried) > 100
    assert not tried & set(known)


def test_a_draft_opens_with_nothing_that_stands_beside_it(app: Flask, card: Card) -> None:
    (draft,) = rows(app.extensions["database"])["draft"]
    (sealed,) = [one for one in draft if isinstance(one, bytes)]
    texts = [value for value in cells(app) if isinstance(value, str)]
    keys = [value.encode()[:32] for value in texts if len(value) >= 32]
    keys += [bytes.fromhex(value) for value in texts if re.fullmatch(r"[0-9a-f]{64}", value)]
    keys += [value[:32] for value in cells(app) if isinstance(value, bytes) and len(value) >= 32]
    keys += [draft_key(card.code, pepper) for pepper in ("", "p", card.participant_id)]
    place = draft_place(*draft[:2])
    own_key = draft_key(card.code, app.config["SETTINGS"].code_pepper)
    assert unseal(sealed, own_key, place).responses == {"soc13_01": 2}
    assert len(keys) > 10
    for key in keys:
        with pytest.raises(InvalidTag):
            unseal(sealed, key, place)


def test_no_session_and_no_second_factor_can_be_taken_from_it(
    app: Flask, client: PageClient
) -> None:
    make_study(app)
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    assert client.open("/staff/studies/try/results").status == 200
    stored = [value for value in cells(app) if isinstance(value, str) and len(value) > 20]
    thief = app.test_client()
    signer = app.session_interface.get_signing_serializer(app)
    for value in stored:
        # Even with a cookie that is signed as it should be, what the database holds opens nothing.
        thief.set_cookie("sammenheng", signer.dumps({"staff": value}))
        assert thief.get("/staff/studies/try/results").status_code == 302
    assert PHONE.encode() not in stored_bytes(app.config["SETTINGS"].database)


def tables_about_people() -> set[str]:
    """Return the tables whose rows belong to a participant, directly or by another table."""
    found = {"participant"}
    while True:
        more = {
            name
            for name, table in Base.metadata.tables.items()
            if any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return found
        found |= more


def test_no_row_about_a_person_has_a_time_of_the_day_or_a_number_that_counts_up() -> None:
    about = tables_about_people()
    assert about >= {"participation", "response", "draft", "contact", "consent", "own_word"}
    telling = {
        f"{name}.{column.name}"
        for name in about
        for column in Base.metadata.tables[name].columns
        if isinstance(column.type, DateTime | Time)
        or (column.primary_key and isinstance(column.type, Integer))
    }
    assert telling == set()


@ON_SQLITE
def test_the_order_of_rows_tells_nobody_who_answered_first(app: Flask) -> None:
    """On PostgreSQL it would: rows lie where they were put until the table is written anew."""
    study = make_study(app)
    cards = [make_card(app, study) for _ in range(30)]
    for seed, card in enumerate(cards):
        make_answered(app, card, "pre", random_responses(seed))
    with app.extensions["database"].connect() as connection:
        for name in sorted(tables_about_people()):
            table = Base.metadata.tables[name]
            keys = [column.name for column in table.primary_key]
            lying = connection.execute(table.select()).mappings()
            found = [tuple(row[key] for key in keys) for row in lying]
            assert found == sorted(found), name  # as the random keys have it
        stored = [row[0] for row in connection.exec_driver_sql("SELECT id FROM participant")]
    assert len(stored) == 30
    assert stored != [card.participant_id for card in cards]
