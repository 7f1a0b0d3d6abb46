"""One's own account: password, phone, recovery codes, sessions."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth import browser, forms, own_account, steps
from survey.auth.access import needs
from survey.auth.parts import studies_of
from survey.errors import BadPassword

blueprint = Blueprint("account", __name__, url_prefix="/staff/account")
NOTE = "account_note"


@blueprint.get("")
@needs(permissions.OWN_ACCOUNT)
def own() -> str:
    """Show what one has, and what one can change."""
    return render_template(
        "auth/account.html",
        studies=studies_of(current_user),
        found=own_account.overview(current_user),
        note=session.pop(NOTE, ""),
    )


@blueprint.route("/password", methods=["GET", "POST"])
@needs(permissions.OWN_ACCOUNT, fresh=True)
def password() -> str | Response:
    """Choose another password."""
    form = forms.NewPasswordForm()
    if form.validate_on_submit():
        try:
            own_account.change_password(browser.signed_in(), form.new_password.data or "")
        except BadPassword as error:
            form.new_password.errors = [str(error)]
        else:
            session[NOTE] = "password"
            return redirect(url_for(".own"), code=303)
    return render_template("auth/password.html", form=form)


@blueprint.post("/phone/new")
@needs(permissions.OWN_ACCOUNT, fresh=True)
def prepare_phone() -> Response:
    """Make a secret for another phone."""
    own_account.prepare_phone(browser.signed_in())
    return redirect(url_for("enrolment.new_phone"), code=303)


@blueprint.post("/recovery-codes")
@needs(permissions.OWN_ACCOUNT, fresh=True)
def recovery_codes() -> str:
    """Make ten new recovery codes, and show them once."""
    codes = own_account.new_recovery_codes(browser.signed_in())
    return render_template("auth/recovery_codes.html", codes=codes, onward=url_for(".own"))


@blueprint.post("/sign-out-everywhere")
@needs(permissions.OWN_ACCOUNT)
def sign_out_everywhere() -> Response:
    """End every session of this account, this one too."""
    steps.sign_out_everywhere(browser.signed_in())
    return redirect(url_for("auth.sign_in"), code=303)


@blueprint.post("/stay")
@needs(permissions.OWN_ACCOUNT)
def stay() -> tuple[str, int]:
    """Stay signed in: asked by the page's script, so that what one is writing is not lost."""
    return "", 204
