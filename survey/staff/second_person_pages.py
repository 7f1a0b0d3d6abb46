"""A study's second person: who that is, what they do, and a link to invite one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth import browser
from survey.auth.access import needs
from survey.auth.invitation_pages import link_of
from survey.auth.parts import people_of
from survey.manage.operations import study_by_key
from survey.models.staff import REVIEWER
from survey.staff import operations

blueprint = Blueprint("second_person", __name__, url_prefix="/staff/studies/<study_key>")


@blueprint.get("/second-person")
@needs(permissions.INVITE_REVIEWER)
def show(study_key: str) -> str:
    """Say what a second person is for, and who it is."""
    study = study_by_key(study_key)
    return render_template(
        "staff/second_person.html",
        study=study,
        people=people_of(study, REVIEWER),
        n_links=operations.n_reviewers_links(browser.signed_in(), study),
    )


@blueprint.post("/second-person/invite")
@needs(permissions.INVITE_REVIEWER, fresh=True)
def invite(study_key: str) -> str:
    """Make a link for the second person."""
    study = study_by_key(study_key)
    token = operations.invite_reviewer(browser.signed_in(), study)
    back = url_for(".show", study_key=study_key)
    return render_template("staff/link.html", link=link_of(token), email="", back=back, study=study)


@blueprint.post("/second-person/withdraw")
@needs(permissions.INVITE_REVIEWER)
def withdraw(study_key: str) -> Response:
    """End the links that are not used yet."""
    study = study_by_key(study_key)
    operations.withdraw_reviewers_links(browser.signed_in(), study)
    return redirect(url_for(".show", study_key=study_key), code=303)
