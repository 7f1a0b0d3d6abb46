"""Roles and what staff have done, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext

from survey.models.staff import ADMINISTRATOR, COORDINATOR, KEYER, RESEARCHER, REVIEWER
from survey.staff.study_words import STUDY_ACTIONS

ROLE_NAMES = {
    COORDINATOR: lazy_gettext("Coordinator"),
    RESEARCHER: lazy_gettext("Researcher"),
    REVIEWER: lazy_gettext("Second person"),
    ADMINISTRATOR: lazy_gettext("Administrator"),
    KEYER: lazy_gettext("Keyer"),
}
ROLES_DO = {
    COORDINATOR: lazy_gettext(
        "Sets up studies, prints cards and follows how many have answered. Sees no answers."
    ),
    RESEARCHER: lazy_gettext("As the coordinator, and sees results and takes out data."),
    REVIEWER: lazy_gettext(
        "Approves or stops what others want to let out. Sees only what is proposed."
    ),
    ADMINISTRATOR: lazy_gettext("Decides who may sign in, and reads the log. Sees no study."),
    KEYER: lazy_gettext("Types paper forms in. Sees nothing else."),
}
OUTSIDERS = {
    "nobody": lazy_gettext("Somebody who did not get in"),
    "program": lazy_gettext("The program by itself"),
    "scripted": lazy_gettext("Invented people of a demonstration or a trial"),
    "operator": lazy_gettext("The operator, from the command line"),
}
# An action that stands here is told in words; one that does not is shown as it is stored.
ACTIONS = STUDY_ACTIONS | {
    "signed_in": lazy_gettext("Signed in"),
    "signed_out": lazy_gettext("Signed out"),
    "signed_out_everywhere": lazy_gettext("Signed out everywhere"),
    "sign_in_failed": lazy_gettext("Tried to sign in and failed"),
    "key_accepted": lazy_gettext("New key accepted"),
    "password_changed": lazy_gettext("Password changed"),
    "recovery_code_used": lazy_gettext("Recovery code used"),
    "recovery_codes_made": lazy_gettext("New recovery codes made"),
    "second_factor_begun": lazy_gettext("Began to set up another phone"),
    "second_factor_set_up": lazy_gettext("Phone set up for codes"),
    "second_factor_reset": lazy_gettext("Phone and recovery codes removed"),
    "account_added": lazy_gettext("Account added"),
    "account_invited": lazy_gettext("Invited to have an account"),
    "reviewer_invited": lazy_gettext("Invited a second person"),
    "invitation_withdrawn": lazy_gettext("Invitation withdrawn"),
    "invitation_taken_up": lazy_gettext("Invitation taken up"),
    "new_password_invited": lazy_gettext("Link for a new password made"),
    "account_disabled": lazy_gettext("Account shut"),
    "account_enabled": lazy_gettext("Account opened again"),
    "role_changed": lazy_gettext("Role changed"),
    "part_given": lazy_gettext("Part in a study given"),
    "part_taken_away": lazy_gettext("Part in a study taken away"),
    "part_taken_up": lazy_gettext("Part in a study taken up"),
    "log_checked": lazy_gettext("Log checked"),
    "keyed_first": lazy_gettext("Paper form read the first time"),
    "keyed_second": lazy_gettext("Paper form read the second time"),
    "keyed_stored": lazy_gettext("Answers of a paper form stored"),
    "keyed_unreadable": lazy_gettext("Marks that could not be read"),
    "keying_refused": lazy_gettext("Paper form refused"),
    "keying_put_aside": lazy_gettext("Paper form put aside"),
    "keying_begun_anew": lazy_gettext("Paper form begun anew"),
    "keying_unknown_card": lazy_gettext("Card number that no card has"),
}
