"""Turns every kind of error into a page that says what to do: the one place that knows both."""

from __future__ import annotations

import math
from dataclasses import replace

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException

from survey import errors, permissions
from survey.error_page import ErrorPage

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
    errors.StudyPaused: ErrorPage(
        403,
        lazy_gettext("The study is taking a break"),
        [
            lazy_gettext(
                "Right now it takes no answers. What you have saved is kept, and when the study "
                "goes on, the same card opens it where you stopped."
            ),
            lazy_gettext(
                "If you have just sent a page, only that page is to be answered once more. Keep "
                "the card, and try again in some days."
            ),
        ],
        shows_help=True,
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
    errors.PlanLocked: ErrorPage(
        409,
        lazy_gettext("The analysis plan is locked"),
        [
            lazy_gettext(
                "The study has opened, or somebody has answered. A plan that could be changed "
                "after that would be worth nothing."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.NotApproved: ErrorPage(
        403,
        lazy_gettext("A second person has not approved this"),
        [
            lazy_gettext(
                "Propose on the study's page of files what you need. A reviewer says yes or no."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.NotPermitted: ErrorPage(
        403,
        lazy_gettext("The permission for the questions does not cover this"),
        [lazy_gettext("What is missing stands under Texts and permissions on the study's page.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.CalledBack: ErrorPage(
        409,
        lazy_gettext("First, delete the rows that are called back"),
        [
            lazy_gettext(
                "The study's page of files lists them. Say there that you have deleted them; then "
                "you can make and fetch files again."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.SharedAlready: ErrorPage(
        409,
        lazy_gettext("The file for sharing has been made"),
        [
            lazy_gettext(
                "There is one only of a study. Two could be laid over each other, and few people "
                "would then be told apart."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.NotYours: ErrorPage(
        409,
        lazy_gettext("This cannot be decided here"),
        [
            lazy_gettext(
                "Nobody decides on what they proposed themselves, and nothing is decided twice."
            )
        ],
        lazy_gettext("To what waits for you"),
        "review.proposals",
    ),
    errors.OnlyTrials: ErrorPage(
        403,
        lazy_gettext("Only demonstrations and trials can be opened or reported so far"),
        [lazy_gettext("Real studies open when the release ledger is in place.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
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
