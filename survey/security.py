"""Headers, the one cookie, and the names that this server answers to."""

from __future__ import annotations

import datetime as dt
import ipaddress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, make_response, request

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
# Whoever leaves so may leave the browser to somebody else: what it keeps of this site goes. Our
# own cookie we delete by itself: "cookies" would take those of the whole domain along, and sign
# somebody out of everything else at a university or a municipality.
CLEARS = {
    "administer.close",
    "auth.sign_out",
    "account.sign_out_everywhere",
    "my_answers.erase",
    "quick_exit.leave",
}
CLEARED = '"cache", "storage"'
LEFT = {302, 303}
OTHER_NAME = (
    "This server is not served under this name.\n"
    "If you run it: the proxy must hand on the Host header as the browser sent it, and it must be "
    "the name in the setting address.\n"
)


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
    """Put the headers on every answer, and answer to our own name only."""
    app.before_request(_refuse_other_names)
    app.after_request(_add_headers)


@lru_cache(maxsize=256)  # asked with each request; who sends many names makes it forget, no more
def answers_to(host: str, address: str) -> bool:
    """Return whether a Host header is one that this installation is served under.

    address: the setting; any name will do where it is empty. Numbers are always good: a probe asks
    for them, and no page of somebody else's can make a browser send ours to them.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if not address or name in {"localhost", urlsplit(address).hostname}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _refuse_other_names() -> Response | None:
    """Refuse a Host that is another name: of somebody's site that leads a browser to us."""
    host = request.environ.get("HTTP_HOST", "")
    if not host or answers_to(host, current_app.config["SETTINGS"].address):
        return None  # a browser always sends one
    return make_response(OTHER_NAME, 421, {"Content-Type": "text/plain; charset=utf-8"})


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if current_app.config["SETTINGS"].https:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    if request.endpoint in CLEARS and response.status_code in LEFT:
        response.headers["Clear-Site-Data"] = CLEARED
    if not is_for_all(response):
        response.headers["Cache-Control"] = (
            "no-store"  # the next person at the machine sees nothing
        )
    return response
