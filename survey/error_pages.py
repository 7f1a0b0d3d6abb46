"""Turns every kind of error into a page that says what to do: the one place that knows both."""

from __future__ import annotations

import math
from dataclasses import replace

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException

from survey import errors, participant_refusals, permissions, staff_refusals
from survey.error_page import ErrorPage
from survey.journal.faults import JournalFault
from survey.participant_refusals import NOT_FOUND, REFUSED_FORM, TYPE_CODE, UNEXPECTED
from survey.staff_refusals import WAYS_BACK
from survey.study_end import refusals
from survey.study_end import told as ended_studies

PAGES = participant_refusals.PAGES | staff_refusals.PAGES


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(errors.TooManyAttempts, _too_many_attempts)
    app.register_error_handler(errors.NotAllowed, _not_allowed)
    app.register_error_handler(JournalFault, _journal_fault)
    app.register_error_handler(errors.SurveyError, _survey_error)
    app.register_error_handler(CSRFError, lambda _error: refused_form())
    app.register_error_handler(HTTPException, _http_error)


def page_of(error: errors.SurveyError) -> ErrorPage:
    """Return the page for an error that has one of its own."""
    return PAGES.get(type(error), UNEXPECTED)


def refused_form() -> Response:
    """Return the page for a form whose proof of origin is gone, in the words of who sent it."""
    if not request.path.startswith("/staff"):
        return _page(REFUSED_FORM)
    said = gettext(
        "It may have been open a long time, or somebody has signed in anew in this browser. "
        "Nothing of it was kept. Open the page again, and send it once more."
    )
    button = lazy_gettext("To the sign-in")
    return _page(replace(REFUSED_FORM, advice=[said], button=button, endpoint="auth.sign_in"))


def _survey_error(error: errors.SurveyError) -> Response:
    page = page_of(error)
    if isinstance(error, errors.CardErased | refusals.StudyEnded):
        page = replace(page, advice=[*page.advice, *ended_studies.told()])
    return _page(page)


def _journal_fault(error: JournalFault) -> Response:
    """Tell the operator what is wrong: the page cannot, and its reader could not mend it."""
    current_app.logger.error("%s", error)
    return _page(page_of(error))


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, BadHost):
        # A Host that no browser sends: without one no address can be made, so neither can a page.
        return make_response("", 400)
    page = {404: NOT_FOUND, 405: NOT_FOUND}.get(error.code or 500, UNEXPECTED)
    return _page(page, status=error.code or 500)


def _not_allowed(_error: errors.NotAllowed) -> Response:
    page = PAGES[errors.NotAllowed]
    first = permissions.first_page(current_user)
    return _page(replace(page, button=WAYS_BACK[first], endpoint=first))


def _too_many_attempts(error: errors.TooManyAttempts) -> Response:
    wait = ngettext(
        "Several codes that no card has were typed from this network. To keep everybody's answers "
        "safe we take a break from codes for one minute.",
        "Several codes that no card has were typed from this network. To keep everybody's answers "
        "safe we take a break from codes for %(num)s minutes.",
        math.ceil(error.wait / 60),
    )
    advice = [
        wait,
        gettext("Nothing is lost, and your card works as before."),
        gettext(
            "If you share this network with others, you need not wait: switch the phone from wifi "
            "to its own network."
        ),
    ]
    page = ErrorPage(429, lazy_gettext("A short break"), advice, TYPE_CODE, shows_help=True)
    response = _page(page)
    response.headers["Retry-After"] = str(error.wait)
    return response


def _page(page: ErrorPage, status: int | None = None) -> Response:
    return make_response(render_template("errors/error.html", page=page), status or page.status)
