"""The page that an invitation's link leads to."""

from __future__ import annotations

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth import browser, forms, joining
from survey.auth.access import needs
from survey.auth.invitations import Offer
from survey.auth.views import after
from survey.errors import BadAccount, BadInvitation, BadPassword
from survey.models.staff import REVIEWER

blueprint = Blueprint("invitation", __name__, url_prefix="/staff/invitation")


def link_of(token: str) -> str:
    """Return a link to hand on: at the setting's address, whatever the browser says it is at."""
    address = current_app.config["SETTINGS"].address or request.host_url
    return address.rstrip("/") + url_for("invitation.link", token=token)


@blueprint.get("/<token>")
def link(token: str) -> Response:
    """Take the link's secret out of the address at once; nothing is used up by looking."""
    session[browser.INVITATION] = token
    return redirect(url_for(".join"), code=303)


@blueprint.route("/", methods=["GET", "POST"])
def join() -> str | Response:
    """Say what the invitation is for, and let somebody choose a password."""
    offer = joining.offer_of(_token())
    form = forms.InvitedForm(email=_known_email(offer))
    if form.validate_on_submit():
        try:
            step = joining.join(_token(), form.email.data or "", form.new_password.data or "")
        except BadPassword as error:
            form.new_password.errors = [str(error)]
        except BadAccount as error:
            form.email.errors = [str(error)]
        else:
            session.pop(browser.INVITATION, None)
            session.pop(browser.ONWARD, None)
            return after(step)
    return _page(form, offer)


@blueprint.post("/accept")
@needs(permissions.REVIEW)
def accept() -> str | Response:
    """Let somebody who is a second person already take on one more study."""
    try:
        joining.accept(browser.signed_in(), _token())
    except BadAccount as error:
        form = forms.InvitedForm(formdata=None)
        form.form_errors = [str(error)]
        return _page(form, joining.offer_of(_token()))
    session.pop(browser.INVITATION, None)
    return redirect(url_for("review.proposals"), code=303)


@blueprint.post("/sign-in")
def sign_in_first() -> Response:
    """Sign in with an account one has, and come back to the invitation."""
    session[browser.ONWARD] = url_for(".join")
    return redirect(url_for("auth.sign_in"), code=303)


@blueprint.errorhandler(BadInvitation)
def gone(_error: BadInvitation) -> Response:
    """Say that the link opens nothing any more, and whom to ask."""
    session.pop(browser.INVITATION, None)
    return make_response(render_template("auth/no_invitation.html"), 410)


def _token() -> str:
    return str(session.get(browser.INVITATION, ""))


def _known_email(offer: Offer) -> str:
    return offer.staff.email if offer.staff else offer.email or ""


def _page(form: forms.InvitedForm, offer: Offer) -> str:
    is_reviewer = current_user.is_authenticated and current_user.role == REVIEWER
    return render_template(
        "auth/join.html",
        form=form,
        offer=offer,
        known_email=_known_email(offer),
        may_accept=offer.is_for_anybodys_account and is_reviewer,
    )
