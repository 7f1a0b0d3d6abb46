"""What a page said after its session had ended: kept, sealed, until the code is typed again."""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask import Flask, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from survey import error_pages, language
from survey.administer import forms, held_card, sheets, way
from survey.administer.asking import asked_at, asked_of_sitting
from survey.administer.keeping import keep_choices, keep_page
from survey.administer.sheets import Sheet
from survey.administer.writes import Stamp
from survey.errors import UnknownPage

LONGEST_ANSWER = 4000


def init_app(app: Flask) -> None:
    """Ask for the code where a page's proof of origin went with its session."""
    app.register_error_handler(CSRFError, _ask_again)


def _ask_again(_error: CSRFError) -> Response:
    sheet = sheets.opened(request.form.get("sheet", ""))
    if sheet is None or not _may_carry(sheet):
        return error_pages.refused_form()
    try:
        keys = asked_at(sheet.stop, sheet.language).keys
    except UnknownPage:
        return error_pages.refused_form()
    said = {key: request.form.get(key, "")[:LONGEST_ANSWER] for key in keys}
    if "language" not in session:
        language.choose(sheet.language)
    stamp = sheets.stamp_of(request.form, sheet)
    carried = sheets.sealed(replace(sheet, sent=said, stamp=stamp))
    page = render_template("administer/card.html", form=forms.CardForm(None), carried=carried)
    return make_response(page, 403)


def _may_carry(sheet: Sheet) -> bool:
    """Return whether this browser holds no other card, nor this one in another wave."""
    if "participant" not in session:
        return True
    return sheet.is_of(session["participant"], session.get("wave", ""))


def of_request() -> str:
    """Return what the page that asks for the code carries on, as it came."""
    text = request.form.get("carried", "")
    return text if sheets.opened(text) else ""


def keep() -> None:
    """Save what was carried, if the card that was typed is the one it came from.

    What was answered elsewhere in the meantime stands.
    """
    sheet = sheets.opened(request.form.get("carried", ""))
    if sheet is None:
        return
    sitting = held_card.sitting()
    if not sheet.is_of(sitting.participant_id, sitting.wave_key) or not sitting.has_consented:
        return
    way.check_asked(sitting, sheet.stop)
    asked = asked_of_sitting(sitting, sheet.stop, sheet.language)
    stamp = sheet.stamp or Stamp(secrets.token_hex(8), count=1, known=sheet.version)
    form = asked.form_class(formdata=MultiDict(sheet.sent))
    if form.validate():
        keep_page(sitting, asked, form, stamp)
    else:
        keep_choices(sitting, asked, sheet.sent, stamp)
