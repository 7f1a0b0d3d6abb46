"""What a card is told that does not open the second time now."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext, lazy_gettext

from survey.dates import begins, ends
from survey.error_page import ErrorPage
from survey.errors import CardInUse, NotYetDue, WindowOver
from survey.participant_refusals import TO_FIRST_PAGE

blueprint = Blueprint("second_time_refusals", __name__)

WINDOW_OVER = ErrorPage(
    409,
    lazy_gettext("The time for the second answers is over"),
    [
        lazy_gettext(
            "Thank you for answering the first time. Those answers count, and you need do nothing "
            "more."
        )
    ],
    TO_FIRST_PAGE,
    shows_help=True,
)
CARD_IN_USE = ErrorPage(
    409,
    lazy_gettext("You can go on with this card"),
    [
        lazy_gettext(
            "This card has been used for the first time. If you have lost another card, draw a new "
            "one."
        )
    ],
    lazy_gettext("Go on"),
    "administer.choose_language",
)


@blueprint.app_errorhandler(NotYetDue)
def not_yet_due(error: NotYetDue) -> Response:
    """Say when the second time comes, and let it come now to somebody who leaves the group."""
    first, last = begins(error.week), ends(error.last)
    words = (
        gettext(
            "You can answer the second time from %(first)s to %(last)s. Keep the card until then.",
            first=first,
            last=last,
        )
        if last
        else gettext(
            "You can answer the second time from %(date)s. Keep the card until then.", date=first
        )
    )
    page = ErrorPage(
        409,
        lazy_gettext("Thank you, you have answered for the first time"),
        [words],
        shows_help=True,
    )
    return _shown(page, "errors/not_yet_due.html")


@blueprint.app_errorhandler(WindowOver)
def window_over(_error: WindowOver) -> Response:
    """Thank somebody who comes after the last week."""
    return _shown(WINDOW_OVER)


@blueprint.app_errorhandler(CardInUse)
def card_in_use(_error: CardInUse) -> Response:
    """Lead back whoever asks for another card with one that is good."""
    return _shown(CARD_IN_USE)


def _shown(page: ErrorPage, template: str = "errors/error.html") -> Response:
    return make_response(render_template(template, page=page), page.status)
