"""A study's editions: when they come, what is proposed, what is released."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.errors import NothingDue
from survey.manage.operations import municipalities, study_by_key
from survey.models import Study
from survey.release import deeds, editions, presenters
from survey.release.answers import ASK_AGAIN, as_pdf
from survey.release.calendar_rules import BrokenRule
from survey.release.forms import CutOffForm, ReasonForm
from survey.release.presenters import DocumentLine
from survey.release.public import Place
from survey.release.shown import EditionShown
from survey.report.circumstances import area_name
from survey.week_words import week_in_words
from survey.weeks import current_week

blueprint = Blueprint("editions", __name__, url_prefix="/staff/studies/<study_key>/reports")


@blueprint.get("")
@needs(permissions.SEE_REPORTS)
def page(study_key: str) -> Response:
    """Show the calendar, the editions and the reports that are out."""
    return _page(study_by_key(study_key), CutOffForm(formdata=None))


@blueprint.post("/dates")
@needs(permissions.PROPOSE_RELEASE)
def add_cut_off(study_key: str) -> Response:
    """Take one more date."""
    study = study_by_key(study_key)
    form = CutOffForm()
    if form.validate_on_submit():
        try:
            deeds.add_cut_off(study, current_user, form.week)
        except BrokenRule as error:
            form.day.errors = [presenters.broken_rule(error.rule)]
        else:
            return _back(study_key)
    return _page(study, form)


@blueprint.post("/dates/<week>/remove")
@needs(permissions.PROPOSE_RELEASE)
def remove_cut_off(study_key: str, week: str) -> Response:
    """Take out a date that has not come."""
    deeds.remove_cut_off(study_by_key(study_key), current_user, week)
    return _back(study_key)


@blueprint.post("/propose")
@needs(permissions.PROPOSE_RELEASE)
def propose(study_key: str) -> Response:
    """Have a plan made and put before a second person."""
    editions.ask(study_by_key(study_key), current_user)
    return _back(study_key)


@blueprint.post("/release-now")
@needs(permissions.PROPOSE_RELEASE)
def release_now(study_key: str) -> Response:
    """Let the program's own two people release, where nobody real has answered."""
    deeds.release_now(study_by_key(study_key), current_user)
    return _back(study_key)


@blueprint.route("/<random_key:edition_id>", methods=["GET", "POST"])
@needs(permissions.PROPOSE_RELEASE)
def edition(study_key: str, edition_id: str) -> Response:
    """Show what is proposed or released; take it back or stop it."""
    study = study_by_key(study_key)
    form = ReasonForm()
    end = request.form.get("answer", "")
    if form.validate_on_submit() and not form.lacks_reason(end, deeds.NEEDS_REASON):
        deeds.by_proposer(study, current_user, edition_id, end, form.words)
        return redirect(url_for(".edition", study_key=study.key, edition_id=edition_id), code=303)
    form.ask_why_stopped()
    one = deeds.of_edition(study, current_user, edition_id)
    known = {place.number: place.name for place in municipalities(study)}
    made = make_response(
        render_template(
            "release/edition.html",
            study=study,
            one=one,
            form=form,
            words=presenters,
            may=one.may & deeds.OF_PROPOSER,
            reports=list(presenters.reports(one.lines, one.names, known)),
            documents=_documents(study, one),
            week=week_in_words,
        )
    )
    if one.is_waiting:
        made.headers["Refresh"] = ASK_AGAIN
    return made


@blueprint.get("/files/<random_key:document_id>/<name>")
@needs(permissions.SEE_REPORTS)
def file(study_key: str, document_id: str, name: str) -> Response:
    """Send a report to be read in the browser."""
    study_by_key(study_key)
    return as_pdf(deeds.file_of(current_user, document_id, name))


@blueprint.errorhandler(NothingDue)
def nothing_due(_error: NothingDue) -> Response:
    """Show the page, which says how it is now."""
    flash(gettext("There is nothing to propose right now. Look at the dates and editions below."))
    return _back(str((request.view_args or {})["study_key"]))


def _documents(study: Study, one: EditionShown) -> list[DocumentLine]:
    def link(document_id: str, name: str) -> str:
        return url_for("editions.file", study_key=study.key, document_id=document_id, name=name)

    return [presenters.document(document, one.names, link) for document in one.documents]


def _page(study: Study, form: CutOffForm) -> Response:
    shown = deeds.of_study(study, current_user)
    made = make_response(
        render_template(
            "release/page.html",
            study=study,
            shown=shown,
            form=form,
            plain_form=FlaskForm(),
            words=presenters,
            released=[(one.row, _documents(study, one)) for one in shown.released],
            places=[
                (area_name(one.area), _public(study, one)) for one in deeds.public_places(study)
            ],
            week=week_in_words,
            this_week=current_week(),
        )
    )
    if shown.is_waiting:
        made.headers["Refresh"] = ASK_AGAIN
    return made


def _public(study: Study, place: Place) -> str:
    """Return the address of a place's page for anybody."""
    keys = {"municipality": "number", "pool": "pool_id"}
    key: dict[str, Any] = {keys[place.kind]: place.recipient} if place.kind in keys else {}
    return url_for(f"public.{place.kind}", study_key=study.key, **key)


def _back(study_key: str) -> Response:
    return redirect(url_for("editions.page", study_key=study_key), code=303)
