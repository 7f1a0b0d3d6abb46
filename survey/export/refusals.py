"""What a page says where a file may not be made, fetched or decided on."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from survey import errors

STUDIES, REVIEW = "manage.studies", "review.proposals"
# By the error: status, title, what to do, where the button leads.
PAGES: dict[type[errors.SurveyError], tuple[int, LazyString, Sequence[LazyString], str]] = {
    errors.NotApproved: (
        403,
        lazy_gettext("A second person has not approved this"),
        [
            lazy_gettext(
                "Propose on the study's page of files what you need. A reviewer says yes or no."
            )
        ],
        STUDIES,
    ),
    errors.CalledBack: (
        409,
        lazy_gettext("First, delete the rows that are called back"),
        [
            lazy_gettext(
                "The study's page of files lists them. Say there that you have deleted them; then "
                "you can make and fetch files again."
            )
        ],
        STUDIES,
    ),
    errors.SharedAlready: (
        409,
        lazy_gettext("The file for sharing has been made"),
        [
            lazy_gettext(
                "There is one only of a study. Two could be laid over each other, and few people "
                "would then be told apart."
            )
        ],
        STUDIES,
    ),
    errors.NotYours: (
        409,
        lazy_gettext("This cannot be decided here"),
        [
            lazy_gettext(
                "Nobody decides on what they proposed themselves, and nothing is decided twice."
            )
        ],
        REVIEW,
    ),
}
