"""The survey application."""

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
from survey.analysis_plan.views import blueprint as plan_pages
from survey.auth import browser as staff_browser
from survey.auth.account_pages import blueprint as own_account_pages
from survey.auth.enrolment_pages import blueprint as enrolment_pages
from survey.auth.invitation_pages import blueprint as invitation_pages
from survey.auth.views import blueprint as sign_in_pages
from survey.cards.views import blueprint as card_pages
from survey.config import Settings
from survey.display import views as display
from survey.dry_run.views import blueprint as dry_run_pages
from survey.export.views import blueprint as file_pages
from survey.extensions import babel, csrf, db, login_manager
from survey.imports.views import blueprint as import_pages
from survey.installing.ready_views import blueprint as wording_files
from survey.installing.views import blueprint as wording_pages
from survey.journal import gate, recording
from survey.keying.views import blueprint as keying_pages
from survey.manage.views import blueprint as study_pages
from survey.my_answers.views import blueprint as own_pages
from survey.planner.views import blueprint as planner_pages
from survey.release.public_pages import blueprint as public_report_pages
from survey.release.views import blueprint as edition_pages
from survey.report.evaluation_pages import blueprint as evaluation_pages
from survey.report.views import blueprint as result_pages
from survey.review.edition_pages import blueprint as edition_review_pages
from survey.review.end_pages import blueprint as end_review_pages
from survey.review.views import blueprint as review_pages
from survey.serving import probes, proxies, watching
from survey.set_up.letter_pages import blueprint as set_up_letter_pages
from survey.set_up.places_pages import blueprint as set_up_places_pages
from survey.set_up.views import blueprint as set_up_pages
from survey.sikt.views import blueprint as sikt_pages
from survey.staff.audit_pages import blueprint as audit_pages
from survey.staff.second_person_pages import blueprint as second_person_pages
from survey.staff.views import blueprint as account_pages
from survey.study_end.ended_pages import blueprint as ended_pages
from survey.study_end.views import blueprint as study_end_pages


def create_app(settings: Settings) -> Flask:
    """Return the application for one installation."""
    app = watching.Application(__name__)
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
    answering = (participant_pages, choices, second_time_pages, second_time_refusals)
    db.init_app(app, settings.database, beside=[one.name for one in answering])
    watching.init_app(app)
    probes.init_app(app)
    proxies.init_app(app)
    recording.init_app(app, settings)
    gate.init_app(app)
    csrf.init_app(app)
    staff_browser.init_app(app, login_manager)
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
        evaluation_pages,
        plan_pages,
        review_pages,
        edition_pages,
        edition_review_pages,
        account_pages,
        audit_pages,
        second_person_pages,
        own_account_pages,
        enrolment_pages,
        invitation_pages,
    ):
        app.register_blueprint(blueprint)
    app.register_blueprint(keying_pages)
    for blueprint in (set_up_pages, set_up_letter_pages, set_up_places_pages):
        app.register_blueprint(blueprint)
    app.register_blueprint(card_pages)
    app.register_blueprint(sikt_pages)
    app.register_blueprint(dry_run_pages)
    app.register_blueprint(planner_pages)
    app.register_blueprint(import_pages)
    app.register_blueprint(file_pages)
    app.register_blueprint(reminder_pages)
    app.register_blueprint(wording_pages)
    app.register_blueprint(wording_files)
    app.register_blueprint(public_report_pages)
    for blueprint in (study_end_pages, end_review_pages, ended_pages):
        app.register_blueprint(blueprint)
    return app
