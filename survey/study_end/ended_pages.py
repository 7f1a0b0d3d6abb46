"""The studies that have ended here, for an administrator: also those of which nothing is left."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.dates import day_in_words
from survey.study_end import deeds, presenters
from survey.study_end.views import as_file
from survey.week_words import week_in_words

blueprint = Blueprint("ended", __name__, url_prefix="/staff/ended")


@blueprint.get("")
@needs(permissions.READ_AUDIT)
def studies() -> str:
    """List them."""
    return render_template(
        "study_end/ended.html", ended=deeds.ended(), words=presenters, day_in_words=day_in_words
    )


@blueprint.get("/<random_key:end_id>")
@needs(permissions.READ_AUDIT)
def protocol(end_id: str) -> str:
    """Show one protocol."""
    row = deeds.ended_one(end_id)
    return render_template(
        "study_end/ended_protocol.html",
        row=row,
        said=deeds.said_in(row),
        words=presenters,
        day_in_words=day_in_words,
        week_in_words=week_in_words,
        file_address=url_for(".protocol_file", end_id=end_id),
    )


@blueprint.get("/<random_key:end_id>/protocol.json")
@needs(permissions.READ_AUDIT)
def protocol_file(end_id: str) -> Response:
    """Send one protocol, byte for byte as its hash is of."""
    row = deeds.ended_one(end_id)
    return as_file(row.protocol or "", f"{row.study_key}-protocol.json")
