"""What a signed-in person may do, as a table of roles."""

from __future__ import annotations

from survey.errors import NotAllowed
from survey.models.staff import (
    ADMINISTRATOR,
    COORDINATOR,
    KEYER,
    RESEARCHER,
    REVIEWER,
    Staff,
)

FOLLOW_RESPONSE = "follow_response"
SEE_REPORTS = "see_reports"
PROPOSE_RELEASE = "propose_release"  # of an edition, and set when editions come
SET_UP = "set_up"  # a study, its letter, waves, places and groups
INSTALL_WORDING = "install_wording"
MAKE_CARDS = "make_cards"
SEE_RESULTS = "see_results"
TAKE_OUT_DATA = "take_out_data"
TAKE_IN_DATA = "take_in_data"
KEY_IN = "key_in"
REVIEW = "review"  # be the second person: approve or stop what others propose
MANAGE_STAFF = "manage_staff"
READ_AUDIT = "read_audit"
INVITE_REVIEWER = "invite_reviewer"  # to be a study's second person
OWN_ACCOUNT = "own_account"

EVERYBODYS = frozenset({OWN_ACCOUNT})
RUN_A_STUDY = frozenset(
    {
        FOLLOW_RESPONSE,
        SEE_REPORTS,
        PROPOSE_RELEASE,
        SET_UP,
        INSTALL_WORDING,
        MAKE_CARDS,
        INVITE_REVIEWER,
    }
)
RIGHTS = {
    COORDINATOR: RUN_A_STUDY,
    RESEARCHER: RUN_A_STUDY | {SEE_RESULTS, TAKE_OUT_DATA, TAKE_IN_DATA},
    REVIEWER: frozenset({REVIEW}),
    ADMINISTRATOR: frozenset({MANAGE_STAFF, READ_AUDIT}),
    KEYER: frozenset({KEY_IN}),
}


def check_may(staff: Staff, right: str) -> None:
    """Raise NotAllowed unless the person's role covers this."""
    if not may(staff, right):
        raise NotAllowed(f"the role {staff.role} does not cover {right}")


def may(staff: Staff, right: str) -> bool:
    """Return whether the person's role covers this."""
    return right in RIGHTS[staff.role] | EVERYBODYS


# Where somebody of a role begins, as the name of a view.
FIRST_PAGES = {
    COORDINATOR: "manage.studies",
    RESEARCHER: "manage.studies",
    REVIEWER: "review.proposals",
    ADMINISTRATOR: "staff.accounts",
    KEYER: "keying.start",
}


def first_page(staff: Staff) -> str:
    """Return the page that somebody of this role begins at, as the name of its view."""
    return FIRST_PAGES[staff.role]
