"""The two answers that every page of results may give: not yet, and a file."""

from __future__ import annotations

from flask import Response, make_response, render_template

from survey.models import Study
from survey.report.operations import Result


def waiting_page(study: Study, stored: Result) -> Response:
    """Show that the figures are being made; the page asks again by itself, without JavaScript."""
    page = make_response(render_template("report/waiting.html", study=study, stored=stored))
    if not stored.has_failed:
        page.headers["Refresh"] = "2"
    return page


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Return bytes to be saved under a name."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
