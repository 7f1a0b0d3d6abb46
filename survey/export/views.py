"""A study's files: what may be taken out, what is made, what is called back."""

from __future__ import annotations

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask_babel import get_locale, gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.export import deeds, operations, presenters
from survey.export.columns import values_of
from survey.export.forms import FileForm, ProposalForm
from survey.export.proposals import Wanted
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.report.operations import study_facts

blueprint = Blueprint("export", __name__, url_prefix="/staff/studies/<study_key>/files")
ASK_AGAIN = "3"  # seconds, while a file is being made


@blueprint.get("/", strict_slashes=False)
@needs(permissions.TAKE_OUT_DATA)
def page(study_key: str) -> Response | str:
    """Show what may be taken out, the files there are, and the rows called back."""
    return _page(study_by_key(study_key))


@blueprint.post("/")
@needs(permissions.TAKE_OUT_DATA)
def make(study_key: str) -> Response | str:
    """Have a file made."""
    study = study_by_key(study_key)
    form = FileForm(_offered(study))
    if not form.validate_on_submit():
        return _page(study, form)
    operations.ask_for(
        study,
        current_user,
        str(form.what.data),
        str(form.file_format.data),
        str(form.shape.data),
        str(get_locale()).partition("_")[0],
    )
    return redirect(url_for(".page", study_key=study.key), code=303)


@blueprint.post("/<random_key:export_id>")
@needs(permissions.TAKE_OUT_DATA, fresh=True)
def fetch(study_key: str, export_id: str) -> Response:
    """Send a file, piece by piece, and keep that it was taken out."""
    study = study_by_key(study_key)
    name = deeds.fetch(study, current_user, export_id)
    response = Response(
        stream_with_context(operations.pieces(export_id)), content_type="application/zip"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/codebook")
@needs(permissions.TAKE_OUT_DATA)
def codebook(study_key: str) -> str:
    """Show what each column of the research file holds, before a file is made."""
    study = study_by_key(study_key)
    return render_template(
        "export/codebook.html",
        study=study,
        facts=study_facts(study),
        columns=deeds.described(study),
        values_of=values_of,
    )


@blueprint.route("/propose", methods=["GET", "POST"])
@needs(permissions.TAKE_OUT_DATA)
def propose(study_key: str) -> Response | str:
    """Take what somebody wants to take out, for a second person to say yes or no to."""
    study = study_by_key(study_key)
    form = ProposalForm()
    if form.validate_on_submit() and form.valid_until.data:
        wanted = Wanted(
            str(form.kind.data),
            tuple(form.variables.data or ()),
            str(form.purpose.data).strip(),
            form.valid_until.data,
        )
        deeds.propose(study, current_user, wanted)
        return redirect(url_for(".page", study_key=study.key), code=303)
    return render_template("export/propose.html", study=study, form=form)


@blueprint.post("/proposals/<random_key:proposal_id>/back")
@needs(permissions.TAKE_OUT_DATA)
def take_back(study_key: str, proposal_id: str) -> Response:
    """Take back a proposal of one's own."""
    study = study_by_key(study_key)
    deeds.take_back(study, current_user, proposal_id)
    return redirect(url_for(".page", study_key=study.key), code=303)


@blueprint.get("/revocations.csv")
@needs(permissions.TAKE_OUT_DATA)
def revoked(study_key: str) -> Response:
    """Send the list of rows to delete from files taken out earlier."""
    study = study_by_key(study_key)
    response = make_response(deeds.revocations_csv(study))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{study.key}-revocations.csv"'
    return response


@blueprint.post("/revocations")
@needs(permissions.TAKE_OUT_DATA)
def confirm(study_key: str) -> Response:
    """Keep that somebody has deleted the rows that are called back."""
    study = study_by_key(study_key)
    deeds.confirm(study, current_user)
    flash(gettext("Thank you. You can make and fetch files again."))
    return redirect(url_for(".page", study_key=study.key), code=303)


def _page(study: Study, form: FileForm | None = None) -> Response | str:
    shown = deeds.shown(study, current_user)
    is_waiting = any(one.is_waiting for one in shown.files)
    made = make_response(
        render_template(
            "export/page.html",
            study=study,
            shown=shown,
            form=form or FileForm(_offered(study)),
            plain_form=FlaskForm(),
            lines=[
                presenters.file_line(
                    one.row, has_failed=one.has_failed, is_stored=shown.is_stored(one)
                )
                for one in shown.files
            ],
            words=presenters,
            is_waiting=is_waiting,
        )
    )
    if is_waiting:
        made.headers["Refresh"] = ASK_AGAIN
    return made


def _offered(study: Study) -> list[tuple[str, str]]:
    """Return what may be taken out, by the name that is sent."""
    return [
        (name, f"{presenters.short_kind(kind)}: {presenters.list_of(variables)}")
        for name, kind, variables in deeds.offered(study)
    ]
