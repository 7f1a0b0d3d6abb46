"""Turns every kind of error into a page that says what to do: the one place that knows both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException

from survey import errors, permissions
from survey.export import refusals


@dataclass(frozen=True)
class ErrorPage:
    """What a person reads, one paragraph after the other, and where the one button leads."""

    status: int
    title: LazyString | str
    advice: Sequence[LazyString | str]
    button: LazyString | None = None
    endpoint: str = "administer.card"
    shows_help: bool = False
    shows_ways: bool = True  # closing and erasing, where a card is open

    @property
    def is_for_staff(self) -> bool:
        """Return whether only people who sign in can meet this page."""
        return self.endpoint in permissions.FIRST_PAGES.values()


TYPE_CODE = lazy_gettext("Type the code again")
TO_FIRST_PAGE = lazy_gettext("To the first page")
WAYS_BACK = {  # for staff, by the page that their role begins at
    "manage.studies": lazy_gettext("To the studies"),
    "review.proposals": lazy_gettext("To what waits for you"),
    "staff.accounts": lazy_gettext("To the accounts"),
    "keying.start": lazy_gettext("To the keying"),
}
PAGES: dict[type[errors.SurveyError], ErrorPage] = {
    errors.SessionEnded: ErrorPage(
        403,
        lazy_gettext("We need the code on your card"),
        [
            lazy_gettext(
                "The pages you have sent are saved. Type the code, and you go on where you stopped."
            )
        ],
        lazy_gettext("Type the code"),
    ),
    errors.CardErased: ErrorPage(
        410,
        lazy_gettext("This card has been erased"),
        [
            lazy_gettext(
                "Nothing that was answered with it is stored any more, and it opens nothing. "
                "You need do nothing more."
            )
        ],
        TO_FIRST_PAGE,
        shows_help=True,
        shows_ways=False,
    ),
    errors.Withdrawn: ErrorPage(
        403,
        lazy_gettext("You have withdrawn"),
        [
            lazy_gettext(
                "You get no more questions, and what you have answered is not used any more."
            ),
            lazy_gettext("With the code you can still see what is stored, and erase it."),
        ],
        lazy_gettext("See what is stored"),
        "my_answers.show",
        shows_help=True,
    ),
    errors.ConsentMissing: ErrorPage(
        403,
        lazy_gettext("First, please read about the study"),
        [lazy_gettext("The questions open when you have said that you want to take part.")],
        lazy_gettext("Read about the study"),
        "administer.information",
    ),
    errors.AlreadyAnswered: ErrorPage(
        409,
        lazy_gettext("Your answers have been sent in"),
        [
            lazy_gettext(
                "Thank you. They are counted once, and your first answers stand. You need do "
                "nothing more."
            )
        ],
        lazy_gettext("See what comes next"),
        "administer.thanks",
        shows_help=True,
    ),
    errors.EverythingAnswered: ErrorPage(
        409,
        lazy_gettext("You have answered both times"),
        [
            lazy_gettext(
                "Thank you. All your answers have been received; there are no more questions."
            )
        ],
        TO_FIRST_PAGE,
        shows_help=True,
    ),
    errors.StudyNotOpen: ErrorPage(
        403,
        lazy_gettext("The study is not taking answers now"),
        [lazy_gettext("Keep the card. Ask at your contact point when the study opens.")],
    ),
    errors.StudyClosed: ErrorPage(
        403,
        lazy_gettext("The study has ended"),
        [
            lazy_gettext("Thank you for taking part. What you have sent in counts."),
            lazy_gettext(
                "What was not sent in does not count. You can still erase everything; the way "
                "there is at the bottom of the page."
            ),
        ],
        shows_help=True,
    ),
    errors.UnknownPage: ErrorPage(
        404,
        lazy_gettext("There is no such page"),
        [lazy_gettext("The address may be mistyped. Begin again from the first page.")],
        TO_FIRST_PAGE,
    ),
    errors.NotAllowed: ErrorPage(
        403,
        lazy_gettext("This page is not for your role"),
        [lazy_gettext("Ask the study's coordinator if you need it.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.OnlyTrials: ErrorPage(
        403,
        lazy_gettext("Only demonstrations and trials can be opened or reported so far"),
        [lazy_gettext("Real studies open when the release ledger is in place.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
}
PAGES |= {
    error: ErrorPage(status, title, advice, WAYS_BACK[endpoint], endpoint)
    for error, (status, title, advice, endpoint) in refusals.PAGES.items()
}
# A letter may lack what a newer program asks for; until it is filled in, nobody can say yes to it.
PAGES[errors.BadLetter] = PAGES[errors.StudyNotOpen]
NOT_FOUND = PAGES[errors.UnknownPage]
UNEXPECTED = ErrorPage(
    500,
    lazy_gettext("Something went wrong here"),
    [
        lazy_gettext(
            "It was not your fault, and what was saved is still saved. Try again in a little while."
        )
    ],
    TYPE_CODE,
)
REFUSED_FORM = ErrorPage(
    400,
    lazy_gettext("This page can no longer be sent"),
    [
        lazy_gettext(
            "It may have been open a long time, or a code was typed again in this browser. "
            "The pages you sent before are saved, and only this one is to be answered once more."
        ),
        lazy_gettext(
            "If you meet this page again at once, the browser keeps no cookies. Let it keep the "
            "one that this site needs."
        ),
    ],
    TYPE_CODE,
)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(errors.TooManyAttempts, _too_many_attempts)
    app.register_error_handler(errors.NotAllowed, _not_allowed)
    app.register_error_handler(errors.SurveyError, _survey_error)
    app.register_error_handler(CSRFError, lambda _error: _page(REFUSED_FORM))
    app.register_error_handler(HTTPException, _http_error)


def page_of(error: errors.SurveyError) -> ErrorPage:
    """Return the page for an error that has one of its own."""
    return PAGES.get(type(error), UNEXPECTED)


def show(page: ErrorPage) -> Response:
    """Return a page as it is answered."""
    return _page(page)


def _survey_error(error: errors.SurveyError) -> Response:
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
