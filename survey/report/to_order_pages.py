"""The page that waits for a file and then sends it, by itself and without JavaScript."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response

from survey.models import Study
from survey.report import to_order

ASK_AGAIN = "2"  # seconds


def when_made(study: Study, order: to_order.Order, media_type: str, back: str) -> Response:
    """Send a file that was asked for, or show that it is being made; back: where one came from."""
    made = to_order.find(study, order)
    if made.content is not None:
        return as_file(made.content, media_type, order.name)
    page = make_response(
        render_template(
            "report/file_waiting.html", study=study, has_failed=made.has_failed, back=back
        )
    )
    if not made.has_failed:
        page.headers["Refresh"] = ASK_AGAIN
    return page


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to be kept."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
