"""What people meet while the database cannot answer: for a minute, or until somebody makes room.

Nothing of the request was kept. The script of a page takes the status 503 for "not there now": it
keeps what was chosen and sends it again. Without the script the page brings a button that does.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext
from sqlalchemy.exc import DBAPIError

from survey.database_faults import fault_of, kind_and_place
from survey.error_page import ErrorPage

RETRY_AFTER = 30  # seconds
SHEET = "sheet"  # the field of every page of questions
SAVED_BEFORE = lazy_gettext("What was saved is still there.")
NOT_KEPT = lazy_gettext(
    "What you sent just now may not be saved. What was saved before is still there."
)
WAIT = lazy_gettext("It was not your fault. Wait a minute, and try again.")
BACK = lazy_gettext("Go back in the browser, and send it once more.")
UNAVAILABLE = ErrorPage(
    503, lazy_gettext("This does not work just now"), [SAVED_BEFORE, WAIT], shows_ways=False
)


def init_app(app: Flask) -> None:
    """Register the handler for what this database's driver raises, wrapped or not."""
    driver = app.extensions["database"].dialect.loaded_dbapi
    for kind in (DBAPIError, driver.Error):
        app.register_error_handler(kind, _database_error)


def _database_error(error: Exception) -> Response:
    fault = fault_of(error)
    if fault is None:
        raise error
    current_app.logger.error(
        "the database cannot answer (%s): %s", fault.name.lower(), kind_and_place(error)
    )
    g.study_kind = ""  # or the page would ask the database which stamp it bears
    response = _page()
    response.status_code = UNAVAILABLE.status
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _page() -> Response:
    has_sent = request.method == "POST"
    if has_sent and request.blueprint == "choices":
        return jsonify(words=f"{UNAVAILABLE.title}. {NOT_KEPT}")
    page = UNAVAILABLE
    if request.path.startswith("/staff"):
        page = replace(page, endpoint="auth.sign_in")
    # Only answers are handed back: no code, password or word of one's own stands in a page.
    sent = request.form if has_sent and SHEET in request.form else {}
    if sent:
        page = replace(page, advice=[NOT_KEPT, WAIT])
    elif has_sent:
        page = replace(page, advice=[NOT_KEPT, WAIT, BACK])
    return make_response(
        render_template("errors/unavailable.html", page=page, sent=sent, has_sent=has_sent)
    )
