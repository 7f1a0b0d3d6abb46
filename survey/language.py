"""Which language a page is shown in: bokmål, nynorsk or English, and any that is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import Blueprint, Flask, Response, g, has_request_context, redirect, request, session
from flask_babel import get_locale, refresh


@dataclass(frozen=True)
class Language:
    """A language of the pages; its sentences are in the catalogue that its key names."""

    name: str  # in the language itself
    locale: Locale  # how dates and numbers are written
    is_right_to_left: bool = False

    @property
    def direction(self) -> str:
        """Return the direction of writing as HTML names it."""
        return "rtl" if self.is_right_to_left else "ltr"


# One more language is one more entry here, and translations/<key>/LC_MESSAGES/messages.po.
LANGUAGES = {
    "nb": Language("Bokmål", Locale("nb")),
    "nn": Language("Nynorsk", Locale("nn")),
    # English dates are written 3 March, not March 3.
    "en": Language("English", Locale("en", "GB")),
}
DEFAULT = "nb"  # also where the browser asks for "no", which is either of the two
NAMES = {key: one.name for key, one in LANGUAGES.items()}
LOCALES = {key: one.locale for key, one in LANGUAGES.items()}

blueprint = Blueprint("language", __name__)


def select_locale() -> Locale:
    """Return the locale of the current page; of the default language where no page is asked for."""
    return LANGUAGES[current_language() if has_request_context() else DEFAULT].locale


def current_language() -> str:
    """Return a key such as nb: chosen in this session, or the browser's first that we have."""
    if not has_request_context():
        locale = get_locale()  # a command's; without one, select_locale gives the default
        return str(locale.language) if locale else DEFAULT
    chosen: str | None = g.get("language")
    if chosen is None:
        kept = session.get("language")  # of a language that is gone there is nothing to show
        chosen = g.language = kept if kept in LANGUAGES else _from_browser()
    return chosen


def _from_browser() -> str:
    for tag, _quality in request.accept_languages:
        asked = tag.split("-")[0].lower()
        if asked == "no":
            return DEFAULT
        if asked in LANGUAGES:
            return asked
    return DEFAULT


def choices() -> list[tuple[str, str]]:
    """Return each language's key and its name in the language itself."""
    return [(key, one.name) for key, one in LANGUAGES.items()]


def language_name(language: str) -> str:
    """Return what a language is called in the language of the page."""
    names = select_locale().languages
    return str(names.get(language, language))


def choose(language: str) -> None:
    """Keep a language for the rest of the session."""
    if language in LANGUAGES:
        session["language"] = g.language = language
        refresh()  # what is said from here on in this request is in the new language


def show_in(language: str) -> bool:
    """Show this one page in a language, and keep nothing; return whether there is such a one."""
    if language not in LANGUAGES:
        return False
    g.language = language
    refresh()
    return True


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
    """Give every template the language names, the current one and its direction."""
    app.register_blueprint(blueprint)

    @app.context_processor
    def languages() -> dict[str, Any]:
        language = current_language()
        return {
            "languages": dict(choices()),
            "language": language,
            "language_name": language_name,
            "direction": LANGUAGES[language].direction,
        }
