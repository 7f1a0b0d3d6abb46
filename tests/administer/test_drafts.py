"""What is not sent in yet is opened by the code alone."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from survey.administer.drafts import Answers, draft_key, seal, unseal
from survey.administer.writes import Stamp, Write
from survey.codes import hash_code, new_code
from survey.models import Draft
from tests.factories import Card, make_card, make_study, read, writing
from tests.page_client import PageClient
from tests.pages import QuestionsPage, begin, items_on

PEPPER = "p" * 32
ANSWERS = Answers({"soc13_01": 7, "gse_02": 3}, "1-2", has_seen_group=True, seen=("soc13_01",))


def draft_of(app: Flask, card: Card) -> Draft:
    (row,) = read(app, select(Draft).where(Draft.participant_id == card.participant_id))
    draft: Draft = row.Draft
    return draft


def place_of(draft: Draft) -> str:
    return f"draft/{draft.participant_id}/{draft.wave_id}"


@given(
    st.dictionaries(st.sampled_from(["soc13_01", "soc13_02", "gse_01"]), st.integers(1, 4)),
    st.sampled_from([None, "none", "3+"]),
    st.lists(st.sampled_from(["soc13_01", "gse_10", "status"]), unique=True).map(tuple),
)
def test_a_draft_is_opened_as_it_was_sealed(
    responses: dict[str, int], meetings: str | None, seen: tuple[str, ...]
) -> None:
    answers = Answers(responses, meetings, seen=seen)
    key = draft_key(new_code(), PEPPER)
    assert unseal(seal(answers, key, "here"), key, "here") == answers


def test_who_wrote_an_answer_last_is_opened_as_it_was_sealed() -> None:
    key, stamp = draft_key(new_code(), PEPPER), Stamp("0123456789abcdef", count=3, known=0)
    answers = ANSWERS.with_writes(["soc13_01"], stamp).with_writes(["gse_02"], None)
    opened = unseal(seal(answers, key, "here"), key, "here")
    assert opened == answers
    assert opened.written["soc13_01"] == Write("0123456789abcdef", saving=3, version=1)


def test_a_draft_that_names_each_part_of_a_write_still_opens() -> None:
    key, nonce = draft_key(new_code(), PEPPER), bytes(12)
    write = {"writer": "0123456789abcdef", "count": 3, "version": 1}
    old = {"responses": {"soc13_01": 7}, "version": 1, "written": {"soc13_01": write}}
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(old).encode(), b"here")
    expected = Write("0123456789abcdef", saving=3, version=1)
    assert unseal(sealed, key, "here").written == {"soc13_01": expected}


def test_another_code_does_not_open_a_draft() -> None:
    sealed = seal(ANSWERS, draft_key(new_code(), PEPPER), "here")
    with pytest.raises(InvalidTag):
        unseal(sealed, draft_key(new_code(), PEPPER), "here")


def test_the_code_without_the_pepper_does_not_open_a_draft() -> None:
    code = new_code()
    with pytest.raises(InvalidTag):
        unseal(seal(ANSWERS, draft_key(code, PEPPER), "here"), draft_key(code, "q" * 32), "here")


def test_a_draft_moved_elsewhere_does_not_open() -> None:
    key = draft_key(new_code(), PEPPER)
    with pytest.raises(InvalidTag):
        unseal(seal(ANSWERS, key, "draft/a/w"), key, "draft/b/w")


def test_a_draft_with_one_bit_changed_does_not_open() -> None:
    key = draft_key(new_code(), PEPPER)
    sealed = bytearray(seal(ANSWERS, key, "here"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(sealed), key, "here")


def test_the_same_answers_are_sealed_differently_each_time() -> None:
    key = draft_key(new_code(), PEPPER)
    assert seal(ANSWERS, key, "here") != seal(ANSWERS, key, "here")


def test_the_hash_that_is_stored_is_no_way_to_the_key() -> None:
    code = new_code()
    stored = hash_code(code, PEPPER)
    key = draft_key(code, PEPPER)
    assert key != bytes.fromhex(stored)
    assert key != hashlib.sha256(bytes.fromhex(stored)).digest()
    assert key != draft_key(stored, PEPPER)


def test_the_row_in_the_database_shows_no_answer(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=7, soc13_02=3)
    sealed = draft_of(app, card).sealed
    assert b"soc13" not in sealed
    assert json.dumps({"soc13_01": 7}).encode()[1:-1] not in sealed


def test_the_row_in_the_database_opens_with_the_code(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=7)
    draft = draft_of(app, card)
    opened = unseal(draft.sealed, draft_key(card.code, PEPPER), place_of(draft))
    assert opened.responses == {"soc13_01": 7}
    assert opened.seen == items_on(1)
    assert set(opened.wording_ids) == {"soc13"}


def test_another_persons_draft_put_in_its_place_is_not_shown(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    mine, theirs = make_card(app, study), make_card(app, study)
    for card in (theirs, mine):
        begin(client, card)
        QuestionsPage(client, 1).answer(soc13_01=7)
    with writing(app) as session:
        session.merge(
            Draft(
                participant_id=mine.participant_id,
                wave_id=draft_of(app, mine).wave_id,
                sealed=draft_of(app, theirs).sealed,
                started_week="2026-W01",
            )
        )
    client.open("/questions/1", 500)
