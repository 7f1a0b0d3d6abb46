"""What staff read where something cannot be done, and what to do instead."""

from __future__ import annotations

from flask_babel import lazy_gettext

from survey import errors
from survey.error_page import ErrorPage
from survey.study_end import refusals

WAYS_BACK = {  # for staff, by the page that their role begins at
    "manage.studies": lazy_gettext("To the studies"),
    "review.proposals": lazy_gettext("To what waits for you"),
    "staff.accounts": lazy_gettext("To the accounts"),
    "keying.start": lazy_gettext("To the keying"),
}
PAGES: dict[type[errors.SurveyError], ErrorPage] = {
    errors.NotAllowed: ErrorPage(
        403,
        lazy_gettext("This page is not for your role"),
        [lazy_gettext("Ask the study's coordinator if you need it.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.PlanLocked: ErrorPage(
        409,
        lazy_gettext("The analysis plan is locked"),
        [
            lazy_gettext(
                "The study has opened, or somebody has answered. A plan that could be changed "
                "after that would be worth nothing."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.NotApproved: ErrorPage(
        403,
        lazy_gettext("A second person has not approved this"),
        [
            lazy_gettext(
                "Propose on the study's page of files what you need. A reviewer says yes or no."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.NotPermitted: ErrorPage(
        403,
        lazy_gettext("The permission for the questions does not cover this"),
        [lazy_gettext("What is missing stands under Texts and permissions on the study's page.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.CalledBack: ErrorPage(
        409,
        lazy_gettext("First, delete the rows that are called back"),
        [
            lazy_gettext(
                "The study's page of files lists them. Say there that you have deleted them; then "
                "you can make and fetch files again."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.SharedAlready: ErrorPage(
        409,
        lazy_gettext("The file for sharing has been made"),
        [
            lazy_gettext(
                "There is one only of a study. Two could be laid over each other, and few people "
                "would then be told apart."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.NotYours: ErrorPage(
        409,
        lazy_gettext("This cannot be decided here"),
        [
            lazy_gettext(
                "Nobody decides on what they proposed themselves, and nothing is decided twice."
            )
        ],
        lazy_gettext("To what waits for you"),
        "review.proposals",
    ),
    refusals.EndNotPossible: ErrorPage(
        409,
        lazy_gettext("The study cannot be ended yet"),
        [lazy_gettext("What stands in the way is on the study's page, under End the study.")],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
    errors.OnlyTrials: ErrorPage(
        403,
        lazy_gettext("Two people release the reports of this study"),
        [
            lazy_gettext(
                "One proposes an edition on the study's page of reports; another releases it."
            )
        ],
        lazy_gettext("To the studies"),
        "manage.studies",
    ),
}
