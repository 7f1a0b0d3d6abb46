"""What the pages of editions answer: a report to read, and when to ask again."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

from survey.release.deeds import File

ASK_AGAIN = "3"  # seconds, while a job is at work


def as_pdf(found: File) -> Response:
    """Return a report that opens in the browser and has a name where it is kept."""
    response = make_response(found.content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response
