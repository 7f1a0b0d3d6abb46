"""Sign in: password, then code; once more before what is weighty; and out again."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from survey import permissions
from survey.auth import browser, forms, second_factor, steps
from survey.auth.access import needs
from survey.errors import TooManySignIns

blueprint = Blueprint("auth", __name__, url_prefix="/staff")
NEXT_STEPS = {steps.Step.CODE: "auth.code", steps.Step.PHONE: "enrolment.phone"}


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | AnyResponse:
    """Ask for e-mail and password."""
    form = forms.SignInForm()
    if form.validate_on_submit():
        email, password = form.email.data or "", form.password.data or ""
        try:
            step = steps.try_password(email, password, request.remote_addr or "")
        except TooManySignIns as error:
            return waiting_page(error, form, "auth/sign_in.html")
        if step is not None:
            return after(step)
        form.password.errors = [
            gettext("The e-mail and the password do not belong together. Try again.")
        ]
    return render_template("auth/sign_in.html", form=form, not_saved=browser.was_not_saved())


def after(step: steps.Step) -> AnyResponse:
    """Go on from the right password."""
    if step is steps.Step.INSIDE:
        return browser.onward()
    return redirect(url_for(NEXT_STEPS[step]), code=303)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> str | AnyResponse:
    """Ask somebody whose password was right for the code."""
    staff = browser.half_way()
    if staff is None:
        return redirect(url_for(".sign_in"), code=303)
    form = forms.CodeForm()
    if form.validate_on_submit():
        try:
            is_right = steps.try_code(staff, form.code.data or "")
        except TooManySignIns as error:
            return waiting_page(error, form, "auth/code.html")
        if is_right:
            return browser.onward()
        form.code.errors = [
            gettext("This code is not right, or was used already. Wait for the app's next one.")
        ]
    return render_template("auth/code.html", form=form)


@blueprint.route("/sign-in/again", methods=["GET", "POST"])
@needs(permissions.OWN_ACCOUNT)
def again() -> str | AnyResponse:
    """Ask for password and code once more, and go on to the page that was asked for."""
    form = forms.AgainForm() if second_factor.is_needed() else forms.PasswordOnlyForm()
    if form.validate_on_submit():
        typed = (form.code.data or "") if isinstance(form, forms.AgainForm) else ""
        try:
            is_right = steps.try_both(
                browser.signed_in(), form.password.data or "", typed, request.remote_addr or ""
            )
        except TooManySignIns as error:
            return waiting_page(error, form, "auth/again.html")
        if is_right:
            return browser.onward()
        form.password.errors = [
            gettext("The password or the code is not right. A code counts only once.")
        ]
    return render_template("auth/again.html", form=form, not_saved=browser.was_not_saved())


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """End the session."""
    steps.sign_out()
    return redirect(url_for(".sign_in"), code=303)


def waiting_page(
    error: TooManySignIns, form: FlaskForm, template: str, **shown: object
) -> Response:
    """Return the page once more, with how long to wait."""
    form.form_errors = [
        ngettext(
            "There were many tries, so nobody can sign in here for one minute. It keeps the "
            "account safe, and nothing is lost.",
            "There were many tries, so nobody can sign in here for %(num)s minutes. It keeps the "
            "account safe, and nothing is lost.",
            -(-error.wait // 60),
        )
    ]
    page = make_response(render_template(template, form=form, **shown), 429)
    page.headers["Retry-After"] = str(error.wait)
    return page
