"""The side of the house that whoever signs in enters, and who reads what was released.

It is built on to the participants' side, whose pages its own lead to.
"""

from __future__ import annotations

from flask import Flask

from survey.analysis_plan.views import blueprint as plan_pages
from survey.auth import browser as staff_browser
from survey.auth.account_pages import blueprint as own_account_pages
from survey.auth.enrolment_pages import blueprint as enrolment_pages
from survey.auth.invitation_pages import blueprint as invitation_pages
from survey.auth.views import blueprint as sign_in_pages
from survey.cards.views import blueprint as card_pages
from survey.dry_run.views import blueprint as dry_run_pages
from survey.export.views import blueprint as file_pages
from survey.extensions import login_manager
from survey.imports.views import blueprint as import_pages
from survey.installing.ready_views import blueprint as wording_files
from survey.installing.views import blueprint as wording_pages
from survey.keying.views import blueprint as keying_pages
from survey.manage.views import blueprint as study_pages
from survey.planner.views import blueprint as planner_pages
from survey.release.public_pages import blueprint as public_report_pages
from survey.release.views import blueprint as edition_pages
from survey.report.evaluation_pages import blueprint as evaluation_pages
from survey.report.views import blueprint as result_pages
from survey.review.edition_pages import blueprint as edition_review_pages
from survey.review.end_pages import blueprint as end_review_pages
from survey.review.views import blueprint as review_pages
from survey.set_up.letter_pages import blueprint as set_up_letter_pages
from survey.set_up.places_pages import blueprint as set_up_places_pages
from survey.set_up.views import blueprint as set_up_pages
from survey.sikt.views import blueprint as sikt_pages
from survey.staff.audit_pages import blueprint as audit_pages
from survey.staff.second_person_pages import blueprint as second_person_pages
from survey.staff.views import blueprint as account_pages
from survey.study_end.ended_pages import blueprint as ended_pages
from survey.study_end.views import blueprint as study_end_pages

ROOMS = (
    sign_in_pages,
    own_account_pages,
    enrolment_pages,
    invitation_pages,
    account_pages,
    audit_pages,
    second_person_pages,
    study_pages,
    set_up_pages,
    set_up_letter_pages,
    set_up_places_pages,
    plan_pages,
    planner_pages,
    dry_run_pages,
    wording_pages,
    wording_files,
    sikt_pages,
    card_pages,
    keying_pages,
    import_pages,
    result_pages,
    evaluation_pages,
    file_pages,
    edition_pages,
    public_report_pages,
    review_pages,
    edition_review_pages,
    end_review_pages,
    study_end_pages,
    ended_pages,
)


def add_to(app: Flask) -> None:
    """Build this side on to an application that has the participants'."""
    staff_browser.init_app(app, login_manager)
    for blueprint in ROOMS:
        app.register_blueprint(blueprint)
