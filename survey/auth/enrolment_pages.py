"""Set up a phone for the codes: at the first sign-in, or a new phone later; and recovery codes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth import browser, forms, second_factor, steps
from survey.auth.access import needs
from survey.auth.views import waiting_page
from survey.errors import TooManySignIns
from survey.models import Staff

blueprint = Blueprint("enrolment", __name__, url_prefix="/staff")


@blueprint.route("/sign-in/phone", methods=["GET", "POST"])
def phone() -> str | Response:
    """Let somebody who signs in for the first time set up the app."""
    staff = browser.half_way()
    if staff is None or not second_factor.awaits_first_phone(staff):
        return redirect(url_for("auth.sign_in"), code=303)
    return _ask_for_code(staff, url_for(".phone"))


@blueprint.route("/account/phone", methods=["GET", "POST"])
@needs(permissions.OWN_ACCOUNT, fresh=True)
def new_phone() -> str | Response:
    """Let somebody who is signed in set up another phone; the old one counts until then."""
    if second_factor.secret_to_show(current_user) is None:
        return redirect(url_for("account.own"), code=303)
    return _ask_for_code(browser.signed_in(), url_for(".new_phone"))


def _ask_for_code(staff: Staff, action: str) -> str | Response:
    form = forms.CodeForm()
    secret = second_factor.secret_to_show(staff) or ""
    shown = {"action": action, "secret": secret, "picture": second_factor.picture(secret, staff)}
    if form.validate_on_submit():
        try:
            codes = steps.set_phone_up(staff, form.code.data or "")
        except TooManySignIns as error:
            return waiting_page(error, form, "auth/phone.html", **shown)
        if codes is not None:
            return render_template(
                "auth/recovery_codes.html", codes=codes, onward=browser.onward_address()
            )
        form.code.errors = [
            gettext("This code is not right. Look whether the phone's clock is set by itself.")
        ]
    return render_template("auth/phone.html", form=form, **shown)
