"""What a signed-in person may do, as a table of roles."""

from __future__ import annotations

from survey.errors import NotAllowed
from survey.models.staff import COORDINATOR, KEYER, RESEARCHER, Staff

FOLLOW_RESPONSE = "follow_response"
SEE_REPORTS = "see_reports"
SEE_RESULTS = "see_results"
TAKE_OUT_DATA = "take_out_data"
KEY_IN = "key_in"

RIGHTS = {
    COORDINATOR: frozenset({FOLLOW_RESPONSE, SEE_REPORTS}),
    RESEARCHER: frozenset({FOLLOW_RESPONSE, SEE_REPORTS, SEE_RESULTS, TAKE_OUT_DATA}),
    KEYER: frozenset({KEY_IN}),
}


def check_may(staff: Staff, right: str) -> None:
    """Raise NotAllowed unless the person's role covers this."""
    if not may(staff, right):
        raise NotAllowed(f"the role {staff.role} does not cover {right}")


def may(staff: Staff, right: str) -> bool:
    """Return whether the person's role covers this."""
    return right in RIGHTS[staff.role]


def first_page(staff: Staff) -> str:
    """Return the page that somebody of this role begins at, as the name of its view."""
    return "manage.studies" if may(staff, FOLLOW_RESPONSE) else "keying.start"
