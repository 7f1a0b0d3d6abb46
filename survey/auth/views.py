"""Sign in, sign out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from survey import language
from survey.auth import forms, operations
from survey.extensions import login_manager
from survey.permissions import first_page

blueprint = Blueprint("auth", __name__, url_prefix="/staff")
login_manager.login_view = "auth.sign_in"
login_manager.login_message = None
login_manager.user_loader(operations.staff_by_id)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response:
    """Let a member of staff in."""
    form = forms.SignInForm()
    if form.validate_on_submit():
        staff = operations.recognise(form.email.data or "", form.password.data or "")
        if staff is not None:
            chosen = language.current_language()
            session.clear()
            session["language"] = chosen
            login_user(staff)
            return redirect(url_for(first_page(staff)), code=303)
        form.password.errors = [
            gettext("The e-mail and the password do not belong together. Try again.")
        ]
    return render_template("auth/sign_in.html", form=form)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"), code=303)
