"""The side of the house that participants enter: their pages, and what every page rests on.

It stands alone, so that a process that serves participants need hold no more; ``survey.staff_side``
is built on to it.
"""

from __future__ import annotations

from flask import Flask

from survey import (
    error_pages,
    kept_pages,
    language,
    security,
    sent_files,
    static_files,
    template_text,
    unavailable,
    url_keys,
)
from survey.administer import carried
from survey.administer import help as participant_help
from survey.administer.beside_pages import blueprint as beside_pages
from survey.administer.choices import blueprint as choices
from survey.administer.quick_exit import blueprint as quick_exit
from survey.administer.reminder import blueprint as reminder_pages
from survey.administer.second_time_pages import blueprint as second_time_pages
from survey.administer.second_time_refusals import blueprint as second_time_refusals
from survey.administer.views import blueprint as participant_pages
from survey.config import Settings
from survey.database import Database
from survey.display import views as display
from survey.extensions import babel, csrf, db
from survey.journal import gate, recording
from survey.my_answers.views import blueprint as own_pages
from survey.serving import probes, proxies, watching

ANSWERING = (participant_pages, choices, second_time_pages, second_time_refusals)
KEPT = (*Database.EXTENSIONS, recording.EXTENSION, watching.EXTENSION)
BESIDE = (own_pages, beside_pages, quick_exit, reminder_pages)


def make(settings: Settings, neighbour: Flask | None = None) -> Flask:
    """Return an application with the participants' pages.

    neighbour: one of the same installation in this process, whose connections, journal and counts
    are used: what is kept once for the process is made once.
    """
    app = watching.Application("survey")
    app.request_class = sent_files.Request
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        # The form's proof lasts as long as the session: a page left open over dinner still sends.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,  # the forms' sentences are ours
        MAX_CONTENT_LENGTH=64 * 1024,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        **security.cookie_settings(https=settings.https),
    )
    url_keys.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _begin(app, settings, neighbour)
    probes.init_app(app)
    proxies.init_app(app)
    gate.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=language.select_locale)
    language.init_app(app)
    template_text.init_app(app)
    security.init_app(app)
    static_files.init_app(app)
    error_pages.init_app(app)
    unavailable.init_app(app)
    carried.init_app(app)
    participant_help.init_app(app)
    display.init_app(app)
    kept_pages.init_app(app)
    for blueprint in (*ANSWERING, *BESIDE):
        app.register_blueprint(blueprint)
    return app


def _begin(app: Flask, settings: Settings, neighbour: Flask | None) -> None:
    """Let the application reach what is kept: the database, the journal and the counts."""
    if neighbour is None:
        db.init_app(app, settings.database, beside=[one.name for one in ANSWERING])
        recording.init_app(app, settings)
    else:
        known = neighbour.extensions
        app.extensions |= {name: known[name] for name in KEPT if name in known}
        db.close_after_each(app)
    watching.init_app(app)
