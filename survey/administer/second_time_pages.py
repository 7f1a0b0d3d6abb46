"""When the second time comes, and how it comes earlier: leaving the group, or a lost card."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from survey.administer import forms, held_card, second_time, standing
from survey.administer.calendar_file import calendar_file
from survey.weeks import first_day

blueprint = Blueprint("second_time", __name__)


@blueprint.get("/calendar")
def calendar() -> Response:
    """Hand out the date of the second time as a file for a calendar."""
    window = second_time.coming(held_card.entry())
    today = dt.datetime.now(tz=dt.UTC).date()
    response = make_response(calendar_file(first_day(window.first), gettext("Appointment"), today))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


@blueprint.post("/leaving")
def leaving() -> Response:
    """Open the second time to somebody who leaves the group."""
    entry = held_card.entry()
    second_time.leave_group(entry)
    return _open(entry)


@blueprint.route("/another-card", methods=["GET", "POST"])
def another_card() -> str | Response:
    """Let a new card answer the second time for one that is lost, or no more."""
    if "participant" not in session and request.method == "GET":
        return render_template("administer/another_card.html", is_held=False)
    entry = held_card.entry()
    card = standing.used_card(entry)
    held_card.stamp(card.study)
    stands_in = second_time.stands_in(card)
    if forms.SubmitForm().validate_on_submit():
        if "undo" in request.form:
            second_time.stand_in_no_more(entry)
        else:
            second_time.stand_in(entry)
        return _open(entry)
    return render_template("administer/another_card.html", is_held=True, stands_in=stands_in)


def _open(entry: standing.Entry) -> Response:
    held_card.begin(entry)
    return redirect(url_for("administer.choose_language"), code=303)
