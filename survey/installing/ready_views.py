"""What these pages give to take away: forms to fill in, and letters to rights holders."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template

from survey import permissions
from survey.auth.access import needs
from survey.errors import UnknownPage
from survey.installing import operations, presenters, ready_letter
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.wording.reading import LANGUAGES
from survey.wording.sheets import workbook
from survey.wording.template import sheet_template, toml_template

blueprint = Blueprint("wording_ready", __name__, url_prefix="/staff/studies/<study_key>/wording")
MEDIA_TYPES = {
    "toml": "application/toml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give these pages the names of the instruments."""
    return {"instrument_name": presenters.instrument_name}


@blueprint.get("/form/<instrument_key>.<wording_language>.<ending>")
@needs(permissions.INSTALL_WORDING)
def form(study_key: str, instrument_key: str, wording_language: str, ending: str) -> Response:
    """Send a form to fill in, without any word of the instrument."""
    study_by_key(study_key)
    _check_known(instrument_key, wording_language)
    if ending not in MEDIA_TYPES:
        raise UnknownPage("forms are TOML files or workbooks")
    content = (
        workbook(sheet_template(instrument_key, wording_language))
        if ending == "xlsx"
        else toml_template(instrument_key, wording_language).encode()
    )
    return _file(content, MEDIA_TYPES[ending], f"{instrument_key}-{wording_language}.{ending}")


@blueprint.get("/letter/<instrument_key>/<letter_language>")
@needs(permissions.INSTALL_WORDING)
def letter(study_key: str, instrument_key: str, letter_language: str) -> str:
    """Show the letter that asks the rights holder, with what is still to be filled in marked."""
    study = study_by_key(study_key)
    text = _letter(study, instrument_key, letter_language)
    return render_template(
        "installing/letter.html",
        study=study,
        instrument_key=instrument_key,
        letter_language=letter_language,
        paragraphs=ready_letter.paragraphs(text),
        n_gaps=ready_letter.n_gaps(text),
        letters=ready_letter.LETTERS,
    )


@blueprint.get("/letter/<instrument_key>/<letter_language>.txt")
@needs(permissions.INSTALL_WORDING)
def letter_text(study_key: str, instrument_key: str, letter_language: str) -> Response:
    """Send the letter as text, to be copied."""
    text = _letter(study_by_key(study_key), instrument_key, letter_language)
    name = f"letter-{instrument_key}-{letter_language}.txt"
    return _file(text.encode(), "text/plain; charset=utf-8", name)


def _letter(study: Study, instrument_key: str, language: str) -> str:
    if language not in ready_letter.LETTERS.get(instrument_key, ()):
        raise UnknownPage("there is no such letter")
    return ready_letter.ready_letter(instrument_key, language, operations.letter_facts(study))


def _check_known(instrument_key: str, language: str) -> None:
    if instrument_key not in ready_letter.LETTERS or language not in LANGUAGES:
        raise UnknownPage("there is no form for that")


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
