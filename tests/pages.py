"""The pages in the words of those who use them."""

from __future__ import annotations

import pyotp
from flask import Flask
from sqlalchemy import select, update

from scoring.instrument import load_instrument
from survey.after_questions import after_pages
from survey.auth import second_factor
from survey.models import SecondFactor, Staff
from tests.factories import PASSWORD, PHONE, Card, writing
from tests.page_client import Page, PageClient

PAGE_SIZES = (5, 4, 4, 5, 5)
ALL_ITEMS = (*load_instrument("soc13").item_keys, *load_instrument("gse").item_keys)
Responses = dict[str, int | None]


def items_on(number: int) -> tuple[str, ...]:
    """Return the items that one page of questions asks."""
    start = sum(PAGE_SIZES[: number - 1])
    return ALL_ITEMS[start : start + PAGE_SIZES[number - 1]]


class CardPage:
    """The first page, which asks for the code."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.open("/")

    def type_code(self, code: str, status: int = 200) -> Page:
        return self.client.send(self.page, status, code=code)


class LanguagePage:
    """The page that comes after the code."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.open("/language")

    def choose(self, language: str) -> Page:
        self.client.language = language
        return self.client.send(self.page, language=language)


class InformationPage:
    """The letter, and two boxes to tick."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.open("/information")

    def agree(self) -> Page:
        return self.client.send(self.page, adult="y", consent="y")


class QuestionsPage:
    """Some of the questions."""

    def __init__(self, client: PageClient, number: int) -> None:
        self.client = client
        self.page = client.open(f"/questions/{number}")

    @property
    def asked(self) -> tuple[str, ...]:
        """The items asked, in order."""
        return tuple(one["id"] for one in self.page.root.all("fieldset"))

    @property
    def chosen(self) -> dict[str, int | str]:
        """What is marked already."""
        marked = [
            one for one in self.page.root.all("input", type="radio") if "checked" in one.attributes
        ]
        return {
            one["name"]: int(one["value"]) if one["value"].isdecimal() else one["value"]
            for one in marked
        }

    def answer(self, **responses: object) -> Page:
        return self.client.send(self.page, **{key: str(value) for key, value in responses.items()})


class GroupPage:
    """The question about how far the group has come."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.open("/group")

    def say(self, meetings: str) -> Page:
        return self.client.send(self.page, meetings_before=meetings)


class AfterPage:
    """Some of the questions that come after the instruments the second time."""

    def __init__(self, client: PageClient, number: int) -> None:
        self.client = client
        self.page = client.open(f"/after/{number}")

    @property
    def asked(self) -> tuple[str, ...]:
        """What is asked, in order."""
        fields = self.page.root.one("main").all("input")
        return tuple(dict.fromkeys(one["name"] for one in fields if one.get("type") != "hidden"))

    @property
    def chosen(self) -> dict[str, str]:
        """What is marked or filled in already."""
        fields = self.page.root.one("main").all("input")
        return {
            one["name"]: one["value"]
            for one in fields
            if "checked" in one.attributes or (one.get("type") == "text" and one.get("value"))
        }

    def answer(self, **answers: object) -> Page:
        return self.client.send(self.page, **{key: str(value) for key, value in answers.items()})


class CheckPage:
    """All answers, before they are sent."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.open("/check")

    @property
    def lines(self) -> list[str]:
        """What stands beside each question."""
        return [one.text for one in self.page.root.all("span") if one.get("class") == "answer"]

    def send_in(self, status: int = 200) -> Page:
        return self.client.send(self.page, status)


class SignInPage:
    """Where staff come in."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.open("/staff/sign-in")

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        """Sign in, with the phone's code where one is asked for."""
        page = self.client.send(self.page, email=email, password=password)
        if page.path == "/staff/sign-in/code":
            return self.client.send(page, code=fresh_code(self.client.app, email))
        return page


def fresh_code(app: Flask, email: str) -> str:
    """Return what the phone shows, as if half a minute had gone since its last code was used."""
    with writing(app) as session:
        mine = select(Staff.id).filter_by(email=email.strip().lower()).scalar_subquery()
        session.execute(
            update(SecondFactor).where(SecondFactor.staff_id == mine).values(last_step=0)
        )
    return code_at(second_factor.current_step())


def code_at(step: int) -> str:
    """Return what the phone of every account in the tests shows at a step."""
    return pyotp.TOTP(PHONE).generate_otp(step)


def begin(client: PageClient, card: Card, language: str = "en") -> Page:
    """Go from the card to the first question."""
    CardPage(client).type_code(card.code)
    page = LanguagePage(client).choose(language)
    return InformationPage(client).agree() if page.path == "/information" else page


def answer_pages(client: PageClient, responses: Responses) -> Page:
    """Answer these items page by page, skipping the others."""
    for number in range(1, len(PAGE_SIZES) + 1):
        given = {key: responses[key] for key in items_on(number) if responses.get(key) is not None}
        page = QuestionsPage(client, number).answer(**given)
    if page.path == "/group":
        return GroupPage(client).say("none")
    return answer_after(client, {}) if page.path == "/after/1" else page


def answer_after(client: PageClient, answers: dict[str, object]) -> Page:
    """Answer these questions about taking part page by page, skipping the others."""
    for page in after_pages():
        asked = [question.key for question in page.questions]
        ended = AfterPage(client, page.number).answer(
            **{key: answers[key] for key in asked if key in answers}
        )
    return ended


def skip_from(client: PageClient, first: int) -> None:
    """Go on from a page of questions to the check page without answering anything more."""
    for number in range(first, len(PAGE_SIZES) + 1):
        QuestionsPage(client, number).answer()
    GroupPage(client).say("none")


def answer_wave(
    client: PageClient,
    card: Card,
    responses: Responses,
    language: str = "en",
    after: dict[str, object] | None = None,
) -> Page:
    """Go from the card to the thanks."""
    begin(client, card, language)
    answer_pages(client, responses)
    if after:
        answer_after(client, after)
    return CheckPage(client).send_in()
