"""The administrator's pages: who may sign in, and what each may see."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth import browser
from survey.auth.access import needs
from survey.auth.invitation_pages import link_of
from survey.dates import day_in_words
from survey.errors import BadAccount
from survey.models import Staff
from survey.staff import forms, listing, operations
from survey.staff.words import ROLE_NAMES
from survey.week_words import week_in_words

blueprint = Blueprint("staff", __name__, url_prefix="/staff/accounts")
NOTE = "accounts_note"
NOTES: dict[str, Callable[[], str]] = {
    "changed": lambda: gettext("The account is changed."),
    "disabled": lambda: gettext("The account is shut, and signed out everywhere."),
    "enabled": lambda: gettext("The account is open again."),
    "reset": lambda: gettext("Phone and codes are removed. The next sign-in sets up a new phone."),
    "withdrawn": lambda: gettext("The invitation is withdrawn. Its link opens nothing any more."),
}


@blueprint.get("")
@needs(permissions.MANAGE_STAFF)
def accounts() -> str:
    """List who may sign in."""
    return render_template(
        "staff/accounts.html",
        accounts=listing.accounts(),
        invitations=listing.open_invitations(),
        role_names=ROLE_NAMES,
        form=forms.WithdrawForm(formdata=None),
        week_in_words=week_in_words,
        day_in_words=day_in_words,
        note=_note(),
    )


@blueprint.route("/invite", methods=["GET", "POST"])
@needs(permissions.MANAGE_STAFF, fresh=True)
def invite() -> str:
    """Make a link with which somebody gets an account."""
    form, studies = forms.InviteForm(), listing.all_studies()
    form.offer((one.key, one.name) for one in studies)
    if form.validate_on_submit():
        chosen = [one for one in studies if one.key in (form.studies.data or ())]
        try:
            token = operations.invite(
                browser.signed_in(), form.email.data or "", form.role.data, chosen
            )
        except BadAccount as error:
            form.email.errors = [str(error)]
        else:
            return _link_page(token, form.email.data or "")
    return render_template("staff/invite.html", form=form)


@blueprint.post("/withdraw")
@needs(permissions.MANAGE_STAFF, fresh=True)
def withdraw() -> Response:
    """End a link that is not used yet."""
    form = forms.WithdrawForm()
    operations.withdraw_invitation(browser.signed_in(), form.invitation.data or "")
    session[NOTE] = "withdrawn"
    return redirect(url_for(".accounts"), code=303)


@blueprint.route("/<account_key>", methods=["GET", "POST"])
@needs(permissions.MANAGE_STAFF, fresh=True)
def account(account_key: str) -> str | Response:
    """Show one account, and change its role and its parts."""
    found, studies = listing.account(account_key), listing.all_studies()
    chosen = [one.key for one in studies if one.name in found.studies]
    form = forms.AccountForm(role=found.staff.role, studies=chosen)
    form.offer((one.key, one.name) for one in studies)
    if form.validate_on_submit():
        wanted = [one for one in studies if one.key in (form.studies.data or ())]
        return _do(
            account_key,
            "changed",
            lambda staff: operations.change(
                browser.signed_in(), staff, str(form.role.data), wanted
            ),
        )
    return _account_page(found, form)


@blueprint.post("/<account_key>/disable")
@needs(permissions.MANAGE_STAFF, fresh=True)
def disable(account_key: str) -> str | Response:
    """Shut an account."""
    actor = browser.signed_in()
    return _do(account_key, "disabled", lambda staff: operations.disable(actor, staff))


@blueprint.post("/<account_key>/enable")
@needs(permissions.MANAGE_STAFF, fresh=True)
def enable(account_key: str) -> str | Response:
    """Open an account again."""
    actor = browser.signed_in()
    return _do(account_key, "enabled", lambda staff: operations.enable(actor, staff))


@blueprint.post("/<account_key>/reset-second-factor")
@needs(permissions.MANAGE_STAFF, fresh=True)
def reset_second_factor(account_key: str) -> str | Response:
    """Remove the phone of somebody who has lost it, and the recovery codes."""
    actor = browser.signed_in()
    return _do(account_key, "reset", lambda staff: operations.reset_second_factor(actor, staff))


@blueprint.post("/<account_key>/new-password")
@needs(permissions.MANAGE_STAFF, fresh=True)
def new_password(account_key: str) -> str | Response:
    """Make a link with which somebody chooses a new password."""
    found = listing.account(account_key)
    try:
        token = operations.invite_to_new_password(browser.signed_in(), found.staff)
    except BadAccount as error:
        return _refused(account_key, error)
    return _link_page(token, found.staff.email)


def _do(account_key: str, note: str, deed: Callable[[Staff], None]) -> str | Response:
    """Do something with an account and say so, or say why it is not done."""
    try:
        deed(listing.account(account_key).staff)
    except BadAccount as error:
        return _refused(account_key, error)
    session[NOTE] = note
    return redirect(url_for(".account", account_key=account_key), code=303)


def _refused(account_key: str, error: BadAccount) -> Response:
    found, studies = listing.account(account_key), listing.all_studies()
    chosen = [one.key for one in studies if one.name in found.studies]
    form = forms.AccountForm(formdata=None, role=found.staff.role, studies=chosen)
    form.offer((one.key, one.name) for one in studies)
    form.form_errors = [str(error)]
    return make_response(_account_page(found, form), 409)


def _account_page(found: listing.Account, form: forms.AccountForm) -> str:
    return render_template(
        "staff/account.html",
        account=found,
        form=form,
        role_names=ROLE_NAMES,
        is_own=found.staff.id == current_user.id,
        week_in_words=week_in_words,
        note=_note(),
    )


def _link_page(token: str, email: str) -> str:
    return render_template(
        "staff/link.html", link=link_of(token), email=email, back=url_for(".accounts")
    )


def _note() -> str:
    note = NOTES.get(session.pop(NOTE, ""))
    return note() if note else ""
