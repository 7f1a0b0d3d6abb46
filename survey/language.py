"""Which language a page is shown in: bokmål, nynorsk or English."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Blueprint, Flask, Response, g, has_request_context, redirect, request, session
from flask_babel import get_locale, refresh

NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
FROM_BROWSER = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}
# English dates are written 3 March, not March 3.
LOCALES = {"nb": Locale("nb"), "nn": Locale("nn"), "en": Locale("en", "GB")}

blueprint = Blueprint("language", __name__)


def select_locale() -> Locale:
    """Return the locale of the current page."""
    return LOCALES[current_language()]


def current_language() -> str:
    """Return nb, nn or en: chosen in this session, or the browser's first that we have."""
    if not has_request_context():
        locale = get_locale()
        return str(locale.language) if locale else "nb"
    if "language" not in g:
        g.language = session.get("language") or _from_browser()
    chosen: str = g.language
    return chosen


def _from_browser() -> str:
    for tag, _quality in request.accept_languages:
        found = FROM_BROWSER.get(tag.split("-")[0].lower())
        if found:
            return found
    return "nb"


def language_name(language: str) -> str:
    """Return what a language is called in the language of the page."""
    names = select_locale().languages
    return str(names.get(language, language))


def choose(language: str) -> None:
    """Keep a language for the rest of the session."""
    if language in NAMES:
        session["language"] = g.language = language
        refresh()  # what is said from here on in this request is in the new language


@blueprint.post("/language/<language>")
def switch(language: str) -> Response:
    """Switch a staff page's language and show the page again."""
    choose(language)
    target = request.form.get("page", "/")
    return redirect(target if is_own_path(target) else "/", code=303)  # type: ignore[return-value]  # werkzeug's response


def is_own_path(target: str) -> bool:
    """Return whether this is only a path of our own.

    "//elsewhere" and "https://elsewhere" would leave the site, and so would "/<tab>/elsewhere",
    since the tab is dropped on the way.
    """
    return target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()


def init_app(app: Flask) -> None:
    """Give every template the language names and the current one."""
    app.register_blueprint(blueprint)

    @app.context_processor
    def languages() -> dict[str, Any]:
        return {
            "languages": NAMES,
            "language": current_language(),
            "language_name": language_name,
        }
