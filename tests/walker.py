"""Finds every page a participant can meet, by itself: pages that are added are met without telling.

In each state a person can be in, every address of the participant's is opened, every link is
followed, and every button is pressed once, by a person of its own each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Executable, delete, update
from werkzeug.exceptions import InternalServerError
from werkzeug.test import TestResponse

from survey.codes import new_code
from survey.models import CodeAttempt, Study
from survey.models.study import CLOSED, OPEN
from tests.databases import hold, put_back
from tests.factories import Card, after_answers, make_answered, make_card, make_study
from tests.factories import random_responses as answers
from tests.page_client import Page, PageClient
from tests.page_tree import Element

MOST_PAGES = 80  # of one wave; 23 questions may be asked one by one
NOT_THE_PARTICIPANTS = ("/staff", "/static", "/leave", "/reports")
OpenClient = Callable[[], PageClient]


@dataclass(frozen=True)
class Met:
    """A page, who met it, and the page as it came."""

    state: str
    page: Page
    html: str

    def __str__(self) -> str:
        return f"{self.page.path} ({self.page.status}), {self.state}"


@dataclass(frozen=True)
class State:
    """How far somebody has come: what was sent in, and how many pages of the next wave."""

    name: str
    sent: tuple[str, ...] = ()
    n_steps: int = 0
    study: str = "at once"


STATES = (
    State("has drawn a card"),
    State("has typed the code", n_steps=1),
    State("has chosen a language", n_steps=2),
    State("is on the way", n_steps=5),
    State("has seen all questions", n_steps=MOST_PAGES - 1),
    State("has sent in", n_steps=MOST_PAGES),
    State("is on the way a second time", ("pre",), 5),
    State("has seen all questions a second time", ("pre",), MOST_PAGES - 1),
    State("has sent in a second time", ("pre",), MOST_PAGES),
    State("comes too early", ("pre",), 1, "later"),
    State("comes a third time", ("pre", "post"), 1),
    State("comes when the study has ended", ("pre",), 1, "ended"),
)


class Here:
    """A moment to return to: what the database and the browser held."""

    def __init__(self, app: Flask, person: PageClient) -> None:
        self.database = app.config["SETTINGS"].database
        self.held = hold(self.database)
        self.cookies = person.browser._cookies.copy()

    def return_to(self, person: PageClient) -> None:
        put_back(self.database, self.held)
        person.browser._cookies = self.cookies.copy()


class Walker:
    """Meets the pages of one language."""

    def __init__(self, app: Flask, open_client: OpenClient) -> None:
        self.app = app
        self.open_client = open_client
        key = f"walked-{open_client().language}"
        self.studies = {
            "at once": make_study(app, key, name="Sorg og samliv"),
            "later": make_study(app, f"{key}-later", post_after_weeks=26),
            "ended": make_study(app, f"{key}-ended"),
        }
        self.met: dict[tuple[object, ...], Met] = {}
        self.state = ""

    def walk(self) -> list[Met]:
        """Return every page that is met, each once in each state."""
        for state in STATES:
            self.state = state.name
            person = self.person_in(state)
            here = Here(self.app, person)
            waiting, opened, pressed = [*self.addresses(), *links_on(person.page)], set(), set()
            while waiting:
                address = waiting.pop(0)
                if address in opened:
                    continue
                opened.add(address)
                page = self.follow(person, person.get(address))
                if page is None:
                    continue
                waiting += links_on(page)
                for number, button in enumerate(page.root.all("button")):
                    if button.get("name") == "display":
                        continue  # the same on every page: pressed once, below
                    what = leads_to(page, button)
                    if what not in pressed and not what[0].startswith(NOT_THE_PARTICIPANTS):
                        pressed.add(what)
                        waiting += self.press(person, address, number)
                        here.return_to(person)
        self.state = "chooses how pages are shown"
        self.choose_displays()
        self.state = "goes wrong"
        self.go_wrong()
        return list(self.met.values())

    def addresses(self) -> Iterator[str]:
        """Yield every address of the participant's that can be opened."""
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.rule.startswith(NOT_THE_PARTICIPANTS):
                for number in ("1", "99") if rule.arguments else ("",):
                    yield re.sub(r"<[^>]+>", number, rule.rule)

    def person_in(self, state: State) -> PageClient:
        """Return the browser of somebody who has come as far as this."""
        self.write(delete(CodeAttempt))  # or whoever comes later would have to wait
        study = self.studies[state.study]
        card, client = make_card(self.app, study), self.open_client()
        self.write(update(Study).where(Study.id == study.id).values(state=OPEN))
        for wave in state.sent:
            said = after_answers(4) if wave == "post" else None
            make_answered(self.app, card, wave, answers(1), after=said)
        if state.study == "ended":
            self.write(update(Study).where(Study.id == study.id).values(state=CLOSED))
        page = self.note(client, client.get("/"))
        for step in range(state.n_steps):
            if state.n_steps == MOST_PAGES - 1 and is_last_before_sending(page):
                break
            if step and (page.path in {"/", "/thanks"} or page.status != 200):
                break
            page = self.go_on(client, page, card)
        return client

    def write(self, statement: Executable) -> None:
        with self.app.extensions["database"].begin() as connection:
            connection.execute(statement)

    def go_on(self, client: PageClient, page: Page, card: Card) -> Page:
        """Fill in the page's main form and press its button; first wrongly, where that is told."""
        form = main_form(page)
        wrong = filled_in(form, wrongly=True)
        if wrong:
            self.follow(client, client.post(form, **wrong))
        done = self.follow(client, client.post(form, **filled_in(form, card.code, client.language)))
        assert done is not None
        return done

    def press(self, person: PageClient, address: str, number: int) -> list[str]:
        """Press one of an address's buttons, and return the links of the page that comes."""
        page = self.follow(person, person.get(address))
        assert page is not None
        button = page.root.all("button")[number]
        form = form_of(page, button)
        named = {button["name"]: button.get("value")} if button.get("name") else {}
        values = filled_in(form, new_code(), person.language) | named
        after = self.follow(person, send_to(person, form, button, values))
        return links_on(after) if after else []

    def choose_displays(self) -> None:
        """Press every button of the menu once, and see the pages that are shown so."""
        person = self.person_in(State("is on the way", n_steps=5))
        for number, button in enumerate(person.page.root.all("button")):
            if button.get("name") == "display" and not is_language(button):
                here = Here(self.app, person)
                for address in self.press(person, person.page.path, number):
                    self.follow(person, person.get(address))
                for address in ("/question/1", "/check"):
                    self.follow(person, person.get(address))
                here.return_to(person)

    def go_wrong(self) -> None:
        """Meet what nobody should: an unknown address, an old form, one far too large, a fault."""
        self.write(delete(CodeAttempt))
        client = self.open_client()
        self.follow(client, client.get("/nowhere"))
        form = main_form(self.note(client, client.get("/")))
        self.follow(client, client.post(form, csrf_token="old"))
        self.follow(client, client.post(form, code="x" * 100_000))
        working = self.app.view_functions["administer.card"]
        self.app.view_functions["administer.card"] = fail
        self.follow(client, client.get("/"))
        self.app.view_functions["administer.card"] = working
        for _ in range(22):
            page = self.follow(client, client.post(form, code=new_code()))
        assert page is not None
        assert page.status == 429

    def follow(self, client: PageClient, response: TestResponse) -> Page | None:
        """Return the page that an answer ends at; None where it ends at a file or elsewhere."""
        while response.status_code in {301, 302, 303, 307, 308}:
            address = response.headers["Location"]
            if not address.startswith("/"):
                return None
            response = client.get(address)
        return self.note(client, response) if response.mimetype == "text/html" else None

    def note(self, client: PageClient, response: TestResponse) -> Page:
        page = client._checked(response)
        client.page = page
        complains = bool(page.root.all(role="alert"))
        key = (self.state, page.path, page.status, page.root.one("title").text, complains)
        self.met.setdefault(key, Met(self.state, page, response.get_data(as_text=True)))
        return page


def fail() -> None:
    raise InternalServerError


def is_last_before_sending(page: Page) -> bool:
    return page.path == "/check"


def main_form(page: Page) -> Element:
    """Return the form of the page's main button: the first that is not a plain one."""
    buttons = page.root.one("main").all("button")
    main = next(one for one in buttons if "plain" not in one.get("class"))
    return form_of(page, main)


def form_of(page: Page, button: Element) -> Element:
    """Return the form that a button sends, around it or named by it."""
    if button.get("form"):
        return page.root.one("form", id=button["form"])
    return next(one for one in button.ancestors() if one.tag == "form")


def is_language(button: Element) -> bool:
    """Return whether a button changes the language, in which there is a walk of its own."""
    return (button.get("value") or "").startswith("language:")


def leads_to(page: Page, button: Element) -> tuple[str, str, str]:
    """Return what tells one button from another: where it leads, and what it says there."""
    form = form_of(page, button)
    return button.get("formaction") or form["action"], button.get("name"), button.get("value")


def send_to(
    client: PageClient, form: Element, button: Element, values: dict[str, Any]
) -> TestResponse:
    """Send a form the way this button does."""
    if form.get("method").lower() != "post":
        return client.get(form["action"])
    sent = Element("form", form.attributes, form.parent, form.children)
    if button.get("formaction"):
        sent.attributes = form.attributes | {"action": button["formaction"]}
    return client.post(sent, **values)


def links_on(page: Page) -> list[str]:
    """Return the participant's addresses that a page leads to."""
    found = [one["href"].partition("#")[0] for one in page.root.all("a")]
    return [
        one for one in found if one.startswith("/") and not one.startswith(NOT_THE_PARTICIPANTS)
    ]


def filled_in(
    form: Element, code: str = "", language: str = "", *, wrongly: bool = False
) -> dict[str, str]:
    """Return what a person would say; what a page must refuse, or nothing to send, if wrongly."""
    values: dict[str, str] = {}
    fields = form.all("input", "textarea", "select")
    if wrongly:
        boxes = any(one.get("type") == "checkbox" for one in fields)
        texts = {one["name"]: "?" for one in fields if is_text(one)}
        return texts or ({"nothing": "ticked"} if boxes else {})
    for field in fields:
        name, kind = field.get("name"), field.get("type", "text")
        if kind == "checkbox":
            values[name] = field.get("value", "y")
        elif kind == "radio":
            if name not in values or field.get("value") == language:
                values[name] = field["value"]
        elif field.tag == "select":
            values[name] = field.all("option")[-1].get("value")
        elif is_text(field):
            values[name] = said_in(field, code)
    return values


def is_text(field: Element) -> bool:
    kinds = {"text", "email", "password", "search", "tel", "number"}
    return field.tag == "textarea" or (field.tag == "input" and field.get("type", "text") in kinds)


def said_in(field: Element, code: str) -> str:
    if field.get("name") == "code":
        return code
    if field.get("type") == "email":
        return "kari@example.org"
    return "12" if field.get("inputmode") == "numeric" else "blåbær og sol"
