"""Headers and the one cookie."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask, Response, current_app

from survey.static_files import is_for_all

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # the CSRF check on https needs our own referrer
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 3600


def cookie_settings(*, https: bool) -> dict[str, Any]:
    """Return Flask's settings for the session cookie."""
    return {
        "SESSION_COOKIE_NAME": "__Host-sammenheng" if https else "sammenheng",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        # An evening: then the code is asked for again, and what was saved is there.
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(hours=12),
    }


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if current_app.config["SETTINGS"].https:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    if not is_for_all(response):
        response.headers["Cache-Control"] = (
            "no-store"  # the next person at the machine sees nothing
        )
    return response
