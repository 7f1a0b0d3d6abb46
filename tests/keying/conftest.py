"""A study with a printed form, and a keyer at work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import AuditEvent, Study
from survey.paper.operations import form_to_print
from survey.paper.questions import all_questions
from tests.factories import Card, make_card, make_staff, make_study, read, writing
from tests.page_client import PageClient
from tests.pages import SignInPage
from tests.papers import Form, Keyer


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app)


@pytest.fixture
def card(app: Flask, study: Study) -> Card:
    return make_card(app, study)


@pytest.fixture
def print_form(app: Flask, study: Study) -> Callable[..., Form]:
    """Print a form of a study, the study of the cards unless told otherwise."""

    def run(wave: str = "pre", language: str = "en", of: Study = study) -> Form:
        with writing(app) as session:
            found = form_to_print(session, session.get_one(Study, of.id), wave, language)
            keys = tuple(one.key for one in all_questions(found.sections))
            return Form(found.form.id, found.form.number, keys)

    return run


@pytest.fixture
def new_keyer(app: Flask, open_client: Callable[..., PageClient]) -> Callable[[], Keyer]:
    """Sign the keyer in, each time in a browser of its own."""
    email = make_staff(app, "keyer")

    def run() -> Keyer:
        client = open_client()
        SignInPage(client).sign_in(email)
        return Keyer(client)

    return run


@pytest.fixture
def keyer(new_keyer: Callable[[], Keyer]) -> Keyer:
    return new_keyer()


@pytest.fixture
def actions(app: Flask) -> Callable[[], list[tuple[str, int]]]:
    """Return what the log holds about papers: each action with its count."""
    about_papers = AuditEvent.object_type != "staff"  # signing in is told elsewhere
    query = select(AuditEvent.action, AuditEvent.count).where(about_papers)
    query = query.order_by(AuditEvent.number)
    return lambda: [tuple(row) for row in read(app, query)]
