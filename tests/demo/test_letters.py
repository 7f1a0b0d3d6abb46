"""What the simulated people have agreed to."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from survey.demo.build import build
from survey.demo.population import FEWEST_PEOPLE
from survey.demo.simulate import simulate
from survey.models import Consent, LetterText
from tests.factories import Card, read, writing
from tests.page_client import PageClient
from tests.pages import begin


@pytest.fixture
def cards(app: Flask) -> tuple[str, ...]:
    """Build a small demonstration, and return its unused cards."""
    with writing(app) as session:
        return build(
            session, simulate(1, n_people=FEWEST_PEOPLE), pepper="p" * 32, texts=[]
        ).unused_cards


def test_simulated_people_have_agreed_to_the_example_letter_word_for_word(
    app: Flask, cards: tuple[str, ...]
) -> None:
    consents = read(
        app,
        select(Consent.language, Consent.text_sha256, LetterText).join(
            LetterText, LetterText.sha256 == Consent.text_sha256
        ),
    )
    purposes = Counter(purpose for (purpose,) in read(app, select(Consent.purpose)))
    assert purposes["evaluation"] == FEWEST_PEOPLE
    assert FEWEST_PEOPLE / 2 < purposes["reuse"] < FEWEST_PEOPLE
    assert len(consents) == purposes.total()
    for one in consents:
        assert one.language == one.LetterText.language
        assert hashlib.sha256(one.LetterText.text.encode()).hexdigest() == one.text_sha256


def test_who_tries_the_demonstration_agrees_to_the_same_version(
    app: Flask, client: PageClient, cards: tuple[str, ...]
) -> None:
    assert begin(client, Card(cards[0], "", "")).path == "/questions/1"
    assert len(read(app, select(Consent.text_version).distinct())) == 1
