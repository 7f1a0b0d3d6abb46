"""The pages on which a participant reads, withdraws and erases, in their own words."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from survey.models import Consent, InstrumentWording
from survey.wording import reading
from tests.factories import Card, make_answered, read
from tests.page_client import Page, PageClient
from tests.pages import ALL_ITEMS, CardPage, Responses, begin

WORD = "Blåbær på Saltfjellet"


def come_back(client: PageClient, card: Card, status: int = 409) -> Page:
    """Type the code where it opens no questions now."""
    return CardPage(client).type_code(card.code, status)


def choose_word(client: PageClient, word: str = WORD) -> Page:
    """Choose a word on the page that the thanks lead to."""
    page = client.open("/thanks")
    return client.send(client.open(page.links()["Choose a word"]), word=word)


def type_word(client: PageClient, word: str = WORD, status: int = 200) -> Page:
    """Type the word on the page that asks for it."""
    return client.send(client.open("/my-answers"), status, word=word)


def send_in(client: PageClient, card: Card, responses: Responses, wave_key: str = "pre") -> None:
    """Be where somebody is who has just sent a wave in, without going through every page.

    The questions were answered in bokmål.
    """
    begin(client, card)
    make_answered(client.app, card, wave_key, responses)


def answer_with_word(
    client: PageClient,
    card: Card,
    responses: Responses,
    word: str = WORD,
    wave_key: str = "pre",
) -> None:
    """Send a wave in, choose a word, and close the page."""
    send_in(client, card, responses, wave_key)
    assert choose_word(client, word).path == "/thanks"
    close(client)


def close(client: PageClient) -> Page:
    """Close the page, as the thanks and the foot of every page offer."""
    client.open("/lost-card")  # any page that stays the same
    return client.press(client.page, "Close this page")


def told_answers(page: Page) -> list[tuple[str, str]]:
    """Return every question that a page tells, with the answer beside it."""
    spans = page.root.one("main").all("span")
    questions = [one.text for one in spans if one.get("class") == "question"]
    told = [one.text for one in spans if one.get("class") == "answer"]
    return list(zip(questions, told, strict=True))


def expected_answers(responses: Responses, language: str = "nb") -> list[tuple[str, str]]:
    """Return what the page should tell of a person's answers to the instruments."""
    texts = {
        key: reading.wording(reading.read_file(reading.FOLDER / f"{key}.{language}.toml"))
        for key in ("soc13", "gse")
    }
    return [_expected(texts[key.split("_")[0]].item(key), responses.get(key)) for key in ALL_ITEMS]


def _expected(item: reading.ItemText, value: int | None) -> tuple[str, str]:
    if value is None:
        return item.text, "skipped"
    if item.low:
        return item.text, f"{value} (1 is “{item.low}”, 7 is “{item.high}”)"  # the page's language
    return item.text, dict(item.points)[value]


def stored_consent(app: Flask, card: Card) -> Consent:
    """Return the one consent of a card."""
    ((consent,),) = read(app, select(Consent).filter_by(participant_id=card.participant_id))
    return consent


def wording_hash(app: Flask, instrument: str, language: str) -> str:
    """Return the hash of the text that is shown of an instrument."""
    asked = select(InstrumentWording.sha256).filter_by(instrument_key=instrument, language=language)
    ((sha256,),) = read(app, asked)
    return sha256
