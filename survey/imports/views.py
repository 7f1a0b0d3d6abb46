"""A file sent in, looked at with what becomes of each cell, stored whole, and taken back."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from survey import permissions
from survey.auth.access import needs
from survey.files.faults import BadMapping
from survey.imports import forms, operations, presenters, said
from survey.imports.faults import Fault
from survey.imports.mapping import read_mapping
from survey.imports.report import rejected_csv
from survey.imports.tools import NAMES
from survey.imports.undoing import CannotUndo
from survey.imports.uploads import Sent, Ticket
from survey.manage.operations import study_by_key

blueprint = Blueprint("imports", __name__, url_prefix="/staff/studies/<study_key>/import")
HELD = "import"
MOST_BYTES = 10 * 1024 * 1024
LONGEST_MAPPING = 200_000


@blueprint.url_value_preprocessor
def allow_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let this one page take in more than a form; before anything reads the form."""
    if endpoint == "imports.start":
        request.max_content_length = MOST_BYTES


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say how large a file may be, and what takes larger ones."""
    return render_template("imports/too_large.html", most=MOST_BYTES >> 20), 413


@blueprint.route("", methods=["GET", "POST"])
@needs(permissions.TAKE_IN_DATA)
def start(study_key: str) -> str | AnyResponse:
    """Take in a file, to be looked at; and list what was taken in before."""
    study = study_by_key(study_key)
    if request.method == "GET":
        operations.forget_old()
    takes_answers = operations.takes_answers(study)
    form = forms.UploadForm()
    if takes_answers and form.validate_on_submit():
        ending = PurePath(form.file.data.filename).suffix.lower()
        try:
            mapping = _text_of(form.mapping.data)
            ticket = operations.send_in(
                study, current_user, Sent(form.file.data.read(), ending, mapping)
            )
        except (BadMapping, UnicodeDecodeError) as fault:
            form.mapping.errors = [gettext("This mapping cannot be used. %(why)s", why=str(fault))]
        else:
            session[HELD] = {"upload": ticket.upload_id, "key": ticket.key}
            return redirect(url_for(".look", study_key=study_key), code=303)
    return render_template(
        "imports/start.html",
        study=study,
        form=form,
        takes_answers=takes_answers,
        imports=presenters.imports(operations.imports_of(study), NAMES),
        most=MOST_BYTES >> 20,
    )


@blueprint.get("/look")
@needs(permissions.TAKE_IN_DATA)
def look(study_key: str) -> AnyResponse:
    """Show what would become of the file, or what did."""
    study = study_by_key(study_key)
    waiting = _waiting(study_key)
    if waiting is None:
        return redirect(url_for(".start", study_key=study_key), code=303)
    if waiting.is_under_way or waiting.has_failed:
        page = make_response(
            render_template("imports/waiting.html", study=study, failed=waiting.has_failed)
        )
        if waiting.is_under_way:
            page.headers["Refresh"] = "2"
        return page
    if waiting.is_done:
        return make_response(_done_page(study, waiting))
    return make_response(_look_page(study, waiting, None))


@blueprint.post("/columns")
@needs(permissions.TAKE_IN_DATA)
def columns(study_key: str) -> AnyResponse:
    """Read the file once more with what was said of its columns."""
    study = study_by_key(study_key)
    waiting = _waiting(study_key)
    if waiting is not None and waiting.found.get("header"):
        form = _columns_form(waiting)
        if not form.validate_on_submit():
            return make_response(_look_page(study, waiting, form))
        mapping = said.as_mapping(
            read_mapping(waiting.mapping), waiting.found["header"], _values(waiting), form.data
        )
        operations.say(study, current_user, _ticket(), mapping)
    return redirect(url_for(".look", study_key=study_key), code=303)


@blueprint.post("/store")
@needs(permissions.TAKE_IN_DATA)
def store(study_key: str) -> AnyResponse:
    """Store every row of the file as it was shown."""
    study = study_by_key(study_key)
    if _ticket() and forms.DeedForm().validate_on_submit():
        operations.store(study, current_user, _ticket())
    return redirect(url_for(".look", study_key=study_key), code=303)


@blueprint.post("/away")
@needs(permissions.TAKE_IN_DATA)
def away(study_key: str) -> AnyResponse:
    """Throw the waiting file away."""
    study_by_key(study_key)
    operations.throw_away(current_user)
    session.pop(HELD, None)
    return redirect(url_for(".start", study_key=study_key), code=303)


@blueprint.get("/rejected.csv")
@needs(permissions.TAKE_IN_DATA)
def rejected(study_key: str) -> AnyResponse:
    """Hand out the report of every rejected cell."""
    waiting = _waiting(study_key)
    if waiting is None or not waiting.found.get("faults"):
        return redirect(url_for(".start", study_key=study_key), code=303)
    content = rejected_csv(Fault(**one) for one in waiting.found["faults"])
    return _file(content, "text/csv; charset=utf-8", f"{study_key}-rejected.csv")


@blueprint.get("/mapping.toml")
@needs(permissions.TAKE_IN_DATA)
def mapping_file(study_key: str) -> AnyResponse:
    """Hand out the mapping, to be kept and used for the next file of the kind."""
    waiting = _waiting(study_key)
    if waiting is None or not waiting.mapping:
        return redirect(url_for(".start", study_key=study_key), code=303)
    return _file(waiting.mapping.encode(), "application/toml", f"{study_key}-mapping.toml")


@blueprint.route("/undo/<random_key:import_id>", methods=["GET", "POST"])
@needs(permissions.TAKE_IN_DATA)
def undo(study_key: str, import_id: str) -> str | AnyResponse:
    """Say what undoing does, and do it."""
    study = study_by_key(study_key)
    found = operations.import_of(study, import_id)
    form, refused = forms.DeedForm(), ""
    if form.validate_on_submit():
        try:
            operations.take_back(study, import_id, current_user)
        except CannotUndo as fault:
            refused = str(presenters.NO_UNDO.get(fault.reason, fault.reason))
        else:
            return redirect(url_for(".start", study_key=study_key), code=303)
    (shown,) = presenters.imports([found], NAMES)
    return render_template(
        "imports/undo.html",
        study=study,
        one=shown,
        mapping=found.mapping,
        refused=refused,
        form=form,
    )


def _text_of(file: FileStorage | None) -> str:
    return file.read(LONGEST_MAPPING).decode() if file else ""


def _ticket() -> Ticket:
    held = session.get(HELD, {"upload": "", "key": "00" * 32})
    return Ticket(held["upload"], held["key"])


def _waiting(study_key: str) -> operations.Waiting | None:
    return operations.waiting(study_by_key(study_key), current_user, _ticket())


def _values(waiting: operations.Waiting) -> list[tuple[str, str]]:
    return [(ours, text) for ours, text in waiting.found.get("values", [])]


def _columns_form(waiting: operations.Waiting) -> forms.ColumnsForm:
    mapping, header = read_mapping(waiting.mapping), waiting.found["header"]
    form = forms.columns_form(header, _values(waiting), is_wide=mapping.is_wide)
    return form(data=said.as_chosen(mapping, header))


def _look_page(study: Any, waiting: operations.Waiting, form: forms.ColumnsForm | None) -> str:
    found = waiting.found
    if "header" not in found:
        return render_template("imports/unreadable.html", study=study, why=found["refused"])
    return render_template(
        "imports/look.html",
        study=study,
        found=found,
        tool=NAMES.get(found.get("tool", ""), ""),
        faults=presenters.faults(found.get("faults", [])),
        doubts=presenters.doubts(found.get("doubts", [])),
        rows=list(presenters.rows(found.get("rows", []))),
        counts=presenters.counts(found["counts"]) if "counts" in found else [],
        form=form or _columns_form(waiting),
        deed=forms.DeedForm(formdata=None),
    )


def _done_page(study: Any, waiting: operations.Waiting) -> str:
    found = waiting.found
    return render_template(
        "imports/done.html", study=study, found=found, counts=presenters.counts(found["counts"])
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
