"""The staff's list of studies, and one study's page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from survey import permissions
from survey.auth import parts
from survey.auth.access import needs
from survey.dates import day_in_words
from survey.manage import forms, operations
from survey.set_up.listing import shown_standings
from survey.study_end import deeds
from survey.week_words import week_in_words

blueprint = Blueprint("manage", __name__, url_prefix="/staff")


@blueprint.get("/", strict_slashes=False)
@needs(permissions.FOLLOW_RESPONSE)
def studies() -> str:
    """List the studies."""
    listed = parts.studies_of(current_user)
    return render_template(
        "manage/studies.html",
        studies=listed,
        standings=shown_standings(listed),
        overdue=deeds.overdue(listed),
        day_in_words=day_in_words,
        may_set_up=permissions.may(current_user, permissions.SET_UP),
    )


@blueprint.route("/receipt", methods=["GET", "POST"])
@needs(permissions.FOLLOW_RESPONSE)
def receipt() -> str:
    """Say whether the number on a receipt is one that was given, and for what."""
    form = forms.ReceiptForm()
    is_checked = form.validate_on_submit()
    found = operations.receipt(form.number.data or "") if is_checked else None
    return render_template(
        "manage/receipt.html",
        form=form,
        is_checked=is_checked,
        found=found,
        week=found and week_in_words(found.week),
    )


@blueprint.get("/studies/<study_key>")
@needs(permissions.FOLLOW_RESPONSE)
def study(study_key: str) -> str:
    """Show how many have answered, and the ways on from here."""
    found = operations.study_by_key(study_key)
    return render_template(
        "manage/study.html",
        study=found,
        counts=operations.response_counts(found),
        municipalities=operations.municipalities(found),
        letter=operations.letter_state(found),
        overdue=deeds.overdue([found]).get(found.key),
        day_in_words=day_in_words,
        sees_results=permissions.may(current_user, permissions.SEE_RESULTS),
        may_set_up=permissions.may(current_user, permissions.SET_UP),
    )
