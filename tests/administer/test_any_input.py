"""Whatever is typed where the code goes: an answer in words, and no echo."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from survey.codes import new_code, read_code
from survey.models import CodeAttempt
from tests.factories import writing
from tests.page_client import PageClient
from tests.pages import CardPage

MARK = "zq8qz"  # to know what was typed by


@given(before=st.text(max_size=30), after=st.text(max_size=30))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_typed_is_answered_in_words_and_repeated_nowhere_but_in_the_field(
    client: PageClient, caplog: pytest.LogCaptureFixture, before: str, after: str
) -> None:
    caplog.set_level(logging.DEBUG)
    page = CardPage(client).type_code(f"{before}{MARK}{after}")
    assert page.path == "/"
    assert MARK not in page.root.one("html").text
    assert MARK not in str(page.headers)
    assert MARK not in caplog.text


@given(code=st.builds(new_code), typed_as=st.sampled_from([str.lower, str.upper, str.title]))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_code_that_no_card_has_is_repeated_nowhere_but_in_the_field(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture, code: str, typed_as: object
) -> None:
    caplog.set_level(logging.DEBUG)
    with writing(app) as session:  # so that none of these has to wait
        session.execute(delete(CodeAttempt))
    page = CardPage(client).type_code(typed_as(code))
    for form in (code, code.replace("-", "")):
        for told in (page.root.one("html").text, str(page.headers), caplog.text):
            assert form.lower() not in told.lower()
    assert read_code(page.root.one("input", name="code")["value"]) == code


@pytest.mark.parametrize("sent", [{}, {"code": ["a", "b"]}, {"code": "\x00" * 40}])
def test_a_form_that_no_page_of_ours_sends_is_answered_too(
    client: PageClient, sent: dict[str, object]
) -> None:
    form = CardPage(client).page.form()
    assert client.post(form, **sent).status_code == 200
