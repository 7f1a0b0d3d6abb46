"""Stylesheets, scripts and pictures: fetched once by each browser, and again when they change."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

ONE_YEAR = 365 * 24 * 3600
DONE = (200, 206, 304)
READING = ("GET", "HEAD")


class PageSession(SecureCookieSessionInterface):
    """The session of pages, which files know nothing of.

    A file that was said to depend on the cookie would be fetched anew whenever the cookie changed.
    """

    def __init__(self) -> None:
        self._signers: dict[object, URLSafeTimedSerializer | None] = {}  # by the key

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookie: made once, and not for each page twice."""
        if app.secret_key not in self._signers:
            self._signers[app.secret_key] = super().get_signing_serializer(app)
        return self._signers[app.secret_key]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session with a page, and leave files as they are."""
        if not is_for_all(response):
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Put the hash of its content into every file's address, and let that address be kept.

    Otherwise a browser asks for each file again on each page whether it is still the same, and on
    a slow line waits for the answer before it shows anything.
    """
    app.session_interface = PageSession()
    folder = Path(app.static_folder or "")
    versions: dict[str, str] = {}

    def version_of(name: str) -> str:
        if name not in versions:
            path = folder / name
            versions[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        return versions[name]

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["v"] = version_of(values["filename"])

    @app.after_request
    def keep(response: Response) -> Response:
        if is_file(response) and request.args.get("v") in versions.values():
            response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        return response


def is_for_all(response: Response) -> bool:
    """Return whether everybody gets the same: a file of ours, or what a view says is public."""
    if "Cache-Control" not in response.headers:  # so with most pages, and to read it takes long
        return is_file(response)
    return bool(response.cache_control.public) or is_file(response)


def is_file(response: Response) -> bool:
    """Return whether this answers with a file of ours, which is the same for everybody."""
    is_read = request.endpoint == "static" and request.method in READING
    return is_read and response.status_code in DONE
