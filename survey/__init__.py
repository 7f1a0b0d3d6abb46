"""The survey application."""

from __future__ import annotations

from flask import Flask

from survey import error_pages, language, security, static_files, template_text
from survey.administer import carried
from survey.administer import help as participant_help
from survey.administer.beside_pages import blueprint as beside_pages
from survey.administer.choices import blueprint as choices
from survey.administer.quick_exit import blueprint as quick_exit
from survey.administer.reminder import blueprint as reminder_pages
from survey.administer.second_time_pages import blueprint as second_time_pages
from survey.administer.second_time_refusals import blueprint as second_time_refusals
from survey.administer.views import blueprint as participant_pages
from survey.auth.views import blueprint as sign_in_pages
from survey.config import Settings
from survey.display import views as display
from survey.export.views import blueprint as file_pages
from survey.extensions import babel, csrf, db, login_manager
from survey.keying.views import blueprint as keying_pages
from survey.manage.views import blueprint as study_pages
from survey.my_answers.views import blueprint as own_pages
from survey.report.views import blueprint as result_pages
from survey.review.views import blueprint as review_pages
from survey.staff.views import blueprint as account_pages


def create_app(settings: Settings) -> Flask:
    """Return the application for one installation."""
    app = Flask(__name__)
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
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app, settings.database)
    csrf.init_app(app)
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=language.select_locale)
    language.init_app(app)
    template_text.init_app(app)
    security.init_app(app)
    static_files.init_app(app)
    error_pages.init_app(app)
    carried.init_app(app)
    participant_help.init_app(app)
    display.init_app(app)
    for blueprint in (
        participant_pages,
        choices,
        own_pages,
        beside_pages,
        second_time_pages,
        second_time_refusals,
        quick_exit,
        sign_in_pages,
        study_pages,
        result_pages,
        review_pages,
        account_pages,
    ):
        app.register_blueprint(blueprint)
    app.register_blueprint(keying_pages)
    app.register_blueprint(file_pages)
    app.register_blueprint(reminder_pages)
    return app
