"""Makes sentences come in one language where there is no study and no page asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask import Flask
from flask_babel import Babel, force_locale

from survey.language import LOCALES

TRANSLATIONS = Path(__file__).parents[1] / "translations"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let flask_babel speak nb, nn or en within; KeyError for another language.

    The application is a bare one: it has languages, and neither settings nor a database.
    """
    with _application().app_context(), force_locale(LOCALES[language]):
        yield


@cache
def _application() -> Flask:
    """Return the one application, which keeps the translations it has read."""
    app = Flask("survey.evaluation", static_folder=None)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app)
    return app
